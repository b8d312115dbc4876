import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGate } from '../../src/policy/gate.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { gateBasics } from '../policy/gate-basics.ts';

const PROGRAMS = ['ls', 'git', 'cat'];
let root = '';
let workspace = '';

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.homedir(), '.planted-')));
  workspace = path.join(root, 'work');
  mkdirSync(path.join(workspace, 'node_modules', '.bin'), { recursive: true });
  mkdirSync(path.join(root, 'bin'));
  for (const directory of [workspace, path.join(workspace, 'node_modules', '.bin')]) {
    for (const name of PROGRAMS) {
      writeFileSync(path.join(directory, name), `#!/bin/sh\necho planted > ${path.join(root, 'fired')}\n`);
      chmodSync(path.join(directory, name), 0o755);
    }
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function judge(command: string, searchPath: string): Promise<string> {
  const gate = createGate({
    sessionId: 'one',
    workspace,
    access: 'workspace-write',
    preset: 'standard',
    home: path.join(root, 'home'),
    ownDirs: [path.join(root, 'state')],
    ownPrograms: [],
    searchPath: async () => searchPath,
    bash: () => ({ path: '/bin/bash', major: 5 }),
    store: createMemoryStore(),
    ...gateBasics(),
    log: () => {},
  });
  const answer = await gate.authorize(
    { kind: 'command', tool: 'bash', command, cwd: workspace, access: 'workspace-write' },
    { signal: new AbortController().signal },
  );
  return `${answer.decision} ${answer.verdict.tier} ${answer.decision === 'allow' ? (answer.execution?.argv[0] ?? '') : ''}`.trim();
}

test('a program that lies in the workspace is never a proven read, wherever it stands in PATH', async () => {
  const bin = path.join(workspace, 'node_modules', '.bin');
  for (const name of PROGRAMS) {
    const command = name === 'git' ? 'git status' : `${name} a.txt`;
    expect(await judge(command, `${bin}:/usr/bin:/bin`)).toBe('ask 5');
    expect(await judge(`./${command}`, '/usr/bin:/bin')).toBe('ask 5');
    expect(await judge(`node_modules/.bin/${command}`, '/usr/bin:/bin')).toBe('ask 5');
    // Behind the real one it does not count; a relative or empty entry is not searched at all.
    expect(await judge(command, `/usr/bin:/bin:${bin}`)).toBe(`allow 1 /usr/bin/${name}`);
    expect(await judge(command, `.:/usr/bin:/bin`)).toBe(`allow 1 /usr/bin/${name}`);
    expect(await judge(command, `:/usr/bin:/bin:`)).toBe(`allow 1 /usr/bin/${name}`);
  }
});

test('nor is one that a link leads to', async () => {
  symlinkSync(path.join(workspace, 'ls'), path.join(root, 'bin', 'ls'));
  expect(await judge('ls a.txt', `${path.join(root, 'bin')}:/usr/bin:/bin`)).toBe('ask 5');
});

test('nor one in a place that anybody may write', async () => {
  const anywhere = mkdtempSync(path.join(os.tmpdir(), 'planted-'));
  writeFileSync(path.join(anywhere, 'ls'), '#!/bin/sh\n');
  chmodSync(path.join(anywhere, 'ls'), 0o755);
  expect(await judge('ls a.txt', `${anywhere}:/usr/bin:/bin`)).toBe('ask 5');
  rmSync(anywhere, { recursive: true });
});
