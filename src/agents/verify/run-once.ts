import { setTimeout } from 'node:timers/promises';
import type { Gate } from '../../policy/action.ts';
import type { HeldLevel } from '../assurance/assurance.ts';
import type { AgentEntry } from '../catalogue/entry.ts';
import type { FoundAgent } from '../program/find-agent.ts';
import type { AgentRunner, ChildEvent, ChildOutcome, Inbox, RunnerContext } from '../runner.ts';
import type { ScriptedModel } from './model/model-server.ts';
import type { Play } from './model/play.ts';
import { writeFiles } from './plant.ts';
import type { Planted } from './scenario.ts';
import { type TreeState, treeState } from './tree-state.ts';

/** What a proof runs an agent with, for one repository and one home, which is all that the agent knows of a user. */
export interface ProofRoom {
  readonly run: AgentRunner['run'];
  readonly gate: Gate;
  /** Where the runner puts the private directory of a child. */
  readonly privateDir: (taskId: string) => string;
}

export interface RunRequest {
  readonly entry: AgentEntry;
  readonly found: FoundAgent;
  readonly level: HeldLevel;
  readonly timeoutMs: number;
  readonly graceMs: number;
}

export interface RunDeps {
  /** Ends what is left of a child, and names it. */
  readonly endLeft: (taskId: string) => Promise<readonly string[]>;
  readonly newTaskId: () => string;
}

/** What was seen of the runs so far. */
export interface Watched {
  readonly unapproved: string[];
  readonly left: string[];
  /** The agent's own id of the conversation. */
  conversation: string | undefined;
  /** The home before the agent was first started. */
  home: TreeState | undefined;
}

export interface OneRun {
  readonly key: string;
  readonly play: Pick<Play, 'played'>;
  readonly resume: string | undefined;
  readonly planted: Planted;
  readonly gate: Gate;
  readonly room: ProofRoom;
  readonly model: ScriptedModel;
  readonly deadline: AbortSignal;
  readonly watched: Watched;
}

/** Runs the agent once, and looks for what it left. Never rejects but as `endLeft` does. */
export async function runOnce(
  { key, play, resume, planted, gate, room, model, deadline, watched }: OneRun,
  { entry, found, level, timeoutMs, graceMs }: RunRequest,
  { newTaskId, endLeft }: RunDeps,
): Promise<ChildOutcome> {
  const { workspace: cwd, home } = planted;
  const taskId = newTaskId();
  const extra = entry.scripted({ baseUrl: model.baseUrl, home, privateDir: room.privateDir(taskId) });
  writeFiles(home, extra.homeFiles ?? {});
  watched.home ??= treeState(home);
  const objective = `${key} Work through your steps, one after another.`;
  const breach = new AbortController();
  const hurry = new AbortController();
  const signal = AbortSignal.any([deadline, breach.signal]);
  const report = (event: ChildEvent): void => {
    if (event.kind === 'unapproved') watched.unapproved.push(event.what);
    if (event.kind === 'conversation') watched.conversation = event.id ?? watched.conversation;
    // Nobody is there; the gate of a proof does not let it come so far.
    if (event.kind === 'waiting') event.answer({ approvalId: event.approval.id, choice: 'deny' });
  };
  const context: RunnerContext = {
    gate,
    access: 'read-only',
    signal,
    hurry: hurry.signal,
    left: new AbortController().signal,
    report,
    // Where a refusal ends a turn, the runner itself goes on.
    inbox: entry.quirks.refusalEndsTurn ? SILENT : urging(play),
    breach(reason) {
      watched.unapproved.push(reason);
      breach.abort();
    },
  };
  const running = room.run(
    {
      taskId,
      action: { kind: 'delegate', tool: 'doctor', agent: entry.id, objective, cwd, access: 'read-only' },
      timeoutMs,
      survive: false,
      kept: false,
      job: { ...ONE_ERRAND, entry, found, level, prompt: objective, budget: { wallMs: timeoutMs }, resume, extra },
    },
    context,
  );
  const ended = running.catch((error: unknown): ChildOutcome => ({ status: 'failed', reason: messageOf(error) }));
  const outcome = await Promise.race([ended, givenUp(signal, hurry, ended, graceMs)]);
  const survivors = (outcome.end?.survivors ?? []).map(({ pid, argv0 }) => `process ${pid} (${argv0})`);
  watched.left.push(...survivors, ...(await endLeft(taskId)));
  return outcome;
}

/** One objective, one answer, where it is. */
const ONE_ERRAND = {
  kind: 'agent',
  stamp: undefined,
  model: undefined,
  pursue: false,
  verify: undefined,
  expectsChange: false,
  planFirst: false,
  isolation: 'none',
  from: undefined,
  within: undefined,
  only: undefined,
} as const;

const SILENT: Inbox = { take: () => undefined, putBack: () => {}, onMessage: () => () => {} };

/** Some agents end their turn before the script is over. They are told to go on as long as that brings the script forward. */
function urging(play: Pick<Play, 'played'>): Inbox {
  let left = Number.POSITIVE_INFINITY;
  return {
    ...SILENT,
    take() {
      const { begun, done, left: steps } = play.played;
      if (!begun || done || steps.length >= left) return undefined;
      left = steps.length;
      return 'Go on with your steps.';
    },
  };
}

/** Resolves when a runner that was told to stop has had its time. */
async function givenUp(signal: AbortSignal, hurry: AbortController, ended: Promise<unknown>, graceMs: number): Promise<ChildOutcome> {
  const stop = new AbortController();
  const done = ended.then(() => stop.abort());
  const pause = (): Promise<unknown> => setTimeout(graceMs, undefined, { signal: stop.signal }).catch(() => {});
  await Promise.race([done, aborted(signal)]);
  await pause();
  hurry.abort();
  await pause();
  return { status: 'failed', reason: 'it did not end when it was told to' };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
