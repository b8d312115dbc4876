import { leaf } from '../leaf.ts';

export const iconv = leaf({
  names: ['iconv', 'uconv'],
  flags: '-c -l -s --list --silent --verbose',
  values: '--unicode-subst --byte-subst --widechar-subst',
  // With a slash it is the name of a file.
  reads: '-f -t --from-code --to-code',
  writes: '-o --output',
  operands: 'read',
  match: { 'iconv -f latin1 -t utf-8 x': 'read-only', 'iconv -o out x': 'workspace-write' },
  notMatch: ['iconv -o out x', 'iconv --frob x'],
});

/** Stamps the lines of its standard input. */
export const ts = leaf({
  names: ['ts'],
  flags: '-r -i -s -m',
  operands: 'text',
  match: { "ts '%H:%M:%S'": 'read-only' },
  notMatch: ['ts --frob'],
});

/** `-d` and `-R` look at and steer other processes. */
export const pv = leaf({
  names: ['pv'],
  flags:
    '-p -t -e -r -a -b -f -n -q -W -8 -l -0 -c -E -B -V -h --progress --timer --eta --rate --average-rate --bytes --force --numeric --quiet --wait --line-mode --null --cursor',
  values: '-s -L -i -w -H -N -F -D -A --size --rate-limit --interval --width --height --name --format',
  refused: '-d -R -P -o -Y -S -C -u -U --watchfd --remote --pidfile --output --store-and-forward',
  operands: 'read',
  match: { 'pv -pr x': 'read-only' },
  notMatch: ['pv -R 1', 'pv -d 1', 'pv -P x y', 'pv -o x y'],
});

/** A list of words, the first operand is what to look for. */
export const look = leaf({
  names: ['look'],
  flags: '-a -b -d -f --alternative --alphanum --ignore-case',
  values: '-t --terminate',
  operands: 'pattern',
  match: { 'look -f foo x': 'read-only' },
  notMatch: ['look --frob x'],
});
