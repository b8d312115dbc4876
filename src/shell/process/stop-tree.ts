import { setTimeout as delay } from 'node:timers/promises';
import type { KilledProcess, OwnProcess, ProcessTree } from './tree.ts';

export interface StopOptions {
  /** Milliseconds between TERM and KILL; 0 kills at once. */
  readonly graceMs: number;
  /** Resolves when somebody no longer wants to wait for the grace. */
  readonly hurry?: Promise<void>;
}

export interface StopResult {
  readonly killed: readonly KilledProcess[];
  /** Those that live on: of another user, or waiting inside the kernel. */
  readonly survivors: readonly KilledProcess[];
}

/** Rounds of looking for new ones among processes that are frozen and can not start any; more means that something is odd. */
const FREEZE_ROUNDS = 20;
/** How long the kernel gets to take down processes that were killed. */
const KILL_WAIT_MS = 2_000;

/**
 * Ends every process of a tree: freeze, TERM, grace, freeze, KILL. Frozen first, because a tree that forks faster than
 * it is read would get away; whatever is found is stopped too until a look finds nothing new.
 * Takes the tree; returns what ended and what did not. Never throws.
 */
export async function stopTree(tree: ProcessTree, { graceMs, hurry }: StopOptions): Promise<StopResult> {
  const met = new Map<string, KilledProcess>();
  const meet = (those: readonly OwnProcess[]): void => {
    for (const one of those) if (!met.has(key(one))) met.set(key(one), tree.describe(one));
  };

  meet(freeze(tree));
  if (graceMs > 0) {
    for (const one of tree.alive()) {
      tree.signal(one, 'SIGTERM');
      tree.signal(one, 'SIGCONT');
    }
    await untilGone(tree, graceMs, hurry);
    meet(freeze(tree));
  }
  const deadline = performance.now() + KILL_WAIT_MS;
  for (let left = tree.alive(); left.length > 0 && performance.now() < deadline; left = tree.alive()) {
    for (const one of left) tree.signal(one, 'SIGKILL');
    await untilGone(tree, 100);
    meet(tree.look());
  }
  const survivors = new Set(tree.alive().map(key));
  const those = (lives: boolean): readonly KilledProcess[] => [...met].filter(([id]) => survivors.has(id) === lives).map(([, one]) => one);
  return { killed: those(false), survivors: those(true) };
}

const key = ({ pid, start }: OwnProcess): string => `${pid} ${start}`;

/** Stops every process in place; returns those that live. */
function freeze(tree: ProcessTree): readonly OwnProcess[] {
  const frozen = new Set<string>();
  for (let round = 0; round < FREEZE_ROUNDS; round += 1) {
    const fresh = tree.look();
    const thawed = tree.alive().filter((one) => !frozen.has(key(one)));
    for (const one of thawed) {
      tree.signal(one, 'SIGSTOP');
      frozen.add(key(one));
    }
    if (fresh.length === 0 && thawed.length === 0) break;
  }
  return tree.alive();
}

/** Waits until all that is known has ended, at most `ms`. Nobody tells us about processes that are not our children: they are asked. */
async function untilGone(tree: ProcessTree, ms: number, hurry?: Promise<void>): Promise<void> {
  const until = performance.now() + ms;
  let hurried = false;
  void hurry?.then(() => {
    hurried = true;
  });
  for (let pause = 2; !hurried && tree.alive().length > 0 && performance.now() < until; pause = Math.min(40, pause * 2)) {
    await delay(Math.min(pause, Math.max(1, until - performance.now())));
  }
}
