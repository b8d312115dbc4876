import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/policy/action.ts';
import { analyse } from '../../src/shell/analyse.ts';
import type { ActionClass } from '../../src/shell/analysis.ts';
import { ACTION_CLASSES } from '../../src/shell/analysis.ts';
import { PROGRAMS } from '../../src/shell/programs/index.ts';
import { decideCommand, WORKSPACE } from '../policy/decide-harness.ts';
import { runs } from './runs.ts';

/** Commands that can make a name mean another place, with operands that are told and with some that are not. */
const MOVERS = [
  'ln -s a b',
  'ln a b',
  'ln -sfn a b',
  'ln -s "$X" b',
  'mv a b',
  'mv "$X" b',
  'mv a $X',
  'mv -t b a',
  'cp -r a b',
  'cp -a a b',
  'cp a b',
  'cp -r "$X" b',
  'cp -as a b',
  'tar xf a.tar',
  'tar -xzf "$X"',
  'tar -x -f a.tar -C b',
  'unzip a.zip',
  'rsync -a a/ b/',
  'git checkout other',
  'git stash pop',
  'cpio -i',
  'install -D a b',
  'patch -p1',
  '7z x a.7z',
  'command mv a b',
  'env mv a b',
  'bash -c "mv a b"',
  'nice ln -s a b',
  'find . -name x -exec mv {} b ;'.replace(';', "';'"),
  'xargs mv -t b',
  'busybox mv a b',
  'unknown-tool a',
] as const;

/** Commands that read or write at least one path of the workspace, and are allowed unasked when they stand alone. */
const TOUCHING = [
  'cat c/f',
  'cat ./c/f',
  `cat ${WORKSPACE}/c/f`,
  'cat .npmrc',
  'cat .vscode/settings.json',
  'cat .git/config',
  'head -n 1 c/f',
  'grep x c/f',
  'grep -r x c',
  'wc -l < c/f',
  'ls c',
  'ls',
  'ls -R .',
  'find c -name x',
  'find . -type f',
  'tree',
  'sort c/f',
  'diff c/f c/g',
  'sha256sum c/f',
  'stat c/f',
  'jq . c/f.json',
  'sed -n p c/f',
  'awk 1 c/f',
  '[ -f c/f ]',
  'test -e c/f',
  'git diff -- c/f',
  'git blame c/f',
  'git grep x c',
  'git ls-files c',
  'cat c/*.txt',
  'cat < c/f',
  'echo x > c/f',
  'echo x >> c/f',
  'ls 2> c/f',
  'touch c/f',
  'mkdir -p c/d',
  'rm c/f',
  'rm -r c/d',
  'tee c/f < /dev/null',
  'sed -i s/a/b/ c/f',
  'sort -o c/f c/g',
  'cp c/f c/g',
  'mv c/f c/g',
  'chmod +x c/f',
  'truncate -s 0 c/f',
  'env cat c/f',
  'bash -c "cat c/f"',
  'cat "$HOME/project/c/f"',
  'cat ~/project/c/f',
] as const;

const inOrder = (mover: string, part: string): string => `${mover} && ${part}`;
const DIRECTLY: readonly ((mover: string, part: string) => string)[] = [
  inOrder,
  (mover, part) => `${mover}; ${part}`,
  (mover, part) => `${mover}\n${part}`,
];
const JOINTS: readonly ((mover: string, part: string) => string)[] = [
  ...DIRECTLY,
  (mover, part) => `${mover} || ${part}`,
  (mover, part) => `${mover} & ${part}`,
  (mover, part) => `${mover} | ${part}`,
  (mover, part) => `${part} | ${mover}`,
  (mover, part) => `${part} & ${mover}`,
  (mover, part) => `{ ${mover}; } && ( ${part} )`,
  (mover, part) => `if ${mover}; then ${part}; fi`,
  (mover, part) => `while ${part}; do ${mover}; done`,
  (mover, part) => `for i in 1 2; do ${part}; ${mover}; done`,
  (mover, part) => `echo "$( ${mover} )" && ${part}`,
  (mover, part) => `mkdir -p d && ${mover} && echo hi && ${part}`,
  (mover, part) => `true; ${mover}; true; echo "$( ${part} )"`,
];

const allowed = (command: string, preset: 'standard' | 'relaxed'): boolean =>
  decideCommand(command, { preset }).verdict.decision === 'allow';
/** A fault in one command shows in hundreds of pairs: a few of them tell enough. */
const worst = (commands: readonly string[]): readonly string[] => commands.slice(0, 20);
const presets = ['standard', 'relaxed'] as const;

describe('a command that may change what paths mean, before one that uses a path', () => {
  test('the ones that use a path are allowed when they stand alone', () => {
    expect(TOUCHING.filter((part) => !allowed(part, 'standard'))).toEqual([]);
  });

  test.each(presets)('%s: no order, joint or nesting leaves the whole allowed', (preset) => {
    const joined = MOVERS.flatMap((mover, i) => TOUCHING.map((part, j) => (DIRECTLY[(i + j) % DIRECTLY.length] ?? inOrder)(mover, part)));
    expect(worst(joined.filter((command) => allowed(command, preset)))).toEqual([]);
  });

  test('also among others, in blocks, loops and substitutions, and more than once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...MOVERS), { minLength: 1, maxLength: 2 }),
        fc.constantFrom(...TOUCHING),
        fc.constantFrom(...JOINTS),
        fc.constantFrom(...presets),
        (movers, part, join, preset) => {
          const command = join(movers.join('; '), part);
          expect({ command, allowed: allowed(command, preset) }).toEqual({ command, allowed: false });
        },
      ),
      { numRuns: runs(1500) },
    );
  });

  test('every command of the program tables that touches a path asks behind a move, under each preset', () => {
    const known = PROGRAMS.flatMap((program) => Object.keys(program.match)).filter((command) => {
      const { verdict } = decideCommand(command, { preset: 'relaxed' });
      return verdict.decision === 'allow' && (verdict.class === 'read-only' || verdict.class === 'workspace-write') && namesAPath(command);
    });
    expect(known.length).toBeGreaterThan(100);
    expect(known.filter((command) => presets.some((preset) => allowed(`mv a b && ${command}`, preset)))).toEqual([]);
  });

  test('what comes later although it is written before is stale, too', () => {
    const later = [
      "trap 'cat c/f' EXIT; mv a b",
      "find . -name x -exec cat c/f ';' -exec mv a b ';'",
      'f() { cat c/f; }; mv a b; f',
      'while read x; do cat c/f; mv a b; done',
      'until cat c/f; do mv a b; done',
      'for x in 1 2; do cat c/f; if true; then mv a b; fi; done',
      "watch 'cat c/f; mv a b'",
      'cat c/f & mv a b',
      'cat <( sleep 1; cat c/f ) & mv a b',
    ];
    expect(later.filter((command) => presets.some((preset) => allowed(command, preset)))).toEqual([]);
  });
});

/** Its table or a redirect says that it reads, writes or removes a path. */
function namesAPath(command: string): boolean {
  return analyse(command, { home: '/home/ann', cwd: WORKSPACE }).invocations.some(({ effects, redirects }) => {
    const files = redirects.filter((redirect) => redirect.kind === 'read' || redirect.kind === 'write').map((redirect) => redirect.target);
    return [...(effects.reads ?? []), ...(effects.writes ?? []), ...(effects.removes ?? []), ...files].some(
      (word) => !word.value.startsWith('/dev/'),
    );
  });
}

/** A command over one path, with how it is written. */
const OVER: readonly ((file: string) => string)[] = [
  (file) => `cat ${file}`,
  (file) => `grep x ${file}`,
  (file) => `echo x > ${file}`,
  (file) => `rm ${file}`,
  (file) => `touch ${file}`,
  (file) => `cp ${file} ${file}`,
  (file) => `head < ${file}`,
  (file) => `env wc -l ${file}`,
  (file) => `sed -i s/a/b/ ${file}`,
  (file) => `bash ${file}`,
];
const DIRECTORIES = [
  'src',
  './src',
  'a/b',
  'a/../b',
  '..',
  '../other',
  '.',
  './',
  '.git',
  '.vscode',
  'src/..',
  `${WORKSPACE}/src`,
  '/etc',
  '/usr/share',
  '/home/ann',
  '~',
  '~/project/src',
  '~/.ssh',
  '"$HOME/project/src"',
  '-- src',
] as const;
const FILES = [
  'x',
  './x',
  '../x',
  '../../x',
  '../project/x',
  'sub/x',
  '.npmrc',
  '.git/config',
  '../.env',
  'hosts',
  'id_rsa',
  `${WORKSPACE}/x`,
  '/etc/passwd',
  '/dev/null',
  '~/x',
] as const;

const STRICTNESS: Readonly<Record<Decision, number>> = { allow: 0, ask: 1, deny: 2 };
const judged = (command: string, preset: 'standard' | 'relaxed') => {
  const { verdict } = decideCommand(command, { preset });
  return { decision: verdict.decision, class: verdict.class };
};
interface Short {
  readonly decision: Decision;
  readonly class: ActionClass | undefined;
}
const widest = (...all: readonly Short[]): Short => ({
  decision: all.reduce<Decision>((worst, next) => (STRICTNESS[next.decision] > STRICTNESS[worst] ? next.decision : worst), 'allow'),
  class: all.reduce<ActionClass>(
    (wide, next) => ACTION_CLASSES[Math.max(ACTION_CLASSES.indexOf(wide), ACTION_CLASSES.indexOf(next.class ?? 'unknown'))] ?? 'unknown',
    'read-only',
  ),
});

/** Where bash is after `cd directory`, started in the workspace. */
function directoryOf(directory: string): string {
  const plain = directory.replace(/^-- /, '').replaceAll('"', '').replace('$HOME', '/home/ann').replace(/^~/, '/home/ann');
  return path.resolve(WORKSPACE, plain);
}
const resolved = (from: string, file: string): string => path.resolve(from, file.replace(/^~/, '/home/ann'));

describe('a change into a directory that is told', () => {
  const cases = fc.tuple(fc.constantFrom(...DIRECTORIES), fc.constantFrom(...FILES), fc.constantFrom(...OVER), fc.constantFrom(...presets));

  test('judges the next part as if its paths were written out from there', () => {
    fc.assert(
      fc.property(cases, ([directory, file, over, preset]) => {
        const command = `cd ${directory} && ${over(file)}`;
        const byHand = over(resolved(directoryOf(directory), file));
        expect({ command, ...judged(command, preset) }).toEqual({
          command,
          ...widest(judged(`cd ${directory}`, preset), judged(byHand, preset)),
        });
      }),
      { numRuns: runs(1500) },
    );
  });

  test.each(['; ', '\n', ' || true; '])('with %j it may also have failed: both places count', (joint) => {
    fc.assert(
      fc.property(cases, ([directory, file, over, preset]) => {
        const command = `cd ${directory}${joint}${over(file)}`;
        const there = over(resolved(directoryOf(directory), file));
        const here = over(resolved(WORKSPACE, file));
        expect({ command, ...judged(command, preset) }).toEqual({
          command,
          ...widest(judged(`cd ${directory}`, preset), judged(there, preset), judged(here, preset)),
        });
      }),
      { numRuns: runs(1000) },
    );
  });

  test('in a sub-shell, a pipe or a substitution it ends there', () => {
    fc.assert(
      fc.property(cases, ([directory, file, over, preset]) => {
        const part = over(resolved(WORKSPACE, file));
        for (const command of [`(cd ${directory}); ${over(file)}`, `echo "$(cd ${directory})"; ${over(file)}`]) {
          expect({ command, ...judged(command, preset) }).toEqual({
            command,
            ...widest(judged(`(cd ${directory}); true`, preset), judged(part, preset)),
          });
        }
      }),
      { numRuns: runs(500) },
    );
  });

  test('one that is not told leaves nothing allowed that uses a path', () => {
    const unknown = [
      'cd "$X"',
      'cd $X',
      'cd $(pwd)',
      'cd -',
      'cd -P src',
      'cd *',
      'pushd src',
      'popd',
      'cd a b',
      'cd "$OLDPWD"',
      'cd ~ann',
      'eval "cd $X"',
      'CDPATH=/etc cd src',
      'cd {a,b}',
    ];
    const relative = TOUCHING.filter((part) => !/[~$]|\/home/.test(part));
    const joined = unknown.flatMap((change) => relative.flatMap((part) => DIRECTLY.map((join) => join(change, part))));
    expect(joined.filter((command) => presets.some((preset) => allowed(command, preset)))).toEqual([]);
  });
});
