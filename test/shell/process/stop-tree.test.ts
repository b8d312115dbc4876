import { expect, test } from 'vitest';
import { stopTree } from '../../../src/shell/process/stop-tree.ts';
import type { OwnProcess, ProcessTree } from '../../../src/shell/process/tree.ts';

/** A tree of named processes that do with a signal what is said, and every signal that reached it. */
function treeOf(reactions: Readonly<Record<number, (signal: string, tree: Set<number>) => void>>): {
  tree: ProcessTree;
  signals: string[];
} {
  const alive = new Set([1]);
  const met = new Set<number>();
  const signals: string[] = [];
  const own = (pid: number): OwnProcess => ({ pid, start: 's' });
  const tree: ProcessTree = {
    look() {
      const fresh = [...alive].filter((pid) => !met.has(pid));
      for (const pid of fresh) met.add(pid);
      return fresh.map(own);
    },
    alive: () => [...alive].filter((pid) => met.has(pid)).map(own),
    signal({ pid }, signal) {
      signals.push(`${signal.slice(3)} ${pid}`);
      reactions[pid]?.(signal, alive);
      return true;
    },
    describe: ({ pid }) => ({ pid, argv0: `p${pid}` }),
    rootReaped: () => undefined,
  };
  return { tree, signals };
}

const one = (pid: number): { pid: number; argv0: string } => ({ pid, argv0: `p${pid}` });

test('everything is frozen before anything is asked to end, also what appeared meanwhile', async () => {
  const { tree, signals } = treeOf({
    1: (signal, alive) => void (signal === 'SIGSTOP' ? alive.add(2) : signal === 'SIGTERM' && alive.delete(1)),
    2: (signal, alive) => void (signal === 'SIGTERM' && alive.delete(2)),
  });
  expect([await stopTree(tree, { graceMs: 1_000 }), signals]).toEqual([
    { killed: [one(1), one(2)], survivors: [] },
    ['STOP 1', 'STOP 2', 'TERM 1', 'CONT 1', 'TERM 2', 'CONT 2'],
  ]);
});

test('what ignores TERM is killed after the grace, with what it started in that time', async () => {
  const { tree, signals } = treeOf({
    1: (signal, alive) => void (signal === 'SIGTERM' ? alive.add(2) : signal === 'SIGKILL' && alive.delete(1)),
    2: (signal, alive) => void (signal === 'SIGKILL' && alive.delete(2)),
  });
  expect([await stopTree(tree, { graceMs: 5 }), signals]).toEqual([
    { killed: [one(1), one(2)], survivors: [] },
    ['STOP 1', 'TERM 1', 'CONT 1', 'STOP 1', 'STOP 2', 'KILL 1', 'KILL 2'],
  ]);
});

test('without a grace nobody is asked', async () => {
  const { tree, signals } = treeOf({ 1: (signal, alive) => void (signal === 'SIGKILL' && alive.delete(1)) });
  expect([await stopTree(tree, { graceMs: 0 }), signals]).toEqual([{ killed: [one(1)], survivors: [] }, ['STOP 1', 'KILL 1']]);
});

test('what can not be ended is named', async () => {
  const { tree } = treeOf({
    1: (signal, alive) => void (signal === 'SIGSTOP' && alive.add(2)),
    2: (signal, alive) => void (signal === 'SIGKILL' && alive.delete(2)),
  });
  expect(await stopTree(tree, { graceMs: 0 })).toEqual({ killed: [one(2)], survivors: [one(1)] });
});
