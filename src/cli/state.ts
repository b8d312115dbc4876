import { measure } from '../store/output-files.ts';
import { MAX_OUTPUT_BYTES, RETENTION_MS } from '../store/retention.ts';
import { databaseFile } from '../store/sqlite/place.ts';
import { auditDirectory } from './log-directory.ts';
import { forgetState } from './state-forget.ts';
import type { StateRequest } from './state-request.ts';
import { type Kept, type StateReport, size, stateJson, stateText } from './state-text.ts';
import { FAILED, WRONG_USAGE } from './task-find.ts';
import { unreadableState } from './unreadable-state.ts';

/**
 * `state [--json]` shows what is kept and where, `state forget <session|task|all> [--yes]` removes what is not in use, `state vacuum`
 * gives free space back to the disk. Throws `StoreFailed` when the file can not be read or written.
 * @returns the exit code: 0, 1 when something could not be done, 64 for wrong usage
 */
export async function state(request: StateRequest): Promise<number> {
  const { operands, json, store, log } = request;
  const [verb, operand, ...rest] = operands;
  if (verb === undefined) return show(request);
  const isForget = verb === 'forget' && operand !== undefined && rest.length === 0;
  if ((!isForget && !(verb === 'vacuum' && operand === undefined)) || json) {
    log('Usage: bailiwick state [--json], bailiwick state forget <session-id|task-id|all> [--yes], or bailiwick state vacuum');
    return WRONG_USAGE;
  }
  if (store.state === undefined) {
    log(unreadableState(request.stateDir, store.why ?? ''));
    return FAILED;
  }
  if (operand !== undefined) return (await forgetState(request, store.state, operand)) ? 0 : FAILED;
  const before = await databaseBytes(store.state.file);
  store.state.vacuum();
  const after = await databaseBytes(store.state.file);
  request.stdout.write(`The database had ${size(before.database + before.journal)} and has ${size(after.database + after.journal)}.\n`);
  return 0;
}

async function show({ json, store, stateDir, outputDir, columns, now, stdout, log }: StateRequest): Promise<number> {
  const kept = await keptIn(store, now());
  const report: StateReport = {
    dir: stateDir,
    ...(kept === undefined ? { why: store.why ?? '' } : { kept }),
    bytes: {
      // Also of a file that can not be used: it is there all the same.
      ...(await databaseBytes(databaseFile(stateDir))),
      output: (await measure(outputDir)).bytes,
      audit: (await measure(auditDirectory(stateDir))).bytes,
    },
    limits: { retentionMs: RETENTION_MS, maxOutputBytes: MAX_OUTPUT_BYTES },
  };
  stdout.write(json ? stateJson(report) : stateText(report, { now: now(), columns }));
  if (kept !== undefined) return 0;
  log(unreadableState(stateDir, store.why ?? ''));
  return FAILED;
}

async function keptIn({ state: stored, sessions, tasks, approvals }: StateRequest['store'], now: number): Promise<Kept | undefined> {
  if (stored === undefined) return undefined;
  const { file, sqlite } = stored;
  const { tasks: counts, ...others } = stored.counts();
  const held = await tasks.list({ state: 'held', limit: counts.held });
  const waitingApproval = held.filter(({ status }) => status === 'waiting_approval').length;
  const waiting = approvals.waiting(now).length;
  return { file, sqlite, ...others, tasks: { ...counts, waitingApproval }, approvals: waiting, list: sessions.list() };
}

async function databaseBytes(file: string): Promise<{ readonly database: number; readonly journal: number }> {
  const [database, journal] = [await measure(file), await measure(`${file}-wal`)];
  return { database: database.bytes, journal: journal.bytes };
}
