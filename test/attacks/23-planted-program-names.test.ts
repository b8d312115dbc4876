import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bash } from '../../src/tools/bash.ts';
import { type Bench, callOf, createBench, use } from '../session-fixture.ts';

/** A workspace that holds its own `ls`, `cat` and `git`, in the root and below. */
function planted(): Bench {
  const bench = createBench();
  for (const directory of ['.', 'sub', 'sub/bin', 'node_modules/.bin']) {
    mkdirSync(path.join(bench.workspace, directory), { recursive: true });
    for (const name of ['ls', 'cat', 'git', 'head']) {
      writeFileSync(path.join(bench.workspace, directory, name), `#!/bin/sh\necho "$0" > ${path.dirname(bench.workspace)}/fired\n`);
      chmodSync(path.join(bench.workspace, directory, name), 0o755);
    }
  }
  writeFileSync(path.join(bench.workspace, 'a.txt'), 'a\n');
  symlinkSync('/usr/bin', path.join(bench.workspace, 'system'));
  return bench;
}

/** Ways to have bash find the planted program under a name that is known to only read; `@` is the workspace. */
const LED_ASTRAY = [
  './ls',
  '@/ls',
  'sub/ls a.txt',
  'system/../ls',
  '/usr/bin/../..@/ls',
  'cd sub && ./ls',
  'cd sub; ./ls',
  'cd /usr/bin && { cd @; ./ls; }',
  'cd /usr/bin && (cd @; ./ls a.txt)',
  'cd /usr/bin && { cd @ || true; ./cat a.txt; }',
  'cd /usr/bin; cd @; ./ls',
  'cd system && cd @/sub; ./ls',
  'cd system/.. && ./ls',
  'PATH=. ls',
  'PATH=@:$PATH ls',
  'PATH=.; ls',
  'PATH+=:.; ls',
  'export PATH=.; ls',
  'declare PATH=.; ls',
  'declare -x PATH=@; ls',
  'typeset PATH=.; ls',
  'local PATH=.; ls',
  'readonly PATH=.; ls',
  'read PATH <<< .; ls',
  'read -r X PATH <<< "a ."; ls',
  'printf -v PATH .; ls',
  'printf -v "PATH" %s @; ls',
  'mapfile PATH <<< .; ls',
  'mapfile -t PATH <<< @; ls',
  'readarray -t PATH < a.txt; ls',
  'for PATH in .; do ls; done',
  'for PATH in @ @/sub; do ls; done',
  'select PATH in .; do ls; done',
  'getopts a PATH; ls',
  'unset PATH; ls',
  'unset -v PATH; cat a.txt',
  'unset P{ATH,X}; ls',
  'unset "$x"; ls',
  '((PATH=1)); ls',
  'let PATH=1; ls',
  ': ${PATH:=.}; ls',
  ': ${PATH=.}; ls',
  ': $((PATH=1)); ls',
  'declare -n p=PATH; p=.; ls',
  'coproc PATH { true; }; ls',
  'exec {PATH}< a.txt; ls',
  'wait -p PATH -n; ls',
  'env PATH=. ls',
  'env -i PATH=@ ls',
  'env -S "PATH=. ls"',
  'env -C sub ./ls',
  'env --chdir=sub ./ls',
  'hash -p ./ls ls; ls',
  'hash -p @/cat cat && cat a.txt',
  'alias ls=./ls; ls',
  'shopt -s expand_aliases; alias ls=./ls\nls',
  'BASH_ALIASES[ls]=./ls; ls',
  'BASH_CMDS[ls]=./ls; ls',
  'ls() { ./ls; }; ls',
  'function cat { ./cat; }; cat a.txt',
  'enable -f ./ls ls; ls',
  'enable -n test; test -f a.txt && ./ls',
  'source ./ls',
  '. sub/ls',
  'exec ./ls',
  'exec -a ls ./ls',
  'command ./ls',
  'nice ./ls',
  'xargs ./ls < /dev/null',
  'find . -maxdepth 0 -exec ./ls {} +',
  "find . -maxdepth 1 -name a.txt -execdir ./ls {} ';'",
  'find sub -name bin -execdir ls {} +',
  "PATH=. bash -c 'ls'",
  "bash -c 'PATH=.; ls'",
  "bash -c './ls'",
  'bash <<< ./ls',
  'echo ./ls | bash',
  '$PWD/ls',
  '"$PWD"/ls',
  '~+/ls',
  '$(echo ./ls)',
  './l?',
  './{ls,a.txt}',
  'CDPATH=@ cd sub && ./ls',
  'pushd sub && ./ls',
  'command -p ./ls',
  'timeout 5 ./ls',
  'time ./ls',
  'trap ./ls EXIT',
  'PROMPT_COMMAND=./ls; true',
  'ln -s @/ls sub/tool && sub/tool',
  'cp ls sub/true && sub/true',
  'mkdir -p d && cp ls d/cat && d/cat a.txt',
  'set -- ./ls; "$@"',
  'GIT_EXEC_PATH=@ git status',
  'git --exec-path=@ status',
] as const;

/** The system's own programs stay allowed, wherever bash stands. */
const STRAIGHT = [
  'ls a.txt',
  '/usr/bin/ls a.txt',
  'cd sub && ls',
  'cd sub; ls',
  'cd /usr/bin && ls head',
  'command ls',
  'env ls',
  'cat a.txt | head -n 1',
  "bash -c 'ls'",
  'nice ls',
  'for i in 1 2; do ls; done',
] as const;

test('the system’s own programs are what runs', async () => {
  const bench = planted();
  const session = await bench.open({ preset: 'standard' });
  const status = [];
  for (const command of STRAIGHT) {
    const { status: ended, exit_code } = await use(bash, { command }, callOf(session));
    status.push(`${ended} ${exit_code} ${command}`);
  }
  expect(status).toEqual(STRAIGHT.map((command) => `completed 0 ${command}`));
  expect(existsSync(path.join(path.dirname(bench.workspace), 'fired'))).toBe(false);
});

test('no way to name the planted ones instead starts them unasked', async () => {
  const bench = planted();
  const fired = path.join(path.dirname(bench.workspace), 'fired');
  const session = await bench.open({ preset: 'standard' });
  const astray: string[] = [];
  for (const text of LED_ASTRAY) {
    const command = text.replaceAll('@', bench.workspace);
    const { verdict } = await session.gate.explain({
      kind: 'command',
      tool: 'bash',
      command,
      cwd: bench.workspace,
      access: 'workspace-write',
    });
    if (verdict.decision !== 'allow') continue;
    // What is allowed must be harmless: it is run, and the planted program must not have been.
    await use(bash, { command, timeout_ms: 5_000 }, callOf(session));
    if (existsSync(fired)) astray.push(text);
    rmSync(fired, { force: true });
  }
  expect(astray).toEqual([]);
});
