import { leaf } from '../leaf.ts';

export const basename = leaf({
  names: ['basename', 'dirname', 'pathchk'],
  flags: '-a -z -p -P --multiple --zero --portability',
  values: '-s --suffix',
  operands: 'text',
  match: { 'basename a/b': 'read-only', 'dirname a/b': 'read-only', 'basename -s .c a.c': 'read-only' },
  notMatch: ['basename --frob x'],
});

export const realpath = leaf({
  names: ['realpath', 'readlink', 'namei'],
  flags:
    '-e -m -L -P -q -s -z -f -n -v -l -o -x --canonicalize-existing --canonicalize-missing --logical --physical --quiet --strip --no-symlinks --zero ' +
    '--canonicalize --no-newline --silent --verbose',
  values: '--relative-to --relative-base',
  operands: 'read',
  match: { 'realpath x': 'read-only', 'readlink -f x': 'read-only' },
  notMatch: ['realpath --frob x'],
});

export const pathconf = leaf({
  names: ['getconf', 'nproc', 'tty', 'locale', 'getopt', 'tput', 'lsb_release', 'sw_vers'],
  flags: '-a -s -i -d -r -c --all --short --id --description --release --codename -m -p',
  values: '--ignore',
  refused: '-S -T',
  operands: 'text',
  match: { nproc: 'read-only', 'getconf PAGE_SIZE': 'read-only', sw_vers: 'read-only' },
  notMatch: ['tput -S'],
});
