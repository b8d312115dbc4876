import * as z from 'zod';
import { MODEL_HINTS } from '../agents/catalogue/entry.ts';
import type { Access } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import { accessOf } from './request.ts';
import { accessSchema } from './schemas.ts';
import { ToolError } from './tool.ts';

/** What a child may take when nobody says: long enough for a build, short enough not to be forgotten. */
const DEFAULT_WALL_MS = 2_700_000;

/** Two weeks: less than the longest timer, and nobody remembers more. */
const MAX_WALL_MS = 14 * 86_400_000;

/** The levels that a caller can insist on. */
const FLOORS = ['gated', 'caged', 'sandboxed'] as const;

const MAX_TEXT = 100_000;
const text = z.string().min(1).max(MAX_TEXT);

export const dispatchInput = z.strictObject({
  objective: text.optional().describe('What it is to do; "shell": a title'),
  agent: z.string().min(1).max(100).optional().describe('"shell", "claude", "codex"…; else the best held'),
  command: z.string().min(1).optional().describe('Bash script for "shell"'),
  access: accessSchema.optional(),
  read_only: z.boolean().optional().describe('Default true unless access is given'),
  readOnly: z.boolean().optional().describe('Same as read_only'),
  cwd: z.string().optional(),
  scope_summary: text.optional(),
  constraints: z.array(text).max(50).optional(),
  evidence_refs: z.array(text).max(20).optional().describe('file:<path>, diff:[<ref>], finding:<text>'),
  model_hint: z.enum(MODEL_HINTS).optional(),
  min_assurance: z.enum(FLOORS).optional(),
  budget: z.strictObject({ wall_ms: z.int().min(1).max(MAX_WALL_MS).describe('Default 45 min') }).optional(),
  survive: z.boolean().optional().describe('"shell" goes on when the server ends; the next one takes it over'),
  resume: z.string().min(1).max(100).optional().describe('task_id: talk to it with `message`, or go on after its end'),
  message: text.optional(),
  idempotency_key: z.string().min(1).max(200).optional().describe('The same key gives the same task, also after its end'),
});

export type DispatchArgs = z.output<typeof dispatchInput>;

export const wallMsOf = ({ budget }: DispatchArgs): number => budget?.wall_ms ?? DEFAULT_WALL_MS;

/** What the child may do: nothing is said, then it only reads. Throws what is wrong, in the caller's words. */
export function childAccess(args: DispatchArgs, session: Session): Access {
  if (args.read_only !== undefined && args.readOnly !== undefined && args.read_only !== args.readOnly) {
    throw new ToolError('`read_only` and its alias `readOnly` contradict each other; give one of them.');
  }
  const readOnly = args.read_only ?? args.readOnly;
  if (readOnly !== undefined && args.access !== undefined && readOnly !== (args.access === 'read-only')) {
    throw new ToolError(`\`read_only: ${readOnly}\` contradicts \`access: "${args.access}"\`; give one of them.`);
  }
  if (args.access !== undefined) return accessOf(args.access, session);
  return readOnly === false ? accessOf('workspace-write', session) : 'read-only';
}

/** Says which of the given fields mean nothing here. Throws. */
export function refuseFields(args: DispatchArgs, names: readonly (keyof DispatchArgs)[], why: string): void {
  const given = names.filter((name) => args[name] !== undefined);
  if (given.length > 0) throw new ToolError(`${given.map((name) => `\`${name}\``).join(', ')}: ${why}`);
}
