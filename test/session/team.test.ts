import { expect, test } from 'vitest';
import { createTeam } from '../../src/session/team.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;
const workspace = '/srv/project';

function bench() {
  const { sessions, edits } = createMemoryStore(undefined, 7);
  const open = (id: string, client: string, of = workspace) => sessions.open({ id, client, workspace: of, createdAt: 1, usedAt: 1 });
  open('mine', 'claude');
  const note = (sessionId: string, minutesAgo: number, ...paths: readonly string[]) =>
    edits.note({ sessionId, workspace: '/srv', paths, at: NOW - minutesAgo * MINUTE });
  const team = createTeam({ edits, sessions, sessionId: 'mine', workspace, now: () => NOW });
  return { sessions, open, note, team };
}

test('others are those that are open in the same tree, with what they changed in the last half hour', () => {
  const { sessions, open, note, team } = bench();
  open('other', 'cur\u001bsor');
  open('below', 'codex', '/srv/project/packages/x');
  open('above', 'gemini', '/srv');
  open('beside', 'zed', '/srv/project2');
  open('closed', 'amp');
  sessions.release('closed', 2);
  note('mine', 1, '/srv/project/mine');
  note('other', 31, '/srv/project/long-ago');
  note('other', 29, '/srv/project/src/a.ts');
  note('other', 0, '/srv/project/b\u202e');
  note('above', 1, '/srv/elsewhere');
  note('closed', 1, '/srv/project/closed');
  expect(team.others().toSorted((a, b) => (a.client < b.client ? -1 : 1))).toEqual([
    { client: 'codex', pid: 7, edited: [] },
    { client: 'cur␛sor', pid: 7, edited: ['b\\u{202e} just now', 'src/a.ts 29 min ago'] },
    { client: 'gemini', pid: 7, edited: [] },
  ]);
});

test('one is shown with the latest few of what it changed', () => {
  const { open, note, team } = bench();
  open('other', 'cursor');
  for (const n of [1, 2, 3, 4, 5, 6, 7]) note('other', n, `/srv/project/${n}`);
  expect(team.others()).toEqual([
    { client: 'cursor', pid: 7, edited: ['1 1 min ago', '2 2 min ago', '3 3 min ago', '4 4 min ago', '5 5 min ago'] },
  ]);
});

test('a warning is for the files that are asked about, and what lies below a directory', () => {
  const { open, note, team } = bench();
  open('other', 'cursor');
  note('other', 2, '/srv/project/src/a.ts', '/srv/project/src/b.ts', '/srv/project/srcs');
  const changed = (file: string) => `another session (cursor, pid 7) changed ${file} 2 min ago`;
  expect(team.warnFor(['/srv/project/src/a.ts', '/srv/project/c'])).toEqual([changed('src/a.ts')]);
  expect(team.warnFor(['/srv/project/src'])).toEqual([changed('src/a.ts'), changed('src/b.ts')]);
  expect([team.warnFor(['/srv/project/c']), team.warnFor([])]).toEqual([[], []]);
  expect(team.warnFor(['/srv/project/src/a.ts'], '/srv/project/src')).toEqual([changed('a.ts')]);
});

test('many are counted', () => {
  const { open, note, team } = bench();
  open('other', 'cursor');
  note('other', 2, ...['1', '2', '3', '4', '5'].map((name) => `/srv/project/${name}`));
  expect(team.warnFor([workspace])).toEqual([
    ...['1', '2', '3'].map((name) => `another session (cursor, pid 7) changed ${name} 2 min ago`),
    'others changed 2 more of these files',
  ]);
});
