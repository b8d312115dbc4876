import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Action, Authorization, AuthorizeOptions, Ended } from '../../src/policy/action.ts';
import { createGate } from '../../src/policy/gate.ts';
import { createTeam } from '../../src/session/team.ts';
import { type UndoGateDeps, undoableGate } from '../../src/session/undo-gate.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createUndoJournal } from '../../src/store/undo/journal.ts';
import { isUndoId } from '../../src/store/undo/undo-id.ts';
import { gateBasics } from '../policy/gate-basics.ts';

const { signal } = new AbortController();

/** A real gate over a scratch workspace, which keeps what calls change. */
function bench(changed: Partial<UndoGateDeps> = {}) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'undo-gate-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [workspace, tree] = [path.join(root, 'work'), path.join(root, 'tree')];
  for (const dir of [workspace, tree]) mkdirSync(dir);
  const store = createMemoryStore(undefined, 42);
  for (const [id, client] of [
    ['session1', 'claude'],
    ['session2', 'cur\u202esor'],
  ] as const)
    store.sessions.open({ id, client, workspace, createdAt: 1, usedAt: 1 });
  const ends: Ended[] = [];
  const clock = { time: 600_000 };
  const now = (): number => clock.time;
  const inner = createGate({
    ...gateBasics(),
    sessionId: 'session1',
    workspace,
    access: 'workspace-write',
    preset: 'standard',
    home: path.join(root, 'home'),
    ownDirs: [path.join(root, 'state')],
    ownPrograms: [],
    searchPath: async () => '/usr/local/bin:/usr/bin:/bin',
    bash: () => ({ path: '/bin/bash', major: 5 }),
    store,
    log: () => undefined,
  });
  const authorized: Promise<Authorization>[] = [];
  const gate = {
    ...inner,
    authorize: (action: Action, options: AuthorizeOptions) => {
      const authorizing = inner
        .authorize(action, options)
        .then((said): Authorization => (said.decision === 'allow' ? { ...said, ended: (end) => void ends.push(end) } : said));
      authorized.push(authorizing);
      return authorizing;
    },
  };
  const { edits, sessions } = store;
  const journal = createUndoJournal({ dir: path.join(root, 'state/undo'), now });
  const team = createTeam({ edits, sessions, sessionId: 'session1', workspace, now });
  const undoable = undoableGate(gate, { undo: journal, edits, team, session: 'session1', workspace, now, ...changed });
  const authorize = async (action: Action, options: Partial<AuthorizeOptions> = {}) => {
    const said = await undoable.authorize(action, { signal, ...options });
    if (said.decision !== 'allow') throw new Error(said.verdict.rule);
    return said;
  };
  return { workspace, tree, store, journal, ends, clock, gate, undoable, authorized, authorize, team };
}

const command = (text: string, cwd: string): Action => ({ kind: 'command', tool: 'bash', command: text, cwd, access: 'workspace-write' });

test('what an allowed call changes can be taken back by the name that it was given', async () => {
  const { workspace, journal, ends, authorize } = bench();
  const file = path.join(workspace, 'a');
  writeFileSync(file, 'old');
  const said = await authorize(command('echo TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789 > a', workspace), {
    caller: { name: 'child', task: 'task1' },
  });
  expect(isUndoId(said.undo ?? '')).toBe(true);
  expect([said.warnings, said.writes]).toEqual([undefined, { paths: [file], complete: true }]);
  writeFileSync(file, 'new');
  said.ended?.({ status: 'completed', exitCode: 0 });
  expect(ends).toEqual([{ status: 'completed', exitCode: 0 }]);
  expect(await journal.restoreTask('task1')).toEqual([{ call: said.undo, paths: [{ path: file, done: 'restored' }], notes: [] }]);
  expect(readFileSync(file, 'utf8')).toBe('old');
  const known = await journal.find(said.undo ?? '');
  expect([known?.tool, known?.class, known?.session, known?.task]).toEqual(['bash', 'workspace-write', 'session1', 'task1']);
  expect(known?.what).not.toContain('ghp_');
});

test('what reads, what is refused and what is asked go by as they are, a read without another promise', async () => {
  const { workspace, journal, undoable, gate, authorized } = bench();
  const read: Action = { kind: 'path', tool: 'read', use: 'read', path: 'a', cwd: workspace, access: 'workspace-write' };
  expect(undoable.authorize(read, { signal })).toBe(authorized[0]);
  for (const text of ['ls', 'rm -rf /', 'npm test'])
    expect(await undoable.authorize(command(text, workspace), { signal })).toBe(await authorized.at(-1));
  expect(await journal.list(10)).toEqual([]);
  expect([undoable.explain, undoable.settled, undoable.withdraw, undoable.dropGrants]).toEqual([
    gate.explain,
    gate.settled,
    gate.withdraw,
    gate.dropGrants,
  ]);
});

test('what runs code is kept without a name: nothing is promised of it', async () => {
  const { workspace, journal, undoable } = bench();
  const action = command('npm test', workspace);
  const asked = await undoable.authorize(action, { signal });
  if (asked.decision !== 'ask') throw new Error('not asked');
  const said = await undoable.authorize(action, { signal, answer: { approvalId: asked.approval.id, choice: 'allow_once' } });
  expect(said.decision === 'allow' && [said.undo, said.warnings, said.writes]).toEqual([
    undefined,
    undefined,
    { paths: [], complete: false },
  ]);
  expect((await journal.list(10)).map(({ what, class: cls, complete }) => [what, cls, complete])).toEqual([
    ['npm test', 'workspace-code', false],
  ]);
});

test('what can not be kept is done all the same, with a warning', async () => {
  const undo = { before: () => Promise.reject(new Error('no space left\u202e')), after: () => Promise.reject(new Error('never called')) };
  const { workspace, ends, authorize } = bench({ undo });
  const said = await authorize(command('touch a', workspace));
  expect([said.undo, said.warnings]).toEqual([undefined, ['can not be undone: no space left\\u{202e}']]);
  said.ended?.({ status: 'completed' });
  expect(ends).toEqual([{ status: 'completed' }]);
});

test('a full disk is said as what it is', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const { workspace, authorize } = bench({ undo: { before: () => Promise.reject(full), after: async () => undefined } });
  expect((await authorize(command('touch a', workspace))).warnings).toEqual(['can not be undone: the disk is full']);
});

test('who changed the same files lately is said, and others see what this one changes', async () => {
  const { workspace, store, clock, authorize } = bench();
  const [a, b] = [path.join(workspace, 'src/a.ts'), path.join(workspace, 'b')];
  store.edits.note({ sessionId: 'session2', workspace, paths: [a], at: clock.time - 120_000 });
  mkdirSync(path.dirname(a));
  expect((await authorize(command('touch b', workspace))).warnings).toBeUndefined();
  expect((await authorize(command('touch src/a.ts', workspace))).warnings).toEqual([
    'another session (cur\\u{202e}sor, pid 42) changed src/a.ts 2 min ago',
  ]);
  expect((await authorize(command('rm -r src', workspace))).warnings).toHaveLength(1);
  expect(
    store.edits
      .others({ sessionId: 'session2', workspace, since: 0, limit: 10 })
      .map(({ sessionId, path: file, at }) => [sessionId, file, at]),
  ).toEqual([
    ['session1', b, clock.time],
    ['session1', path.join(workspace, 'src'), clock.time],
    ['session1', a, clock.time],
  ]);
});

test('within the work tree of a child its own root counts', async () => {
  const { tree, journal, store, authorize } = bench();
  const said = await authorize(command('touch a', tree), { workspace: tree, caller: { name: 'child', task: 'task1' } });
  expect((await journal.find(said.undo ?? ''))?.workspace).toBe(tree);
  expect(store.edits.others({ sessionId: 'session2', workspace: tree, since: 0, limit: 10 })).toHaveLength(1);
});
