import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../../../src/policy/world.ts';
import { localWorld } from '../../../src/policy/world.ts';

/** The paths inside the jail; the analysis is told the same. */
export const HOME = '/home/ann';
export const WORKSPACE = `${HOME}/project`;
/** Where commands start: mostly at the top, sometimes among files that are named like options. */
export const DIRECTORIES = [WORKSPACE, `${WORKSPACE}/src`, `${WORKSPACE}/hostile`] as const;

/** All of it harmless when it is run: a script of the workspace may start what it likes. */
const FILES: Readonly<Record<string, string>> = {
  'file.txt': 'hello\nworld\nx y z\n3\n1\n2\n',
  'README.md': '# readme\n\nsee file.txt\n',
  'a.sh': 'echo from-script\n',
  'run.awk': '{ print $1 }\n',
  'run.sed': 's/a/b/\n',
  'names.txt': 'file.txt\nREADME.md\n',
  'with space.txt': 'one two\n',
  Makefile: 'all:\n\t@:\n',
  'package.json': '{"name": "x", "scripts": {"test": "true"}}\n',
  'src/main.ts': 'export const x = 1;\n',
  'src/other.ts': 'x\n',
  'numbers.txt': Array.from({ length: 3000 }, (_, i) => `${(i * 7919) % 3001} line\n`).join(''),
  'hostile/-delete': 'x\n',
  'hostile/--output=planted': 'x\n',
  'hostile/-oplanted': 'x\n',
  'hostile/--compress-program=pwn': 'x\n',
  'hostile/--pre=pwn': 'x\n',
  'hostile/e': 'rm y\n',
  'hostile/plain.txt': 'x\n',
};

const LINKS: Readonly<Record<string, string>> = { 'link.txt': 'file.txt', up: '..', out: '/tmp', git: '.git', 'src/self': '.' };

/** Makes the home directory as it is at the start of every command. Needs git. */
export function makeHome(home: string): void {
  const top = path.join(home, 'ann/project');
  mkdirSync(top, { recursive: true });
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(top, name)), { recursive: true });
    writeFileSync(path.join(top, name), text);
  };
  for (const [name, text] of Object.entries(FILES)) write(name, text);
  for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, path.join(top, name));
  const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
  const settings = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', PATH: '/usr/bin:/bin', HOME: home };
  const git = (...args: string[]): void => {
    execFileSync('git', ['-C', top, ...args], { env: { ...settings, ...identity }, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  git('init', '-q', '-b', 'main', '--template=');
  git('add', '.');
  git('commit', '-qm', 'one');
  write('src/main.ts', 'export const x = 2;\n');
  git('commit', '-qam', 'two');
  git('tag', 'v1');
  git('branch', 'other', 'HEAD~1');
  execFileSync('tar', ['-C', top, '-cf', path.join(top, 'x.tar'), 'file.txt', 'src']);
  execFileSync('gzip', ['-nk', path.join(top, 'names.txt')]);
  write('file.txt', `${FILES['file.txt']}changed\n`);
  // An old time shows a write that leaves the content as it was.
  for (const name of [...Object.keys(FILES), 'x.tar', 'names.txt.gz']) utimesSync(path.join(top, name), 1_500_000_000, 1_500_000_000);
  rmSync(path.join(top, '.git/COMMIT_EDITMSG'), { force: true });
}

/** The machine that a command is judged against: files as under `homes` (the template of /home), programs in /usr/bin. */
export function jailWorld(homes: string): World {
  const local = localWorld('/usr/bin', HOME);
  const out = (inside: string): string =>
    inside === '/home' || inside.startsWith('/home/') ? homes + inside.slice('/home'.length) : inside;
  const back = (outside: string): string => (outside.startsWith(`${homes}/`) ? `/home${outside.slice(homes.length)}` : outside);
  const isHere = (inside: string): boolean => out(inside) !== inside;
  const resolve = (absolute: string): string | undefined => {
    // Not folded when it is ours: `..` goes up from where a link leads.
    const real = isHere(path.resolve(absolute)) ? local.resolve(out(absolute)) : path.resolve(absolute);
    return real === undefined ? undefined : back(real);
  };
  return {
    resolve,
    which: (name, cwd) => (name.includes('/') ? path.resolve(cwd, name) : `/usr/bin/${name}`),
    hasOtherNames: (real) => isHere(real) && local.hasOtherNames(out(real)),
    isDirectory: (real) => real === '/tmp' || real === '/' || (isHere(real) && local.isDirectory(out(real))),
    glob: (directory, pattern) => {
      const absolute = path.resolve(directory, pattern);
      return isHere(absolute) ? local.glob('/', out(absolute))?.map(back) : [];
    },
    find: (directory, found) => {
      const absolute = resolve(directory) ?? directory;
      return isHere(absolute) ? local.find(out(absolute), found)?.map(back) : undefined;
    },
    mayHoldSecrets: () => false,
    mayHoldControl: (real) => isHere(real) && local.mayHoldControl(out(real)),
    mayLeadOut: (real, root) => isHere(real) && local.mayLeadOut(out(real), out(root)),
    readText: (real) => (isHere(real) ? local.readText(out(real)) : undefined),
  };
}
