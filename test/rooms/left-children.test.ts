import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { removeLeftChildren } from '../../src/rooms/left-children.ts';
import type { StoredTask } from '../../src/store/tasks/engine.ts';

const root = mkdtempSync(path.join(tmpdir(), 'left-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('what ended children kept is removed, what runs or may be a proof stays, and nothing that a link leads to is touched', async () => {
  const dir = path.join(root, 'children');
  const login = path.join(root, 'auth.json');
  mkdirSync(root, { recursive: true });
  writeFileSync(login, 'login');
  for (const name of ['ended', 'running', 'proof', 'old']) {
    mkdirSync(path.join(dir, name), { recursive: true });
    symlinkSync(login, path.join(dir, name, 'auth.json'));
  }
  utimesSync(path.join(dir, 'old'), 1, 1);
  const phases: Record<string, StoredTask['phase']> = { ended: 'ended', running: 'held' };
  const get = async (id: string) => (phases[id] === undefined ? undefined : ({ id, phase: phases[id] } as StoredTask));
  await removeLeftChildren(dir, { get }, Date.now);
  expect(readdirSync(dir).sort()).toEqual(['proof', 'running']);
  expect(existsSync(login)).toBe(true);
  await removeLeftChildren(path.join(root, 'absent'), { get }, Date.now);
});
