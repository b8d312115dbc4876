import { expect, test } from 'vitest';
import { verdictOf } from '../policy/decide-harness.ts';

const VERBS = [
  'approve 3',
  'trust',
  'untrust',
  'rules import',
  'state forget all',
  'engine llm',
  'token',
  'undo u000000000 --force',
  'patch 0123 --apply',
];
const SPELLINGS = [
  'bailiwick',
  'npx bailiwick',
  'npx -y bailiwick@latest',
  'npm exec bailiwick --',
  'node /opt/bailiwick/src/main.ts',
  'node --no-warnings /opt/bailiwick/dist/cli.cjs',
  '/usr/local/bin/bailiwick',
  './node_modules/.bin/bailiwick',
  'sudo bailiwick',
  'env X=1 bailiwick',
  'timeout 5 bailiwick --state-dir x',
  "script -qec 'bailiwick approve 3' /dev/null #",
  'bash -c "bailiwick approve 3" #',
];

test('the agent cannot approve itself, in any spelling that argv shows', () => {
  const commands = SPELLINGS.flatMap((spelling) => VERBS.map((verb) => `${spelling} ${verb}`));
  expect(commands.filter((command) => verdictOf(command, { preset: 'relaxed', access: 'full' }) !== 'deny 0')).toEqual([]);
});

test('talking about it is no crime', () => {
  expect(verdictOf('echo bailiwick approve 3')).toBe('allow 1');
  expect(verdictOf('grep -n approve bailiwick.md')).toBe('allow 1');
});
