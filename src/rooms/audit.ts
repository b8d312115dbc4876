import path from 'node:path';
import type { Audit } from '../policy/trail.ts';
import { describeError } from '../shell/describe-error.ts';
import { openAudit } from '../store/audit/audit.ts';
import type { AuditHead } from '../store/audit/chain.ts';
import { repairAudit } from '../store/audit/repair.ts';
import type { Store } from '../store/store.ts';

/** Each start of a server begins a file: many small ones must not push each other out. */
const MAX_BYTES = 4 * 1_048_576;
const MAX_FILES = 512;

export interface ServerAudit extends Audit {
  close(): void;
}

/** The audit log of this server, opened with its first line. Where it can not be opened every line throws, and nothing runs. */
export function serverAudit(deps: {
  readonly stateDir: string;
  readonly pid: number;
  readonly store: Store;
  readonly now: () => number;
  readonly log: (line: string) => void;
}): ServerAudit {
  const { stateDir, pid, store, now, log } = deps;
  const dir = path.join(stateDir, 'audit');
  let opened: ReturnType<typeof openAudit> | undefined;

  repairAudit(dir, { log }).catch((error: unknown) => log(`the audit log could not be looked through: ${describeError(error)}`));

  /** A head that can not be kept makes the log no worse: its own hashes stay. */
  const kept = (keep: () => void): void => {
    try {
      keep();
    } catch (error) {
      log(`the end of the audit log could not be noted: ${describeError(error)}`);
    }
  };
  // The log says how often: each note waits for the disk.
  const anchor = (head: AuditHead): void => kept(() => store.heads.set(head));

  const open = () => {
    const chain = `${new Date(now()).toISOString().replaceAll(':', '-')}-${pid}`;
    return openAudit({
      dir,
      chain,
      now,
      maxBytes: MAX_BYTES,
      maxFiles: MAX_FILES,
      anchor,
      dropped: (name) => kept(() => store.heads.drop(name)),
      log,
    });
  };

  return {
    append(record) {
      opened ??= open();
      return opened.append(record);
    },
    close() {
      opened?.close();
    },
  };
}
