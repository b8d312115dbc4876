import { leaf } from '../leaf.ts';

/** `-R` follows symbolic links out of the directory; without `-r` a directory is only an error. */
export const grep = leaf({
  names: ['grep', 'egrep', 'fgrep'],
  flags:
    '-a -b -c -E -F -G -h -H -i -I -l -L -n -o -P -q -r -s -T -U -v -V -w -x -y -z -Z --text --byte-offset --count --extended-regexp --fixed-strings ' +
    '--basic-regexp --perl-regexp --no-filename --with-filename --ignore-case --no-ignore-case --files-with-matches --files-without-match --line-number ' +
    '--only-matching --quiet --silent --recursive --no-messages --initial-tab --binary --invert-match --word-regexp --line-regexp --null --null-data ' +
    '--line-buffered --unix-byte-offsets',
  numbers: '-A -B -C -m --after-context --before-context --max-count',
  values: '-d -D -e --directories --devices --regexp --include --exclude --exclude-dir --binary-files --label',
  attached: '--color --colour --context',
  reads: '-f --file --exclude-from',
  refused: '-R --dereference-recursive',
  numeric: true,
  operands: 'pattern',
  patternOptions: '-e --regexp -f --file',
  here: true,
  match: {
    "grep -A 40 'from foo.bar.baz import' alpha/beta/gamma.py": 'read-only',
    'grep -rn foo src': 'read-only',
    'grep -e a -e b x': 'read-only',
    'grep foo': 'read-only',
    'grep -f patterns x': 'read-only',
  },
  notMatch: ['grep -R foo .', 'grep --deref foo .', 'grep --frob x', 'grep $x y', 'grep foo *', 'grep -C foo x'],
});
