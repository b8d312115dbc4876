import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readOtherwise } from '../../../src/cli/hook/shells.ts';
import { analyse } from '../../../src/shell/analyse.ts';

const why = (command: string, shell: string) => readOtherwise(analyse(command, { home: '/home/u', cwd: '/w' }), shell);

test.each([
  'ls -la src',
  'cd src && ls; pwd | head -3',
  'npm test 2>&1 | tail -20',
  `grep -n 'a(b)[c]{d}~=#!' "a b" *.ts > out.txt`,
  'echo $HOME "$x" &',
])('zsh reads it as bash does: %s', (command) => {
  expect(why(command, '/bin/zsh')).toBe(undefined);
});

test.each([
  'ls *(e:id:)',
  'cat =ls',
  'ls;=ls',
  'cat ~u/x',
  'ls ^x',
  'echo ${(e)x}',
  'echo $x[1]',
  'echo "$x[1]"',
  'cat $x:h',
  'cat =(ls)',
  'cat <1-9>',
  "cat $'\\x2f'",
  'rm **/x',
  'ls {a,b}',
  'ls &> x',
  'echo x >! y',
  'echo x >&y',
  'echo `id`',
  'echo "`id`"',
  'ls # x',
  "'",
])('zsh may read it otherwise: %s', (command) => {
  const reason = 'it is judged as bash reads it, and zsh may read it otherwise';
  expect(why(command, '/bin/zsh')).toBe(reason);
  expect(why(command, '/usr/bin/fish')).toBe(reason.replace('zsh', 'fish'));
});

test('a shell that is not told', () => {
  expect(why('ls *(x)', '')).toBe('it is judged as bash reads it, and the shell of this agent may read it otherwise');
  expect(why('ls', '')).toBe(undefined);
});

test('bash itself, when it is new enough or the command plain', () => {
  const directory = realpathSync.native(mkdtempSync(join(tmpdir(), 'bailiwick-shell-')));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const old = join(directory, 'bash');
  writeFileSync(old, '#!/bin/sh\necho GNU bash, version 3.2.57\n', { mode: 0o755 });
  expect([why('ls', old), why('ls | head', 'bash'), why('ls | head', old), why('ls | head', '/none/bash')]).toEqual([
    undefined,
    undefined,
    'the bash of this agent is older than 5',
    'the bash of this agent is older than 5',
  ]);
});
