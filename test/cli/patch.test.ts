import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NO_WORK, type Work } from '../../src/agents/work/work.ts';
import { patch, type ShowingPatch } from '../../src/cli/patch.ts';
import { eventOf } from '../../src/session/task-record.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { git } from '../agents/briefing/fixture.ts';
import { depsIn } from '../agents/workplace/scene-deps.ts';
import { scratch } from '../shell/process/fixture.ts';
import { ID, outputOf, record, running, servers, terminal } from './tasks-harness.ts';

const PATCH = 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+t\u001bwo\n';
const BASE = 'b'.repeat(40);
const HERE = '88888888-cccc-4000-8000-000000000000';

interface Made {
  readonly work?: Partial<Work>;
  /** What is in its file; none when absent. */
  readonly text?: string;
  readonly isolated?: boolean;
  /** Whether it has ended. */
  readonly open?: boolean;
}

/** A task in a repository with one file, and what became of it. */
async function task({ work, text, isolated = true, open = false }: Made) {
  const both = servers();
  const dir = realpathSync(await scratch());
  const workspace = join(dir, 'w');
  mkdirSync(workspace);
  git(workspace, 'init', '-q');
  writeFileSync(join(workspace, 'a.txt'), 'one\n');
  const held = isolated ? { held: { assurance: 'gated', version: '1', isolation: 'worktree' } } : {};
  const verdict = { decision: 'allow', tier: 1, rule: 'x', reason: 'x' };
  const kept = { title: 'x', agent: 'fake', command: '', cwd: workspace, access: 'workspace-write', verdict, timeoutMs: 1, survive: false };
  both.server.sessions.open({ id: HERE, workspace, client: 'some-host', createdAt: 1, usedAt: 1 });
  const stored = record({ sessionId: HERE, queue: HERE, spec: JSON.stringify({ ...kept, ...held }) });
  const claim = await running(both.server, stored);
  if (!open) {
    const change = { seq: 2, at: 2, status: 'completed' as const, ...(work === undefined ? {} : { work: { ...NO_WORK, ...work } }) };
    await both.server.tasks.complete(claim, eventOf(ID, change));
  }
  if (text !== undefined) writeFileSync(join(outputOf(both.stateDir, stored), 'patch.diff'), text, { mode: 0o600 });
  const run = async (changes: Partial<ShowingPatch> = {}) => {
    const { stdout, log, said } = terminal();
    const given = { operands: ['11111111'], apply: false, terminal: false, trees: () => depsIn(dir), signal: new AbortController().signal };
    const code = await patch({ store: both.own, stateDir: both.stateDir, now: Date.now, ...given, stdout, log, ...changes });
    return { code, ...said() };
  };
  return { run, workspace };
}

const none = (why: string) => ({ code: 1, stdout: '', log: [`11111111 ${why}.`] });

test('a pipe gets the patch as it is, a terminal what can be read', async () => {
  const { run } = await task({ text: PATCH, work: { patch: { bytes: 1, base: BASE } } });
  expect(await run()).toEqual({ code: 0, log: [], stdout: PATCH });
  expect(await run({ terminal: true })).toEqual({ code: 0, log: [], stdout: PATCH.replace('\u001b', '\u241b') });
});

test('why there is none is said', async () => {
  const patchOf = (bytes: number, problem?: string): Pick<Work, 'patch'> => ({
    patch: { bytes, base: BASE, ...(problem === undefined ? {} : { problem }) },
  });
  const cases: readonly (readonly [Made, string])[] = [
    [{ open: true }, 'has not ended yet; its patch is kept when it has'],
    [{ work: patchOf(0), text: '' }, 'has changed nothing'],
    [{ work: patchOf(0) }, 'has changed nothing'],
    [{ work: patchOf(9) }, 'has no patch any more: it has expired, or was removed'],
    [{ work: patchOf(0, 'the disk is full; its files stay in /t') }, 'has no patch: the disk is full; its files stay in /t'],
    [{}, 'has no patch: it ended before it had a tree of its own'],
  ];
  for (const [made, why] of cases) expect(await (await task(made)).run()).toEqual(none(why));
  const { run, workspace } = await task({ isolated: false });
  expect(await run()).toEqual(none(`did not work in a tree of its own; what it has changed is changed in ${workspace}`));
});

test('--apply puts it on the files, and neither stages nor commits', async () => {
  const files = [{ path: '.github/workflows/x.yml', kind: 'added' as const }];
  const { run, workspace } = await task({ text: PATCH, work: { changes: { files, total: 1 } } });
  expect(await run({ apply: true })).toEqual({
    code: 0,
    log: ['It changes what configures programs: .github/workflows/x.yml.'],
    stdout: `The patch of 11111111 is on the files in ${workspace}; nothing is staged or committed.\n`,
  });
  expect(readFileSync(join(workspace, 'a.txt'), 'utf8')).toBe('t\u001bwo\n');
  expect(git(workspace, 'status', '--porcelain')).toBe('?? a.txt\n');
});

test('what does not fit changes nothing, and the files are said', async () => {
  const other = 'diff --git a/new b/new\nnew file mode 100644\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+x\n';
  const { run, workspace } = await task({ text: other + PATCH });
  writeFileSync(join(workspace, 'a.txt'), 'something else\n');
  expect(await run({ apply: true })).toEqual({
    code: 1,
    stdout: '',
    log: [
      'The patch of 11111111 was not applied, and nothing was changed: it does not fit.',
      '  error: patch failed: a.txt:1',
      '  error: a.txt: patch does not apply',
    ],
  });
  expect([readFileSync(join(workspace, 'a.txt'), 'utf8'), git(workspace, 'status', '--porcelain')]).toEqual([
    'something else\n',
    '?? a.txt\n',
  ]);
});

test('without git, or a task, or a state, it says so', async () => {
  const { run } = await task({ text: PATCH });
  expect(await run({ apply: true, trees: () => ({ ...depsIn('/nowhere'), git: async () => undefined }) })).toEqual({
    code: 1,
    stdout: '',
    log: ['The patch of 11111111 was not applied, and nothing was changed: git was not found where only you could have put it'],
  });
  expect(await run({ operands: [] })).toEqual({ code: 64, stdout: '', log: ['Usage: bailiwick patch <id> [--apply]'] });
  expect(await run({ operands: ['22222222'] })).toMatchObject({ code: 1, stdout: '' });
  expect(await run({ store: createMemoryStore('gone') })).toMatchObject({ code: 1, stdout: '' });
});
