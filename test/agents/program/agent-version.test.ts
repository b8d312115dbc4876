import { join } from 'node:path';
import { expect, test } from 'vitest';
import { versionOf } from '../../../src/agents/program/agent-version.ts';
import { STARTER } from '../../shell/process/agent-fixture.ts';
import { put, scratchDir } from './installed.ts';

const PATTERN = /^agent (\S.*)$/m;

async function version(script: string, limitMs?: number): Promise<string | undefined> {
  const dir = scratchDir();
  put(dir, { agent: `#!/bin/sh\n${script}\n` });
  const probe = {
    starter: STARTER,
    env: { PATH: '/usr/bin:/bin', ONLY: 'this' },
    within: { access: 'read-only', workspace: dir, privateDir: undefined } as const,
    ...(limitMs === undefined ? {} : { limitMs }),
  };
  return await versionOf({ executable: join(dir, 'agent') }, { version: { args: ['--version', '-q'], pattern: PATTERN } }, probe);
}

test.each([
  ['echo hello; echo agent 1.2.3', '1.2.3'],
  ['echo "agent $1 $2 $ONLY $HOME$(pwd)"', '--version -q this /'],
  ['cat; echo agent 4', '4'],
  ['printf "agent \\033[31m5\\n"', '␛[31m5'],
  ['echo agent 6; exit 1', '6'],
  [`echo "agent $(head -c 300 /dev/zero | tr '\\0' 7)"`, '7'.repeat(100)],
])('%s is version %s', async (script, said) => {
  expect(await version(script)).toBe(said);
});

test.each(['echo else', 'echo agent 1 >&2', 'kill -9 $$', 'exec /no/such'])('%s says none', async (script) => {
  expect(await version(script)).toBe(undefined);
});

test('one that can not be started says none', async () => {
  const probe = { starter: STARTER, env: {}, within: { access: 'full', workspace: '/', privateDir: undefined } as const };
  expect(await versionOf({ executable: '/no/such' }, { version: { args: [], pattern: PATTERN } }, probe)).toBe(undefined);
});

test('one that hangs is ended when its time is over, with what it has started', async () => {
  const begun = performance.now();
  expect(await version('trap "" TERM; setsid sleep 60 & sleep 60', 200)).toBe(undefined);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test('one that never stops talking is ended', async () => {
  expect(await version('echo agent 1; exec yes')).toBe('1');
});
