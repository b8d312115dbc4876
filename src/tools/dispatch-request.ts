import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Access } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import type { TaskKey } from '../session/task-model.ts';
import { accessOf, directoryOf } from './request.ts';
import { accessSchema } from './schemas.ts';
import { ToolError } from './tool.ts';

/** What a child may take when nobody says: long enough for a build, short enough not to be forgotten. */
const DEFAULT_WALL_MS = 2_700_000;

/** Two weeks: less than the longest timer, and nobody remembers more. */
const MAX_WALL_MS = 14 * 86_400_000;

export const dispatchInput = z.strictObject({
  objective: z.string().min(1).optional().describe('What it is for'),
  agent: z.string().min(1).optional().describe('"shell"; no other agent can be driven yet'),
  command: z.string().min(1).optional().describe('Bash script'),
  access: accessSchema.optional(),
  read_only: z.boolean().optional().describe('Default true unless access is given'),
  readOnly: z.boolean().optional().describe('Same as read_only'),
  cwd: z.string().optional(),
  budget: z.strictObject({ wall_ms: z.int().min(1).max(MAX_WALL_MS).describe('Default 45 min') }).optional(),
  survive: z.boolean().optional().describe('Goes on when the server ends; the next one takes it over'),
  idempotency_key: z.string().min(1).max(200).optional().describe('The same key gives the same task, also after its end'),
});

export type DispatchArgs = z.output<typeof dispatchInput>;

/** A request for a shell child, checked. */
export interface ShellRequest {
  readonly command: string;
  readonly title: string;
  readonly cwd: string;
  readonly access: Access;
  readonly wallMs: number;
  readonly survive: boolean;
  readonly key: TaskKey;
}

/** Takes the arguments; throws what is wrong with them, in the caller's words. */
export function shellRequest(args: DispatchArgs, session: Session): ShellRequest {
  if (args.command === undefined) throw new ToolError('agent "shell" needs `command`: the script to run.');
  const cwd = directoryOf(args.cwd, session);
  const access = childAccess(args, session);
  const wallMs = args.budget?.wall_ms ?? DEFAULT_WALL_MS;
  const survive = args.survive ?? false;
  if (survive && session.keeps.durability === 'memory') {
    throw new ToolError(`\`survive\` needs a state on disk, or nobody would find the child again. ${session.keeps.why ?? ''}`.trimEnd());
  }
  const title = args.objective ?? args.command;
  const digest = createHash('sha256')
    .update(JSON.stringify(['shell', args.command, args.objective ?? null, cwd, access, wallMs, survive]))
    .digest('hex');
  return {
    command: args.command,
    title,
    cwd,
    access,
    wallMs,
    survive,
    key: { tool: 'dispatch_child_task', key: args.idempotency_key, digest },
  };
}

function childAccess(args: DispatchArgs, session: Session): Access {
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
