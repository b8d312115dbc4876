import type { AuditHead } from './audit/chain.ts';
import type { HeadStore } from './store.ts';

/** The ends of audit chains, forgotten with the process. */
export function createMemoryHeads(): HeadStore {
  const heads = new Map<string, AuditHead>();
  return {
    set(head) {
      heads.set(head.chain, head);
    },
    drop(chain) {
      heads.delete(chain);
    },
    list: () => [...heads.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1)),
  };
}
