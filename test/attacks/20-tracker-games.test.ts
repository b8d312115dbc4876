import { expect, test } from 'vitest';
import type { Classification } from '../../src/policy/engine/second-opinion.ts';
import { authorize, command, gateBench, short } from './gate-bench.ts';

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

test('a flood of questions is refused, and who repeats one takes no more than five places', async () => {
  const bench = gateBench();
  const gate = bench.open();
  const ask = async (text: string): Promise<string> => short(await authorize(gate, command(text, bench.workspace)));
  const same: string[] = [];
  for (let i = 0; i < 7; i++) same.push(await ask('git commit -m 0'));
  expect(same).toEqual([...Array(5).fill('ask 5 preset:standard:git-write'), ...Array(2).fill('deny 5 approval:overflow-same')]);
  const rest: string[] = [];
  for (let i = 1; i < 20; i++) rest.push(await ask(`git commit -m ${i}`));
  expect(rest).toEqual([...Array(15).fill('ask 5 preset:standard:git-write'), ...Array(4).fill('deny 5 approval:overflow')]);
});

test('children that flood take neither the places of each other nor those of the host', async () => {
  const bench = gateBench();
  const gate = bench.open();
  const ask = async (text: string, task?: string) =>
    authorize(gate, command(text, bench.workspace), task === undefined ? {} : { caller: { name: 'child', task } });
  const flood: Record<string, string[]> = {};
  for (const task of ['a', 'b', 'c', 'd']) {
    const seen: string[] = [];
    for (let i = 0; i < 30; i++) seen.push(short(await ask(`git commit -m ${task}${i}`, task)));
    flood[task] = [...new Set(seen)].map((line) => `${seen.filter((each) => each === line).length} ${line}`);
  }
  const five = ['5 ask 5 preset:standard:git-write', '25 deny 5 approval:overflow-child'];
  expect(flood).toEqual({ a: five, b: five, c: five, d: ['30 deny 5 approval:overflow-children'] });
  expect((await ask('git commit -m e', 'a')).verdict).toMatchObject({
    reason: expect.stringMatching(/^too many questions of this child wait for a person already; /),
    change: 'Wait until they are answered.',
  });
  for (let i = 0; i < 5; i++) expect((await ask(`git commit -m ${i}`)).decision).toBe('ask');
});
