import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Role, rolesOf } from './programs.ts';
import { HOME, makeHome } from './workspace.ts';

/** Where the machine's own programs lie inside the jail; not on its PATH. */
const REAL = '/opt/real';
/** Logs one execution: the number of words, the program's path and its words, each ended by NUL. */
const LOG = 'printf \'%s\\0\' "$#" "$0" "$@" >>/log/log';
/** What programs that fetch hand to a pipe. */
const FETCHED = "\nprintf 'pwn from-net\\n' 2>/dev/null";

/** Directories that programs need to run. Of /usr/share only what they read: a search through all of it takes seconds. */
const READ_ONLY = [
  '/usr/lib',
  '/usr/lib32',
  '/usr/lib64',
  '/usr/libexec',
  '/lib',
  '/lib32',
  '/lib64',
  '/etc/alternatives',
  '/usr/share/git-core',
  '/usr/share/perl',
  '/usr/share/perl5',
  '/usr/share/vim',
  '/usr/share/terminfo',
];

/** Lays out everything that a jail is made of below `base`; see jail.pl for the parts. */
export function makeImage(base: string): void {
  const image = path.join(base, 'image');
  const make = (...names: string[]): void => {
    for (const name of names) mkdirSync(path.join(image, name), { recursive: true });
  };
  mkdirSync(path.join(base, 'root'));
  make('usr/bin', 'opt/real', 'etc', 'proc', 'dev', 'tmp', 'log', 'home', 'var', 'run');
  const binds = [`/usr/bin\t${REAL}`];
  for (const directory of READ_ONLY) {
    if (!existsSync(directory)) continue;
    if (lstatSync(directory).isSymbolicLink()) symlinkSync(readlinkSync(directory), path.join(image, directory));
    else {
      make(directory);
      binds.push(`${directory}\t${directory}`);
    }
  }
  symlinkSync('usr/bin', path.join(image, 'bin'));
  writeFileSync(path.join(base, 'binds'), binds.join('\n'));
  writeFileSync(path.join(image, 'etc/gitconfig'), '[user]\n\tname = ann\n\temail = ann@example.com\n');
  writeFileSync(path.join(image, 'etc/passwd'), users().join(''));
  writeFileSync(path.join(image, 'etc/group'), 'root:x:0:\nann:x:65534:\n');
  if (existsSync('/etc/ld.so.cache')) copyFileSync('/etc/ld.so.cache', path.join(image, 'etc/ld.so.cache'));
  for (const [name, role] of rolesOf()) place(path.join(image, 'usr/bin', name), name, role);
  makeHome(path.join(base, 'home'));
}

/** The user of each jail is another one, so that their limits do not add up. */
export const userOf = (jail: number): number => 65534 - jail;
const users = (): string[] => [
  'root:x:0:0::/root:/bin/bash\n',
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((jail) => `ann${jail || ''}:x:${userOf(jail)}:65534::${HOME}:/bin/bash\n`),
];

/** Shells are there themselves; every other program logs its start first, and a stub does nothing more. */
function place(at: string, name: string, role: Role): void {
  if (role.kind === 'shell') {
    symlinkSync(`${REAL}/${role.target}`, at);
    return;
  }
  const rest = role.kind === 'real' ? `\nexec ${REAL}/${role.target} "$@"` : /^(curl|wget)$/.test(name) ? FETCHED : '';
  writeFileSync(at, `#!${REAL}/sh\n${LOG}${rest}\n`);
  chmodSync(at, 0o755);
}
