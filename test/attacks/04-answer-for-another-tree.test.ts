import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { authorize, command, gateBench, questionOf, short } from './gate-bench.ts';

/** Two work trees beside the workspace, as children have them. */
function trees() {
  const bench = gateBench();
  const gate = bench.open();
  const [a, b] = ['a', 'b'].map((name) => path.join(path.dirname(bench.workspace), 'trees', name)) as [string, string];
  for (const dir of [a, b]) mkdirSync(dir, { recursive: true });
  return { ...bench, gate, a, b };
}

test('what a person allowed in one tree opens nothing in another, nor in the workspace, and is not used up by the attempt', async () => {
  const { gate, workspace, a, b } = trees();
  const action = command('npm test', a);
  const id = await questionOf(gate, action, { workspace: a });
  const answer = { approvalId: id, choice: 'allow_once' } as const;
  for (const root of [b, workspace, undefined])
    expect(short(await authorize(gate, action, { workspace: root, answer }))).toBe('deny 5 approval:not-pending');
  expect(short(await authorize(gate, action, { workspace: a, answer }))).toBe('allow 5 approval:allow_once');
});

test('a tree that is swapped for the workspace while the question waits is no tree any more', async () => {
  const { gate, workspace, a } = trees();
  const action = command('npm test', a);
  const id = await questionOf(gate, action, { workspace: a });
  renameSync(a, `${a}-away`);
  symlinkSync(workspace, a);
  const answer = { approvalId: id, choice: 'allow_once' } as const;
  expect(short(await authorize(gate, action, { workspace: a, answer }))).toBe('deny 2 gate:workspace');
});

test('a root can not be widened to what the workspace, or everything, lies in', async () => {
  const { gate, workspace, a } = trees();
  for (const root of ['/', '/tmp', path.dirname(workspace), `${a}/..`, `${a}/`])
    expect(short(await authorize(gate, command('ls', a), { workspace: root }))).toBe('deny 2 gate:workspace');
});
