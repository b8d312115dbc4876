import type { Writable } from 'node:stream';
import type { AuditHead } from '../store/audit/chain.ts';
import { readAudit } from '../store/audit/read.ts';
import { written } from './check-batch.ts';
import { printable } from './check-json.ts';
import type { Screen } from './explain-text.ts';
import { auditDirectory } from './log-directory.ts';
import { taskInLog } from './log-task.ts';
import { logText } from './log-text.ts';
import { verifyLog } from './log-verify.ts';

const FAILED = 1;
const WRONG_USAGE = 64;

export interface Logging {
  /** What follows `log`. */
  readonly operands: readonly string[];
  readonly follow: boolean;
  readonly denied: boolean;
  readonly json: boolean;
  /** Only what this task did, and what started it; the beginning of its id will do. */
  readonly task: string | undefined;
  /** The chains lie in its directory `audit`. */
  readonly stateDir: string;
  /** The ends of chains as the store knows them. */
  readonly anchors: readonly AuditHead[];
  readonly stdout: Writable;
  readonly log: (line: string) => void;
  readonly screen: Screen;
  /** Ends `--follow`. */
  readonly signal: AbortSignal;
}

/**
 * `log` writes what was decided, one line each; `log verify` checks the chains.
 * @returns the exit code: 0, 1 when something could not be read, nothing is of the task or a chain is broken, 64 wrong usage
 */
export async function showLog(logging: Logging): Promise<number> {
  const { operands, follow, denied, json, task, stateDir, stdout, log, screen, signal } = logging;
  const [verb, ...rest] = operands;
  if (verb === 'verify' && rest.length === 0) {
    if (!follow && !denied && !json && task === undefined) return await verifyLog(logging);
    log('`log verify` always looks at the whole log; leave the other flags out.');
    return WRONG_USAGE;
  }
  if (verb !== undefined) {
    log(`\`log\` knows verify, not ${JSON.stringify(operands.join(' '))}.`);
    return WRONG_USAGE;
  }
  const dir = auditDirectory(stateDir);
  const only = task === undefined ? undefined : await taskInLog(dir, task);
  if (only !== undefined && ('problem' in only || !(only.found || follow))) {
    log('problem' in only ? only.problem : 'Nothing in the log is of that task.');
    return FAILED;
  }
  let unreadable = 0;
  const reading = {
    denied,
    ...(follow ? { follow: signal } : {}),
    unreadable: (path: string, line: number): void => {
      unreadable += 1;
      log(`${path}:${line} is no line of the log; \`bailiwick log verify\` says what is wrong.`);
    },
  };
  for await (const entry of readAudit(dir, reading)) {
    if (only?.has(entry) === false) continue;
    const { chain, line } = entry;
    const text = json ? printable(JSON.stringify({ chain, ...line })) : logText(line, screen);
    if (!(await written(stdout, `${text}\n`))) break;
  }
  return unreadable === 0 ? 0 : FAILED;
}
