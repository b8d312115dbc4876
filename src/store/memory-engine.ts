import type { EngineChoice, EngineStore } from './store.ts';

/** A choice that no other process can make. */
export function createMemoryEngine(): EngineStore {
  let last: EngineChoice | undefined;
  return {
    choose(kind) {
      last = { seq: (last?.seq ?? 0) + 1, kind };
    },
    latest: () => last,
  };
}
