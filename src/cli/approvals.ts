import { setTimeout } from 'node:timers/promises';
import { visible } from '../shell/visible.ts';
import type { ApprovalRow, Store } from '../store/store.ts';
import { ENDS, type Found, findQuestion, namesQuestion, type Question, shortId, waitingQuestions } from './approvals-question.ts';
import { listed, questionJson, whole } from './approvals-text.ts';
import { printable } from './check-json.ts';

/** Exit codes of sysexits.h. */
export const FAILED = 1;
export const WRONG_USAGE = 64;

/** What both commands about approvals are given. */
export interface ApprovalsWorld {
  readonly store: Pick<Store, 'approvals' | 'changes' | 'durability' | 'why'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly stdout: { write(text: string): unknown };
  /** Writes a line for people to stderr. */
  readonly log: (line: string) => void;
}

export interface ApprovalsRequest extends ApprovalsWorld {
  /** Nothing, or `show` and what names a question. */
  readonly operands: readonly string[];
  readonly watch: boolean;
  readonly json: boolean;
  /** Width of the terminal. */
  readonly columns: number;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Resolves when it is time to look again; after 200 ms when it is not given. May reject once the signal is aborted. */
  readonly pause?: (signal: AbortSignal) => Promise<unknown>;
}

const LOOK_MS = 200;

/**
 * `approvals [--watch] [--json]` lists what waits for a person, in every session of every server of this user; `approvals show <number|id>`
 * shows one with all its text.
 * @returns the exit code: 0, 1 when there is nothing to show or the store can not be read, 64 for wrong usage
 */
export async function approvals(request: ApprovalsRequest): Promise<number> {
  const { operands, watch, json, store, now, stdout, log } = request;
  const [verb, operand, ...rest] = operands;
  const isShow = verb === 'show' && operand !== undefined && namesQuestion(operand) && rest.length === 0 && !watch;
  if (verb !== undefined && !isShow) {
    log('Usage: bailiwick approvals [--watch] [--json], or bailiwick approvals show <number|id> [--json]');
    return WRONG_USAGE;
  }
  if (!isShared(request)) return FAILED;
  if (operand !== undefined) {
    const found = findQuestion(store.approvals, operand, now());
    if (found.kind !== 'one') return explainMissing(request, operand, found);
    stdout.write(json ? questionJson(found.question) : whole(found.question, now()));
    return 0;
  }
  if (watch) return follow(request);
  const questions = waitingQuestions(store.approvals, now());
  for (const question of questions) stdout.write(shownAs(request, question));
  if (questions.length === 0) log('Nothing waits for an answer.');
  else if (!json) log('Answer with `bailiwick approve <number|id> [--for once|session|always]` or `bailiwick deny <number|id>`.');
  return 0;
}

/** Prints what waits, then what comes and goes, until the signal. */
async function follow(request: ApprovalsRequest): Promise<number> {
  const { store, now, stdout, log, signal, json } = request;
  const pause = request.pause ?? ((stop: AbortSignal) => setTimeout(LOOK_MS, undefined, { signal: stop }));
  let waiting = new Map<string, ApprovalRow>();
  let seen: number | undefined;
  log('Watching for questions; Ctrl-C ends it.');
  while (!signal.aborted) {
    const time = now();
    const changes = store.changes();
    if (changes !== seen || [...waiting.values()].some(({ expiresAt }) => expiresAt <= time)) {
      const current = waitingQuestions(store.approvals, time);
      const known = new Map(store.approvals.known(time).map(({ id, state }) => [id, state]));
      const before = waiting;
      waiting = new Map(current.map(({ row }) => [row.id, row]));
      for (const row of before.values()) {
        if (!waiting.has(row.id)) stdout.write(gone(row, known.get(row.id) ?? 'gone', json));
      }
      for (const question of current) if (!before.has(question.row.id)) stdout.write(shownAs(request, question));
      seen = changes;
    }
    await pause(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return 0;
}

function shownAs({ json, now, columns }: ApprovalsRequest, question: Question): string {
  return json ? questionJson(question) : listed(question, now(), columns);
}

function gone({ id, number, sessionId: session }: ApprovalRow, state: string, json: boolean): string {
  return json ? `${printable(JSON.stringify({ state, id, number, session }))}\n` : `#${number}  ${shortId(visible(id))}  ${state}\n`;
}

/** False, and said, when the questions of other processes can not be seen. */
export function isShared({ store, log }: ApprovalsWorld): boolean {
  if (store.durability === 'file') return true;
  log(`Questions of other processes can not be seen here. ${store.why ?? ''}`);
  return false;
}

/** Says why there is not the one question that was named. Returns the exit code. */
export function explainMissing({ log, now }: ApprovalsWorld, operand: string, found: Exclude<Found, { kind: 'one' }>): number {
  if (found.kind === 'several') {
    log(`${found.questions.length} questions are called ${JSON.stringify(operand)}; name one by its id:`);
    for (const question of found.questions) log(listed(question, now(), 120).trimEnd());
  } else {
    log(`No question ${JSON.stringify(operand)} waits. ${ENDS[found.kind === 'over' ? found.known.state : 'gone']}`);
  }
  return FAILED;
}
