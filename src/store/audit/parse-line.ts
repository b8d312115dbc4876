import * as z from 'zod';
import { type AuditLine, actionHashOf } from './record.ts';

const count = z.int().nonnegative();
const optionalText = z.string().optional();
const place = { seq: count, place: z.string().exactOptional(), previous: z.string(), hash: z.string() };

const action = z.union([
  z.object({
    kind: z.enum(['command', 'delegate']),
    command: z.string(),
    cwd: z.string(),
    access: z.string(),
    altered: z.literal(true).exactOptional(),
  }),
  z.object({ kind: z.literal('session') }),
]);

const line = z.discriminatedUnion('kind', [
  z.object({
    ...place,
    kind: z.literal('decision'),
    at: z.number(),
    session: z.string(),
    task: optionalText,
    caller: z.string(),
    tool: z.string(),
    action,
    actionHash: optionalText,
    class: optionalText,
    signals: z.array(z.string()),
    tier: z.number(),
    rule: z.string(),
    decision: z.enum(['allow', 'ask', 'deny']),
    reason: z.string(),
    engine: z.enum(['rules', 'llm']),
    latencyUs: z.number(),
    approver: optionalText,
    prefix: optionalText,
  }),
  z.object({
    ...place,
    kind: z.literal('end'),
    at: z.number(),
    session: z.string(),
    task: optionalText,
    of: count,
    status: z.string(),
    exitCode: z.number().optional(),
  }),
  z.object({ ...place, kind: z.literal('note'), at: z.number(), session: optionalText, text: z.string() }),
]);

/** Takes the text of a line; `undefined` for anything that no log of ours holds. Its place in the chain is not checked. */
export function parseAuditLine(text: string): AuditLine | undefined {
  try {
    const read = line.safeParse(JSON.parse(text)).data;
    if (read?.kind !== 'decision' || read.actionHash !== undefined || read.action.kind === 'session') return read;
    return { ...read, actionHash: actionHashOf(read.tool, read.action) };
  } catch {
    return undefined;
  }
}
