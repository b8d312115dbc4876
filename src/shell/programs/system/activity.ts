import { leaf } from '../leaf.ts';
import { operandsLike } from './verbs.ts';

const NUMBERS = operandsLike(/^\d+(\.\d+)?$/, 'it takes numbers only');

export const vmstat = leaf({
  names: ['vmstat'],
  flags:
    '-a -d -D -f -h -i -m -n -s -t -w -V -y --active --forks --slabs --one-header --stats --disk --disk-sum --timestamp --wide --no-first',
  values: '-p -S --partition --unit',
  operands: 'text',
  check: NUMBERS,
  match: { 'vmstat 1 3': 'read-only', 'vmstat -s': 'read-only' },
  notMatch: ['vmstat --frob', 'vmstat x'],
});

/** A device stands before the numbers, or behind `-p`. */
export const iostat = leaf({
  names: ['iostat', 'mpstat', 'cifsiostat', 'nfsiostat'],
  flags: '-A -c -d -h -H -I -k -K -l -m -N -r -R -s -S -t -T -u -U -v -V -w -x -y -z -C --human --pretty --compact --dec --decimal',
  values: '-f -g -j -o -p -P -n -G --dec',
  refused: '-e -f +f',
  operands: 'text',
  check: operandsLike(/^[A-Za-z0-9][\w.:-]*$/, 'it can name a file'),
  match: { 'iostat -xz 1 2': 'read-only', 'mpstat -P ALL 1 1': 'read-only', 'iostat -d disk0 2': 'read-only' },
  notMatch: ['iostat ./x', 'iostat --frob', 'iostat -f ./sys'],
});

/** `-f` reads a file that holds what was measured, and `-o` makes one; both may go without a name. */
export const sar = leaf({
  names: ['sar'],
  flags: '-A -b -B -C -d -h -H -p -q -r -R -S -t -u -v -V -w -W -x -y -z --human --pretty',
  attached: '-e -I -s --dev --fs --iface --int',
  values: '-i -j -m -n -P',
  refused: '-f -o --sadc',
  operands: 'text',
  check: operandsLike(/^(\d[\d.:]*|[A-Z]+)$/, 'it can name a file'),
  match: { 'sar -u 1 3': 'read-only', 'sar -n DEV 1 1': 'read-only', 'sar -P ALL': 'read-only' },
  notMatch: ['sar -o out 1 1', 'sar -f -o 1', 'sar -s -f x', 'sar --frob'],
});

/** Without a terminal it takes no commands. `-W` of it, and of others, writes what it was started with. */
export const top = leaf({
  names: ['top'],
  flags:
    '-1 -A -a -b -B -c -e -F -f -h -H -i -I -m -O -R -r -S -t -v -V -x --batch --cmdline-toggle --idle-toggle --threads-show --single-cpu-toggle --help --version --apply-defaults',
  numbers: '-d -l -n -s --delay --iterations',
  values: '-E -o -p -stats -u -U -w -pid -user --sort-override --pid --filter-any-user --filter-only-euser --width --scale-summary-mem',
  operands: 'text',
  check: ({ operands }) => (operands.length > 0 ? 'it takes no operand' : undefined),
  match: { 'top -bn1': 'read-only', 'top -b -n 1 -o %MEM': 'read-only', 'top -l 1 -s 0 -stats pid,cpu': 'read-only' },
  notMatch: ['top -W', 'top --frob', 'top x'],
});

export const pidof = leaf({
  names: ['pidof', 'pwdx'],
  flags: '-c -n -q -s -t -x -z -w -h -V --check-root --single-shot --quiet --with-workers',
  values: '-o -S --omit-pid --separator',
  operands: 'text',
  match: { 'pidof node': 'read-only', 'pidof -s sshd': 'read-only', 'pwdx 1': 'read-only' },
  notMatch: ['pidof --frob'],
});

export const pstree = leaf({
  names: ['pstree'],
  flags:
    '-a -A -c -C -g -G -h -l -n -N -p -s -S -t -T -u -U -V -w -Z --arguments --ascii --compact-not --highlight-all --long --numeric-sort --show-pids --show-pgids ' +
    '--show-parents --thread-names --hide-threads --uid-changes --unicode --security-context --age',
  values: '-H --highlight-pid --ns-sort --color',
  refused: '-f',
  operands: 'text',
  match: { 'pstree -p': 'read-only', 'pstree -asp 1': 'read-only' },
  notMatch: ['pstree --frob', 'pstree -f x'],
});

/** `-N`, `-n` and `-c` make or read a file of its own settings. */
export const pmap = leaf({
  names: ['pmap'],
  flags: '-d -k -p -q -x -X -XX -h -V --device --extended --quiet --show-path',
  values: '-A --range',
  refused: '-c -C -n -N --read-rc --read-rc-from --create-rc --create-rc-to',
  operands: 'text',
  check: NUMBERS,
  match: { 'pmap -x 12': 'read-only' },
  notMatch: ['pmap -N x', 'pmap -C x 1', 'pmap --frob 1', 'pmap x'],
});

/** `-F` without a value is a list of fields; `-D` writes a cache. A host by name would be asked of name servers. */
export const lsof = leaf({
  names: ['lsof'],
  flags: '-a -b -C -E -G -h -H -l -M -n -N -O -P -Q -R -t -U -v -V -w -X',
  attached: '-F -g -i -K -L -o -r -s -S -T -f -x',
  values: '-c -d -e -p -u',
  refused: '-D -A -k -m',
  operands: 'read',
  check: ({ operands, options }) => {
    if (operands.some(({ value, kind }) => kind !== 'static' || value.startsWith('+'))) return 'it can look below a directory';
    // What belongs to `-i` may also stand in the next word.
    const places = [...operands, ...options.flatMap(({ name, value }) => (name === '-i' && value !== undefined ? [value] : []))];
    return places.some(({ value }) => /@(?!\d[\d.]*(:|$))/.test(value)) ? 'it asks name servers for a host' : undefined;
  },
  match: {
    'lsof -i': 'read-only',
    'lsof -nP -iTCP:3000 -sTCP:LISTEN': 'read-only',
    'lsof -ti:3000': 'read-only',
    'lsof -p 12': 'read-only',
  },
  notMatch: [
    'lsof --frob',
    'lsof -D b',
    'lsof -i@data.evil.test',
    'lsof -i @data.evil.test',
    'lsof -i tcp@evil.test:1',
    'lsof -s -D b',
    'lsof +D /home',
    'lsof $x',
    'lsof -Db',
  ],
});
