import * as z from 'zod';
import { MODEL_HINTS } from '../agents/catalogue/entry.ts';
import type { Budget } from '../agents/pursue/budget.ts';
import type { VerifyPlan } from '../agents/pursue/verify-plan.ts';
import type { Access } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import { GROUP_CANCELS, type GroupSpec } from '../session/task-model.ts';
import { accessOf } from './request.ts';
import { accessSchema } from './schemas.ts';
import { ToolError } from './tool.ts';

/** What a child may take when nobody says: long enough for a build, short enough not to be forgotten. */
const DEFAULT_WALL_MS = 2_700_000;

const DAY_MS = 86_400_000;
/** Two weeks: less than the longest timer, and nobody remembers more. */
const MAX_WALL_MS = 14 * DAY_MS;

/** The levels that a caller can insist on. */
const FLOORS = ['gated', 'caged', 'sandboxed'] as const;

const MAX_TEXT = 100_000;
const text = z.string().min(1).max(MAX_TEXT);
const share = z.number().min(0).max(1);
/** More turns than that has no child. */
const MOST_TURNS = 200;

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
  mode: z.enum(['once', 'pursue']).optional().describe('pursue: many turns, until it is done, blocked or out of budget'),
  budget: z
    .strictObject({
      wall_ms: z.int().min(1).max(MAX_WALL_MS).optional().describe('Default 45 min'),
      turns: z.int().min(1).max(MOST_TURNS).optional(),
      tokens: z.int().min(1).optional(),
      usd: z.number().positive().optional(),
    })
    .optional(),
  verify: z
    .strictObject({
      checks: z.array(text).max(10).optional().describe('build, test, lint or a command'),
      reviewer: z.strictObject({ agent: z.string().max(100).optional(), objective: text.optional() }).optional(),
      criteria: z
        .array(z.strictObject({ name: z.string().min(1).max(200), threshold: share, weight: z.number().positive().optional() }))
        .max(20)
        .optional()
        .describe('Scored by the reviewer, 0 to 1'),
    })
    .optional()
    .describe('What is looked at when it says that it is done'),
  isolation: z.enum(['none', 'worktree']).optional().describe('worktree: a git work tree of its own; the patch is kept, never applied'),
  plan_first: z.boolean().optional().describe('It only reads until a person approves its plan'),
  group: z
    .strictObject({
      name: z.string().min(1).max(100),
      max_parallel: z.int().min(1).max(100).optional(),
      cancel: z.enum(GROUP_CANCELS).optional().describe('winner: the first that is accepted ends the others'),
      budget: z
        .strictObject({
          wall_ms: z.int().min(1).max(MAX_WALL_MS).optional(),
          tokens: z.int().min(1).optional(),
          usd: z.number().positive().optional(),
        })
        .optional(),
    })
    .optional(),
  survive: z.boolean().optional().describe('"shell" goes on when the server ends; the next one takes it over'),
  resume: z.string().min(1).max(100).optional().describe('task_id: talk to it with `message`, or go on after its end'),
  message: text.optional(),
  idempotency_key: z.string().min(1).max(200).optional().describe('The same key gives the same task, also after its end'),
});

export type DispatchArgs = z.output<typeof dispatchInput>;

export const wallMsOf = ({ budget }: DispatchArgs): number => budget?.wall_ms ?? DEFAULT_WALL_MS;

/** What a child with a model may use up. Throws what is wrong, in the caller's words. */
export function budgetOf(args: DispatchArgs, mode: 'once' | 'pursue'): Budget {
  const { turns, tokens, usd } = args.budget ?? {};
  const wallMs = wallMsOf(args);
  if (mode === 'pursue' && wallMs > DAY_MS) throw new ToolError('`budget.wall_ms`: one that pursues has at most 24 h; `resume` it then.');
  return { wallMs, turns, tokens, usd };
}

/** How its work is looked at; `undefined` when nobody asks for it. Throws what is wrong, in the caller's words. */
export function verifyOf({ verify }: Pick<DispatchArgs, 'verify'>): VerifyPlan | undefined {
  if (verify === undefined) return undefined;
  const { checks = [], reviewer, criteria = [] } = verify;
  if (checks.length === 0 && reviewer === undefined) throw new ToolError('`verify` needs `checks` or a `reviewer`.');
  if (criteria.length > 0 && reviewer === undefined)
    throw new ToolError('`verify.criteria` are scored by a `reviewer`; name one, or leave them out.');
  if (new Set(criteria.map(({ name }) => name)).size < criteria.length)
    throw new ToolError('`verify.criteria`: each needs a name of its own, for the reviewer scores them by it.');
  return {
    checks,
    reviewer: reviewer && { agent: reviewer.agent, objective: reviewer.objective },
    criteria: criteria.map(({ name, threshold, weight = 1 }) => ({ name, threshold, weight })),
  };
}

export function groupOf({ group }: Pick<DispatchArgs, 'group'>): GroupSpec | undefined {
  if (group === undefined) return undefined;
  const { name, max_parallel: maxParallel, cancel, budget } = group;
  return { name, maxParallel, cancel, budget: budget && { wallMs: budget.wall_ms, tokens: budget.tokens, usd: budget.usd } };
}

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
