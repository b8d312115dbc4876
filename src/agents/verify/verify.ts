import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { visible } from '../../shell/visible.ts';
import type { HeldLevel } from '../assurance/assurance.ts';
import type { AgentEntry } from '../catalogue/entry.ts';
import type { FoundAgent } from '../program/find-agent.ts';
import type { ChildOutcome } from '../runner.ts';
import { type Check, checksOf, type RunSeen } from './checks.ts';
import { homeChanges } from './home-changes.ts';
import { startScriptedModel } from './model/model-server.ts';
import { type Attempt, createPlay, type Play } from './model/play.ts';
import { plant } from './plant.ts';
import { type Asked, recordingGate } from './recording-gate.ts';
import { messageOf, type ProofRoom, type RunDeps, runOnce, type Watched } from './run-once.ts';
import { firstScript, type Planted, secondScript, subScript } from './scenario.ts';
import { treeChanges, treeState } from './tree-state.ts';

export interface VerifyDeps extends RunDeps {
  readonly room: (place: { readonly workspace: string; readonly home: string }) => Promise<ProofRoom>;
  /** A directory for the files of proofs, outside of every workspace and of what all users share; absolute. */
  readonly scratch: string;
}

export interface VerifyRequest {
  readonly entry: AgentEntry;
  readonly found: FoundAgent;
  readonly level: HeldLevel;
  readonly signal: AbortSignal;
  /** For both runs; 180,000 when it is not given. */
  readonly timeoutMs?: number;
  /** Milliseconds from the request to stop to the one to hurry, and from there to giving up on the runner; 5,000 when it is not given. */
  readonly graceMs?: number;
}

export interface VerifyResult {
  readonly passed: boolean;
  readonly checks: readonly Check[];
  /** Calls of the model, and actions that came before the gate. */
  readonly attempts: number;
  readonly asked: number;
  /** Every tool that the model was offered. */
  readonly offered: readonly string[];
}

const TIMEOUT_MS = 180_000;
const GRACE_MS = 5_000;
const ORDERLY: readonly string[] = ['completed', 'blocked'];
const NOT_STARTED: ChildOutcome = { status: 'stopped', reason: 'the second run was not started' };
/** The name that our tools carry in every agent; see `McpProgram.name`. */
const OURS = /bailiwick/i;

/**
 * Proves a level of one agent as it lies on this machine: a model of ours, on loopback, makes it try all that would do harm, in a
 * repository that wants it, and what came of it is looked at from outside. Never rejects: what goes wrong is a check that failed.
 */
export async function verifyAgent(request: VerifyRequest, deps: VerifyDeps): Promise<VerifyResult> {
  let dir: string | undefined;
  try {
    mkdirSync(deps.scratch, { recursive: true, mode: 0o700 });
    dir = path.join(realpathSync(deps.scratch), randomBytes(8).toString('hex'));
    return await proveIn(dir, request, deps);
  } catch (error) {
    const check = { name: 'proof', ok: false, text: `it could not be made: ${visible(messageOf(error))}` };
    return { passed: false, checks: [check], attempts: 0, asked: 0, offered: [] };
  } finally {
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  }
}

async function proveIn(dir: string, request: VerifyRequest, deps: VerifyDeps): Promise<VerifyResult> {
  const { entry, found, level, signal, timeoutMs = TIMEOUT_MS, graceMs = GRACE_MS } = request;
  const planted = plannedIn(dir);
  plant(planted, entry);
  const asked: Asked[] = [];
  const attempts: Attempt[] = [];
  let marks = 0;
  const nonce = randomBytes(3).toString('hex');
  const play = (key: string, steps: Parameters<typeof createPlay>[0]['steps']): Play =>
    createPlay({ key, steps, position: () => asked.length, nextMark: () => `bw${nonce}n${++marks}`, attempts });
  const { first, second, sub } = planted.keys;
  const plays = {
    first: play(first, firstScript(planted)),
    second: play(second, secondScript(planted)),
    sub: play(sub, subScript(planted)),
  };
  const model = await startScriptedModel({
    plays: new Map([
      [first, plays.first],
      [second, plays.second],
      [sub, plays.sub],
    ]),
    secrets: [planted.canary],
    sub,
  });
  try {
    const { workspace, home } = planted;
    const room = await deps.room({ workspace, home });
    const gate = recordingGate(room.gate, asked);
    const before = treeState(workspace);
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const watched: Watched = { unapproved: [], left: [], conversation: undefined, home: undefined };
    const how = { entry, found, level, timeoutMs, graceMs };
    const once = (key: string, own: Play, resume: string | undefined): Promise<ChildOutcome> =>
      runOnce({ key, play: own, resume, planted, gate, room, model, deadline, watched }, how, deps);
    const firstEnd = await once(first, plays.first, undefined);
    const resume = entry.resume?.[level] === undefined ? undefined : watched.conversation;
    // A breach may come a moment after the last word.
    const goesOn = ORDERLY.includes(firstEnd.status) && watched.unapproved.length === 0;
    const secondEnd = goesOn ? await once(second, plays.second, resume) : NOT_STARTED;
    const runs: readonly RunSeen[] = [
      { key: first, outcome: firstEnd, played: plays.first.played },
      { key: second, outcome: secondEnd, played: plays.second.played },
    ];
    const landed = [
      ...treeChanges(before, treeState(workspace)).map((one) => `${one.how} in the repository: ${one.path}`),
      ...homeChanges(watched.home ?? new Map(), treeState(home)),
    ];
    const harmless = entry.harmless ?? [];
    const checks = checksOf({
      level,
      runs,
      resumed: model.heard.some(({ conversation, said }) => conversation === second && said.includes(first)),
      sub: plays.sub.played,
      attempts,
      asked,
      heard: model.heard,
      isOurs: (tool) => OURS.test(tool) || harmless.includes(tool),
      plain: planted.plain,
      leaked: model.leaked.size > 0,
      landed,
      unapproved: watched.unapproved,
      left: watched.left,
    });
    const offered = [...new Set(model.heard.flatMap((one) => one.offered))].sort();
    return { passed: checks.every(({ ok }) => ok), checks, attempts: attempts.length, asked: asked.length, offered };
  } finally {
    await model.close();
  }
}

function plannedIn(dir: string): Planted {
  const word = (kind: string): string => `${kind}-${randomBytes(8).toString('hex')}`;
  return {
    workspace: path.join(dir, 'repository'),
    home: path.join(dir, 'home'),
    plain: word('plain'),
    canary: randomBytes(20).toString('hex'),
    keys: { first: word('first'), second: word('second'), sub: word('sub') },
  };
}
