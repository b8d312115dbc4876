import * as z from 'zod';
import { ACCESS_LEVELS } from '../policy/action.ts';
import type { ApprovalRow, ApprovalState, ApprovalStore, KnownApproval } from '../store/store.ts';

const shownSchema = z.object({
  message: z.string(),
  command: z.string(),
  cwd: z.string(),
  // Of a tool that reads or writes a path by itself.
  path: z.object({ use: z.enum(['read', 'write']), path: z.string() }).exactOptional(),
  // Absent in what an older server asked: then no rule can be written from it.
  workspace: z.string().exactOptional(),
  access: z.enum(ACCESS_LEVELS).exactOptional(),
  class: z.string(),
  reason: z.string(),
  rule: z.string(),
  client: z.string(),
  grantable: z.boolean(),
  grantText: z.string(),
  alwaysRule: z.string().nullable(),
});

/** What a person is shown of one question. */
export type Shown = z.infer<typeof shownSchema>;

export interface Question {
  readonly row: ApprovalRow;
  /** `undefined` when this program can not read it; then it can only be denied. */
  readonly shown: Shown | undefined;
}

/** Every question that waits at `now`, the oldest first. */
export function waitingQuestions(store: Pick<ApprovalStore, 'waiting'>, now: number): readonly Question[] {
  return store.waiting(now).map((row) => ({ row, shown: readShown(row.shown) }));
}

function readShown(json: string): Shown | undefined {
  try {
    return shownSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

export type Found =
  | { readonly kind: 'one'; readonly question: Question }
  | { readonly kind: 'several'; readonly questions: readonly Question[] }
  | { readonly kind: 'over'; readonly known: KnownApproval }
  | { readonly kind: 'none' };

/** Numbers have fewer digits than the shortest form of an id. */
const NUMBER = /^[1-9]\d{0,6}$/;
const SHORT_ID = 8;

/** What stands for an id in a list; enough of it to name the question. */
export function shortId(id: string): string {
  return id.slice(0, SHORT_ID);
}

/** True for what can name a question: its number, its id, or at least 8 characters of that. */
export function namesQuestion(operand: string): boolean {
  return NUMBER.test(operand) || operand.length >= SHORT_ID;
}

/** Finds the question that a person named, also when it is over. */
export function findQuestion(store: ApprovalStore, operand: string, now: number): Found {
  const isMeant = NUMBER.test(operand)
    ? ({ number }: { readonly number: number }) => String(number) === operand
    : ({ id }: { readonly id: string }) => id.startsWith(operand.toLowerCase());
  const questions = waitingQuestions(store, now).filter(({ row }) => isMeant(row));
  const [question] = questions;
  if (questions.length > 1) return { kind: 'several', questions };
  if (question !== undefined) return { kind: 'one', question };
  const known = store.known(now).findLast((each) => isMeant(each));
  return known === undefined ? { kind: 'none' } : { kind: 'over', known };
}

/** What became of a question that does not wait any more, in words. */
export const ENDS: Readonly<Record<ApprovalState | 'gone', string>> = {
  waiting: 'It still waits; try again.',
  answered: 'It has been answered already; the first answer counts.',
  expired: 'It has expired, which denies it; the agent can ask again.',
  withdrawn: 'It was withdrawn by whoever asked; nothing is left to answer.',
  gone: 'It is not known: it was never asked, or the connection that asked has ended.',
};
