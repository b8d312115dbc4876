import type { Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Scan } from '../options.ts';
import type { Program } from '../program.ts';
import { valuesOf } from '../scanned.ts';

export const date = leaf({
  names: ['date'],
  flags: '-R -u -j -n -3 -m -y --rfc-email --utc --universal --debug --resolution',
  attached: '-I --iso-8601 --rfc-3339',
  values: '-d -v --date',
  reads: '-r -f --reference --file',
  refused: '-s --set',
  operands: 'text',
  check: (scanned) => {
    if (scanned.doubtful) return 'a word that is only known when it runs could be an option';
    return scanned.operands.every((word) => word.value.startsWith('+')) ? undefined : 'it sets the clock';
  },
  match: { 'date +%Y-%m-%d': 'read-only', 'date -u': 'read-only', 'date -d yesterday +%s': 'read-only' },
  notMatch: ['date -s 2020-01-01', 'date --set=2020', 'date --se 2020', 'date 0101000020', 'date 30'],
});

export const cal = leaf({
  names: ['cal', 'ncal'],
  flags: '-3 -1 -j -m -y -h',
  values: '-A -B',
  operands: 'text',
  match: { 'cal 2024': 'read-only' },
  notMatch: ['cal --frob'],
});

export const uname = leaf({
  names: ['uname', 'whoami', 'logname'],
  flags:
    '-a -b -i -K -m -n -o -p -r -s -U -v --all --kernel-name --nodename --kernel-release --kernel-version --machine --processor --hardware-platform --operating-system',
  refused: '-S',
  operands: 'text',
  match: { 'uname -a': 'read-only', whoami: 'read-only' },
  notMatch: ['uname --frob', 'uname -S x'],
});

export const uptime = leaf({
  names: ['uptime'],
  flags: '-c -h -p -r -s -V --container --pretty --raw --since',
  operands: 'text',
  match: { uptime: 'read-only', 'uptime -p': 'read-only', 'uptime -s': 'read-only' },
  notMatch: ['uptime --frob'],
});

export const free = leaf({
  names: ['free'],
  flags:
    '-b -g -h -k -l -L -m -t -v -V -w --bytes --kilo --mega --giga --tera --peta --kibi --mebi --gibi --tebi --pebi --human --si --lohi --line --total --wide --committed',
  numbers: '-c -s --count --seconds',
  operands: 'text',
  match: { 'free -h': 'read-only', 'free -s 2 -c 3': 'read-only' },
  notMatch: ['free --frob', 'free -c x'],
});

export const hostname: Program = {
  names: ['hostname', 'domainname'],
  effects: ({ args }) => {
    if (
      args.every(
        (word) => word.kind === 'static' && /^-[AdfiIsy]+$|^--(fqdn|short|long|ip-address|all-ip-addresses|domain)$/.test(word.value),
      )
    ) {
      return effects('read-only', { words: 0 });
    }
    return notProven('it can set the name of this machine');
  },
  match: { hostname: 'read-only', 'hostname -f': 'read-only' },
  notMatch: ['hostname evil', 'hostname -F x', 'hostname $X'],
};

export const pgrep = leaf({
  names: ['pgrep'],
  flags:
    '-a -A -c -f -i -l -L -n -o -v -w -x --count --exact --full --ignore-case --inverse --lightweight --list-full --list-name --newest --oldest --logpidfile',
  values: '-d -g -G -P -r -s -t -u -U --delimiter --pgroup --group --parent --runstates --session --terminal --euid --uid --ns --nslist',
  reads: '-F --pidfile',
  operands: 'text',
  match: { 'pgrep -f node': 'read-only', 'pgrep -u ann -l x': 'read-only' },
  notMatch: ['pgrep --frob', 'pgrep --pid x', 'pgrep $x'],
});

/** Letters without `e`, numbers, and columns behind letters that end in `o`. */
function isPlain({ kind, value }: Word, at: number, all: readonly Word[]): boolean {
  if (kind !== 'static') return false;
  if (/^([a-df-zA-DF-Z]+|\d+)$/.test(value)) return true;
  return /^[a-zA-Z]*[oO]$/.test(all[at - 1]?.value ?? '') && /^[\w%]+=?(,[\w%]+=?)*$/.test(value) && !/env/i.test(value);
}

/** Where one of these is not understood beside `-e`, it reads all of them again as BSD options. */
const BESIDE_E = /^(-[AadefFHjLlmNowyZ]|--[a-z-]+)$/;

function readAgain({ options }: Scan): boolean {
  return options.some(({ name }) => name === '-e') && !options.every(({ name }) => BESIDE_E.test(name));
}

/** `e` and `E` of the BSD options, and a column of that name, show the environments of other processes. */
const known = leaf({
  names: ['ps'],
  flags: '-A -a -d -e -f -F -H -j -L -l -m -M -N -T -w -x -y -Z --forest --headers --no-headers --cumulative',
  values:
    '-C -G -g -k -n -O -o -p -q -s -t -U -u --format --pid --ppid --sort --user --group --sid --tty --cols --columns --width --lines --rows',
  operands: 'text',
  check: (scanned) =>
    scanned.operands.every(isPlain) && !readAgain(scanned) && valuesOf(scanned, '-o -O --format').every((word) => !/env/i.test(word.value))
      ? undefined
      : 'it can show the environments of processes',
  match: {},
  notMatch: [],
});

/** Letters behind an option that takes a value: where it is none, they are BSD options. */
const ATTACHED = /^-[A-Za-z]*[CGUgknpqstu][A-Za-z]*[eE]/;

export const ps: Program = {
  names: known.names,
  effects: (call, name) =>
    call.args.some(({ value }) => ATTACHED.test(value))
      ? notProven('it can show the environments of processes')
      : known.effects(call, name),
  match: {
    'ps aux': 'read-only',
    'ps -ef': 'read-only',
    'ps -efww': 'read-only',
    'ps -eo pid,comm --sort=-pcpu': 'read-only',
    'ps -o pid,comm -p 1': 'read-only',
  },
  notMatch: [
    'ps --frob',
    'ps axo pid,environ',
    'ps axeo pid,comm',
    'ps auxe',
    'ps eww',
    'ps auxE',
    'ps -E',
    'ps -eo pid,environ',
    'ps -ex',
    'ps -axe',
    'ps -auxe',
    'ps -e -x',
    'ps -e -H -T',
    'ps -e -u x',
  ],
};
