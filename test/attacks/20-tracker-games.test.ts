import { expect, test } from 'vitest';
import type { Classification } from '../../src/policy/engine/second-opinion.ts';
import { authorize, command, gateBench, questionOf, short } from './gate-bench.ts';

const block: Classification = { kind: 'block', reason: 'no' };

test('harmless calls between denials clear nothing', async () => {
  const bench = gateBench({ classify: async () => block });
  const gate = bench.open();
  const seen: string[] = [];
  for (const text of ['git commit -m 1', 'ls', 'git commit -m 2', 'touch x', 'cat x', 'git commit -m 3', 'ls', 'git commit -m 4'])
    seen.push(short(await authorize(gate, command(text, bench.workspace))));
  expect(seen.filter((line) => !line.startsWith('allow'))).toEqual([
    'deny 4 classifier:block',
    'deny 4 classifier:block',
    'deny 4 classifier:block',
    'ask 5 preset:standard:git-write',
  ]);
});

test('a child has the counts of its parent: spawning begins nothing anew', async () => {
  const bench = gateBench({ classify: async () => block });
  const gate = bench.open();
  const seen: string[] = [];
  for (const [i, caller] of ['a', 'b', 'c', 'd'].entries())
    seen.push(short(await authorize(gate, command(`git commit -m ${i}`, bench.workspace), { caller: { name: caller, task: caller } })));
  expect(seen).toEqual([...Array.from({ length: 3 }, () => 'deny 4 classifier:block'), 'ask 5 preset:standard:git-write']);
});

test('who repeats a question asks it once, and a flood of questions is refused', async () => {
  const bench = gateBench();
  const gate = bench.open();
  const first = await questionOf(gate, command('git commit -m 0', bench.workspace));
  expect(await questionOf(gate, command('git commit -m 0', bench.workspace))).toBe(first);
  const rest: string[] = [];
  for (let i = 1; i < 25; i++) rest.push(short(await authorize(gate, command(`git commit -m ${i}`, bench.workspace))));
  expect(rest).toEqual([
    ...Array.from({ length: 19 }, () => 'ask 5 preset:standard:git-write'),
    ...Array.from({ length: 5 }, () => 'deny 5 approval:overflow'),
  ]);
});
