import { CHECK_TIMEOUT_MS } from './todo-checks.ts';
import type { Evaluation } from './todo-model.ts';
import type { CheckRun } from './todo-run-check.ts';
import { name } from './todo-words.ts';

/** What a check says of an item: it may be completed, or why not. */
export type Judgement =
  | { readonly ok: true; readonly evaluation: Evaluation }
  | { readonly ok: false; readonly evaluation: Evaluation; readonly reason: string };

export interface Judged {
  readonly id: string;
  readonly evaluator: string;
  readonly command: string;
}

/** Takes what was checked and how its command ended, `undefined` while it runs; returns what that means for the item. */
export function judge({ id, evaluator, command }: Judged, run: CheckRun | undefined): Judgement {
  const of = (status: Evaluation['status'], facts: Omit<Evaluation, 'name' | 'status'> = {}): Evaluation => ({
    name: name(evaluator),
    status,
    ...facts,
  });
  const not = (what: string, evaluation: Evaluation): Judgement => ({
    ok: false,
    evaluation,
    reason: `${id} is not completed: check ${name(evaluator)} (${name(command)}) ${what}`,
  });
  switch (run?.kind) {
    case undefined:
      return not('still runs; send the same update again to wait for it', of('running'));
    case 'ran':
      return run.exitCode === 0
        ? { ok: true, evaluation: of('passed', { exit_code: 0 }) }
        : not(`exited with code ${run.exitCode}`, of('failed', { detail: run.tail, exit_code: run.exitCode }));
    case 'timed_out':
      return not(`took longer than ${CHECK_TIMEOUT_MS / 1_000} s`, of('failed', { detail: run.tail }));
    case 'ended':
      return not(`gave no result: ${run.reason}`, of('failed', { detail: run.tail === '' ? run.reason : run.tail }));
    case 'denied':
      return not(`was refused: ${run.reason}`, of('denied', { detail: run.reason }));
    case 'needs_approval':
      return not(`needs a person's approval (number ${run.approval.number}): ${run.reason}`, of('needs_approval', { detail: run.reason }));
  }
}

/** Takes what is to be checked and why there is nothing to run; the item may be completed, and the answer says so. */
export function skipped(evaluator: string, detail: string): Judgement {
  return { ok: true, evaluation: { name: name(evaluator), status: 'skipped', detail } };
}

/** Takes what is to be checked and why it can not be known how; the item may not be completed. */
export function unknownCheck(id: string, evaluator: string, reason: string): Judgement {
  const evaluation: Evaluation = { name: name(evaluator), status: 'failed', detail: reason };
  return { ok: false, evaluation, reason: `${id} is not completed: ${reason}` };
}
