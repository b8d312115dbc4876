import * as z from 'zod';
import { isCompared } from '../agents/work/work.ts';
import { hasEnded, type TaskSnapshot } from '../session/task-model.ts';
import { foreign } from './foreign-text.ts';

/** What we know of the work of a child that has ended, beside its words; all of it is in its report. */
export const evidenceSchema = z.strictObject({
  files_changed: z.number().optional(),
  unsure: z.string().optional(),
  added: z.number().optional(),
  removed: z.number().optional(),
  exit_codes: z.array(z.number()),
  confidence: z.string().optional(),
  signals: z.array(z.string()),
  checks: z.array(z.strictObject({ name: z.string(), status: z.string(), exit_code: z.number().optional() })),
  review: z.string().optional(),
});

const CODES = 20;
const CHECKS = 20;
const NAME = 60;
const NOTE = 300;

/** `undefined` while it works, and for scripts: their end is all there is. */
export function evidenceOf({ status, work }: TaskSnapshot): z.output<typeof evidenceSchema> | undefined {
  if (work === undefined || !hasEnded(status)) return undefined;
  const { changes, exitCodes, confidence, signals, checks, review } = work;
  return {
    ...(changes === undefined || !isCompared(changes) ? {} : { files_changed: changes.total }),
    ...(changes?.unsure === undefined ? {} : { unsure: cut(changes.unsure, NOTE) }),
    ...(changes?.added === undefined ? {} : { added: changes.added }),
    ...(changes?.removed === undefined ? {} : { removed: changes.removed }),
    exit_codes: exitCodes.slice(-CODES).map(({ exitCode }) => exitCode),
    ...(confidence === undefined ? {} : { confidence }),
    signals: [...signals],
    checks: checks.slice(0, CHECKS).map(({ name, status: came, exitCode }) => ({
      name: cut(name, NAME),
      status: came,
      ...(exitCode === undefined ? {} : { exit_code: exitCode }),
    })),
    ...(review === undefined ? {} : { review: cut(`${review.verdict} by ${review.agent}: ${review.note}`, NOTE) }),
  };
}

function cut(text: string, length: number): string {
  const line = foreign(text).replaceAll('\n', ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
