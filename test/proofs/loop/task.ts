import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** What the twelve tasks are, and how many of each kind. */
export const KINDS = { fix: 3, rename: 2, find: 2, script: 3, refactor: 1, feature: 1 } as const;

const common = {
  id: z.string(),
  kind: z.enum(['fix', 'rename', 'find', 'script', 'refactor', 'feature']),
  /** The scripted model knows the conversation by it: one line, and nothing that a briefing would escape. */
  objective: z.string().regex(/^[ -~]+$/),
  access: z.enum(['read-only', 'workspace-write']),
};

/** Done when a command succeeds that the child never sees, with tests that are copied in only then. */
const working = z.strictObject({
  ...common,
  /** What the child may know of, and what we run when it says that it is done. */
  check: z.string(),
  score: z.string(),
});

/** Done when the final message names a place, and no file has changed. */
const telling = z.strictObject({
  ...common,
  /** `path:line`, as in `BUG: path:line`. */
  answer: z.string().regex(/^[^\s:]+:\d+$/),
});

/** One answer of the scripted model, and a pattern for what has to come back for it; `m` is set. */
const step = z.union([
  z.strictObject({ tool: z.string(), args: z.record(z.string(), z.unknown()), expect: z.string() }),
  z.strictObject({ say: z.string(), expect: z.string().optional() }),
]);

export type ScriptStep = z.output<typeof step>;

export interface Task {
  readonly id: string;
  readonly kind: keyof typeof KINDS;
  readonly objective: string;
  readonly access: 'read-only' | 'workspace-write';
  readonly check: string | undefined;
  readonly scoring: { readonly command: string } | { readonly answer: string };
  /** The repository as the child finds it. */
  readonly files: string;
  /** What is copied into it for scoring. */
  readonly hidden: string;
  readonly script: readonly ScriptStep[];
}

const TASKS = path.join(import.meta.dirname, 'tasks');

/** Every task, by id. Throws what is wrong with one of them. */
export function readTasks(): readonly Task[] {
  return readdirSync(TASKS).sort().map(readTask);
}

function readTask(id: string): Task {
  const dir = path.join(TASKS, id);
  const json = (name: string): unknown => JSON.parse(readFileSync(path.join(dir, name), 'utf8'));
  const read = z.union([working, telling]).parse(json('task.json'));
  if (read.id !== id) throw new Error(`${id}/task.json says that it is ${read.id}`);
  const { kind, objective, access } = read;
  return {
    id,
    kind,
    objective,
    access,
    check: 'check' in read ? read.check : undefined,
    scoring: 'score' in read ? { command: read.score } : { answer: read.answer },
    files: path.join(dir, 'files'),
    hidden: path.join(dir, 'hidden'),
    script: z.array(step).parse(json('script.json')),
  };
}
