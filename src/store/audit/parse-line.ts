import * as z from 'zod';
import { type AuditLine, actionHashOf } from './record.ts';

const count = z.int().nonnegative();
const optionalText = z.string().optional();
const place = { seq: count, place: z.string().exactOptional(), previous: z.string(), hash: z.string() };

const where = { cwd: z.string(), access: z.string(), altered: z.literal(true).exactOptional() };

const action = z.union([
  z.object({
    kind: z.enum(['command', 'delegate']),
    command: z.string(),
    ...where,
  }),
  z.object({
    kind: z.literal('path'),
    use: z.enum(['read', 'write']),
    path: z.string(),
    bytes: count.exactOptional(),
    ...where,
  }),
  z.object({ kind: z.literal('fetch'), url: z.string(), ...where }),
  z.object({ kind: z.literal('agent'), agent: z.string(), objective: z.string(), ...where }),
  z.object({ kind: z.literal('tool'), server: z.string(), name: z.string(), arguments: z.string(), ...where }),
  z.object({ kind: z.literal('plan'), agent: z.string(), plan: z.string(), ...where }),
  z.object({ kind: z.literal('foreign'), title: z.string(), ...where }),
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
    if (read?.kind !== 'decision' || read.actionHash !== undefined || !('command' in read.action)) return read;
    return { ...read, actionHash: actionHashOf(read.tool, read.action) };
  } catch {
    return undefined;
  }
}
