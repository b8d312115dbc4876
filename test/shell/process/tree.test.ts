import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { linuxTable } from '../../../src/shell/process/linux-table.ts';
import type { ProcessFacts, ProcessTable } from '../../../src/shell/process/process-table.ts';
import { createProcessTree, type ProcessTree } from '../../../src/shell/process/tree.ts';

// High numbers that no machine gives out: nothing here can hit a real process.
const ROOT = 90_000_100;
const facts = (pid: number, ppid: number, session: number, start = '50', group = session): ProcessFacts => ({
  pid,
  ppid,
  group,
  session,
  start,
});
const root = facts(ROOT, 1, ROOT);

/** A machine whose processes are given, read anew at each look. */
function machine(processes: () => readonly ProcessFacts[], marked: readonly number[] = []): ProcessTable {
  return {
    list: processes,
    listRecent: processes,
    facts: (pid) => processes().find((one) => one.pid === pid),
    carries: (pid) => marked.includes(pid),
    argv0: (pid) => `name of ${pid}`,
    marksOf: () => ({ task: undefined, tag: undefined, pipes: [] }),
  };
}

const treeOf = (table: ProcessTable): ProcessTree => createProcessTree({ table, root, marks: { task: 'x', tag: undefined, pipes: [] } });
const pids = (those: readonly { readonly pid: number }[]): number[] => those.map((one) => one.pid).sort((a, b) => a - b);

test('children, their children, whoever is in our session, and whoever carries a mark', () => {
  const tree = treeOf(
    machine(
      () => [
        facts(ROOT + 3, ROOT + 2, ROOT + 2),
        facts(ROOT + 2, ROOT, ROOT + 2),
        facts(ROOT + 1, ROOT, ROOT),
        facts(ROOT + 4, 1, ROOT),
        facts(ROOT + 5, 1, ROOT + 2),
        facts(ROOT + 6, 1, 90_000_001),
        facts(ROOT + 7, ROOT + 6, ROOT + 7),
        root,
      ],
      [ROOT + 6],
    ),
  );
  expect(pids(tree.look())).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => ROOT + number));
  expect(tree.look()).toEqual([]);
});

test('what a person started is not ours: other sessions, also one that a marked process has got into', () => {
  const person = 90_000_001;
  const processes = [root, facts(person, 1, person, '10'), facts(ROOT + 1, person, person, '60'), facts(ROOT + 2, 1, person, '60')];
  const tree = treeOf(machine(() => processes, [ROOT + 2]));
  expect(pids(tree.look())).toEqual([ROOT + 2]);
});

test('a number used again is another process: not alive, not signalled, and its group says nothing', () => {
  let now: readonly ProcessFacts[] = [root, facts(ROOT + 1, ROOT, ROOT + 1)];
  const tree = treeOf(machine(() => now));
  expect(pids(tree.look())).toEqual([ROOT + 1]);
  tree.rootReaped();
  // Both numbers went to others, who have children of their own.
  now = [
    facts(ROOT, 1, ROOT, '99'),
    facts(ROOT + 1, 1, ROOT + 1, '99'),
    facts(ROOT + 2, ROOT, ROOT, '99'),
    facts(ROOT + 3, ROOT + 1, ROOT + 1, '99'),
  ];
  expect([tree.look(), tree.alive(), tree.signal({ pid: ROOT + 1, start: '50' }, 'SIGKILL')]).toEqual([[], [], false]);
});

test('the start is read again right before a signal: our own living process with another start is left alone', async () => {
  const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const own = linuxTable.facts(pid);
  const tree = createProcessTree({
    table: linuxTable,
    root: { ...root, pid, start: '1' },
    marks: { task: undefined, tag: undefined, pipes: [] },
  });
  expect(tree.signal({ pid, start: '1' }, 'SIGKILL')).toBe(false);
  expect(linuxTable.facts(pid)).toEqual(own);
});
