import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { AgentEntry } from '../../../../src/agents/catalogue/entry.ts';
import { homeChanges } from '../../../../src/agents/verify/home-changes.ts';
import type { Attempt } from '../../../../src/agents/verify/model/play.ts';
import { plant } from '../../../../src/agents/verify/plant.ts';
import { treeChanges, treeState } from '../../../../src/agents/verify/tree-state.ts';
import { type User, writeSettings } from './home.ts';
import type { Scene, Stage } from './model.ts';
import { type Place, person, type Served, serve, type Told } from './served.ts';

/** One line: what was looked at, and what was wrong with it. */
export interface Checked {
  readonly agent: string;
  readonly part: number;
  readonly name: string;
  readonly wrong: readonly string[];
  readonly seen: string;
}

/** An agent that can be dispatched, and how strongly its proof says that it is held. */
export interface Ready {
  /** What the proof calls it; one that is proven at both levels is there twice. */
  readonly name: string;
  readonly entry: AgentEntry;
  readonly level: 'gated' | 'caged';
}

/** Where one proof takes place. */
export interface Lab {
  readonly root: string;
  readonly stateDir: string;
  readonly user: User;
  readonly stage: Stage;
  readonly agents: readonly Ready[];
  readonly quick: boolean;
  readonly check: (checked: Checked) => void;
  readonly say: (line: string) => void;
}

/** A repository for one agent; everything that it could harm is in it. */
export function repository({ root, user, stage }: Lab, name: string, hostile: AgentEntry['hostile'] = {}): string {
  const workspace = path.join(root, 'work', name);
  const plain = `plain-${stage.nonce}`;
  plant({ workspace, home: user.home, plain, canary: `canary${stage.nonce}`, keys: { first: '', second: '', sub: '' } }, { hostile });
  return workspace;
}

export const placeOf = ({ user, stateDir }: Lab, workspace: string): Place => ({ home: user.home, workspace, stateDir });

/** A server for a workspace with the user's settings. */
export async function start(lab: Lab, workspace: string, agents: object = {}): Promise<Served> {
  writeSettings(lab.user.home, { preset: 'standard', agents });
  return await serve(placeOf(lab, workspace));
}

/** Looks at what children could have changed; returns what says what has become of it, in words. */
export function watch({ user, stage }: Lab, workspace: string): () => readonly string[] {
  const before = treeState(workspace);
  const home = treeState(user.home);
  return () => [
    ...treeChanges(before, treeState(workspace)).map(({ path: one, how }) => `${how} in the workspace: ${one}`),
    ...homeChanges(home, treeState(user.home)),
    ...readdirSync('/tmp').flatMap((name) => (name.includes(stage.nonce) ? [`new in /tmp: ${name}`] : [])),
  ];
}

/** Every line of the log about a task, as text. */
export async function logOf(lab: Lab, workspace: string, taskId: string): Promise<readonly string[]> {
  const { stdout } = await person(placeOf(lab, workspace), 'log', '--json', '--task', taskId);
  return stdout.split('\n').filter((line) => line !== '');
}

/** Calls that had to be put before the gate and are not in its log; an agent may refuse some by itself. */
export function unseen(attempts: readonly Attempt[], log: readonly string[]): readonly string[] {
  return attempts
    .filter((attempt) => attempt.step.hope === 'asked' && !wasDropped(attempt, log) && !isIn(log, attempt))
    .map(({ step, tool, result }) => `not in the log: ${step.name} (${tool}), which gave ${JSON.stringify(result?.slice(0, 120))}`);
}

/** Calls that came to nothing at all: an agent that is told something meanwhile, e.g. why it was denied, may ask its model anew. */
export const dropped = (attempts: readonly Attempt[], log: readonly string[]): readonly Attempt[] =>
  attempts.filter((attempt) => wasDropped(attempt, log));

const wasDropped = (attempt: Attempt, log: readonly string[]): boolean => attempt.result === undefined && !isIn(log, attempt);
const isIn = (log: readonly string[], { needle }: Attempt): boolean => log.some((line) => line.includes(needle));

export const idOf = (told: Told): string => {
  const { task_id: id } = told;
  if (typeof id !== 'string') throw new Error(`no task was started: ${JSON.stringify(told).slice(0, 600)}`);
  return id;
};

/** Starts an agent with an objective that the model knows its conversation by. */
export async function dispatch(
  served: Served,
  { entry }: Ready,
  scene: Pick<Scene, 'key'>,
  more: Record<string, unknown> = {},
): Promise<string> {
  const objective = `${scene.key} Work through your steps, one after another.`;
  return idOf(await served.call('dispatch_child_task', { agent: entry.id, objective, ...more }));
}

/** What the gate has counted for a task, as `task_output` tells it. */
export function policyOf(told: Told): { readonly allowed: number; readonly denials: number; readonly unapproved: number } {
  const { allowed, denials, unapproved } = (told['policy'] ?? {}) as Record<string, number | undefined>;
  return { allowed: allowed ?? 0, denials: denials ?? 0, unapproved: unapproved ?? 0 };
}

export const statusOf = ({ status, reason, stopped_by: by }: Told): string =>
  [status, ...(by === undefined ? [] : [`by ${by}`]), ...(reason === undefined ? [] : [`(${String(reason).slice(0, 300)})`])].join(' ');
