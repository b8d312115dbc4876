import { expect, test } from 'vitest';
import type { Action } from '../../src/policy/action.ts';
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

test('what an agent does with its own tools clears nothing between denials either, and counts like commands', async () => {
  const bench = gateBench({ classify: async () => block, preset: 'strict' });
  const gate = bench.open();
  const where = { tool: 'Edit', cwd: bench.workspace, access: 'workspace-write' } as const;
  const read: Action = { kind: 'path', use: 'read', path: 'a', ...where };
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    seen.push(short(await authorize(gate, { kind: 'path', use: 'write', path: `w${i}`, text: '', ...where })));
    for (const benign of [read, { kind: 'session', tool: 'todo_update' } as const])
      expect(short(await authorize(gate, benign))).toMatch(/^allow 1 /);
  }
  expect(seen).toEqual([...Array(3).fill('deny 4 classifier:block'), 'ask 5 preset:strict:workspace-write']);
  expect(short(await authorize(gate, command('touch x', bench.workspace)))).toBe('ask 5 preset:strict:workspace-write');
});

test('a child that floods with paths and addresses takes five places, whatever it mixes', async () => {
  const bench = gateBench();
  const gate = bench.open();
  const where = { tool: 'Edit', cwd: bench.workspace, access: 'workspace-write' } as const;
  const caller = { name: 'child', task: 'a' };
  const seen: string[] = [];
  for (let i = 0; i < 4; i++)
    for (const action of [
      { kind: 'path', use: 'write', path: '.npmrc', text: String(i), ...where },
      { kind: 'path', use: 'read', path: `/etc/hosts${i}`, ...where },
      { kind: 'fetch', url: `https://example.com/${i}`, ...where },
    ] satisfies Action[])
      seen.push(short(await authorize(gate, action, { caller })));
  const counts = Object.groupBy(seen, (line) => line.split(' ').slice(0, 2).join(' ') + (line.includes('overflow') ? ' overflow' : ''));
  expect(Object.fromEntries(Object.entries(counts).map(([line, all]) => [line, all?.length]))).toEqual({
    'ask 5': 5,
    'deny 5 overflow': 7,
  });
  expect((await authorize(gate, command('git commit -m x', bench.workspace))).decision).toBe('ask');
});

test('what a person refused of a tool no model allows afterwards', async () => {
  let answers = 0;
  const bench = gateBench({
    preset: 'strict',
    classify: async () => ({ kind: answers++ === 0 ? 'failed' : 'allow', reason: 'ok', counts: false }) as Classification,
  });
  const gate = bench.open();
  const write = (path: string): Action => ({
    kind: 'path',
    use: 'write',
    path,
    text: '',
    tool: 'Edit',
    cwd: bench.workspace,
    access: 'workspace-write',
  });
  const approvalId = await questionOf(gate, write('a'));
  const said = [short(await authorize(gate, write('a'), { answer: { approvalId, choice: 'deny' } }))];
  for (const path of ['a', 'b']) said.push(short(await authorize(gate, write(path))));
  expect(said).toEqual(['deny 5 approval:denied', ...Array(2).fill('ask 5 preset:strict:workspace-write')]);
});

test('calls that were not understood are refused however often they come, and each is written down', async () => {
  const bench = gateBench({ preset: 'relaxed', access: 'full' });
  const gate = bench.open();
  const action: Action = { kind: 'foreign', tool: 'x', title: 't', cwd: bench.workspace, access: 'full' };
  for (let i = 0; i < 30; i++) expect(short(await authorize(gate, action))).toBe('deny 2 gate:not-understood');
  expect(bench.records.filter((record) => record.kind === 'decision' && record.action.kind === 'foreign')).toHaveLength(30);
});
