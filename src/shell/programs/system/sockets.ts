import type { Word } from '../../analysis.ts';
import { leaf } from '../leaf.ts';

const KEYWORD =
  /^(state|exclude|dport|sport|src|dst|dev|fwmark|cgroup|autobound|and|or|not|eq|ne|neq|lt|le|gt|ge|=|==|!=|<|>|<=|>=|&|&&|\||\|\||!|\(|\)|all|connected|synchronized|bucket|big|established|syn-sent|syn-recv|fin-wait-1|fin-wait-2|time-wait|closed?|close-wait|last-ack|listen|listening|closing|bound-inactive)$/i;
/** Numbers and ports: the name of a host would be asked of others. */
const PLACE = /^(\d+(\.\d+){0,3}|\*|\[[\da-f:]+\])?(\/\d+)?(:(\d+|\*|[a-z][a-z\d-]*))?$/;

function numbersOnly({ kind, value }: Word): boolean {
  return kind === 'static' && value.split(/([()\s])/).every((word) => word.trim() === '' || KEYWORD.test(word) || PLACE.test(word));
}

/** `-K` closes sockets, `-D` writes, `-F` reads a filter, `-r` asks name servers. */
export const ss = leaf({
  names: ['ss'],
  flags:
    '-0 -4 -6 -B -E -H -M -O -Q -S -T -V -Z -a -b -d -e -h -i -l -m -n -o -p -s -t -u -w -x -z --numeric --all --listening --bound-inactive --options ' +
    '--extended --memory --processes --threads --info --tos --cgroup --summary --events --context --contexts --bpf --ipv4 --ipv6 --packet --tcp --mptcp --sctp ' +
    '--udp --dccp --raw --unix --tipc --vsock --xdp --no-header --oneline --inet-sockopt --no-queues --tipcinfo --help',
  values: '-A -f --query --socket --family',
  refused: '-D -F -K -N -r --diag --filter --kill --net --resolve',
  operands: 'text',
  check: ({ operands }) => (operands.every(numbersOnly) ? undefined : 'its filter names a host'),
  match: { 'ss -tlnp': 'read-only', "ss -tan state established '( dport = :443 )'": 'read-only', 'ss -s': 'read-only' },
  notMatch: [
    'ss -K dst x',
    'ss -tK',
    'ss -D out',
    'ss -F x',
    'ss dst data.evil.test',
    'ss dst bad.cc:80',
    'ss --kil',
    'ss -N x',
    'ss -tn src $x',
  ],
});

export const netstat = leaf({
  names: ['netstat', 'sockstat'],
  flags:
    '-4 -6 -A -C -F -L -M -N -R -T -U -W -X -Z -a -b -c -d -e -g -h -i -l -m -n -o -p -q -r -s -t -u -v -w -x --all --context --continuous --extend --fib ' +
    '--cache --groups --interfaces --listening --masquerade --notrim --numeric --numeric-hosts --numeric-ports --numeric-users --program --programs ' +
    '--raw --route --sctp --statistics --symbolic --tcp --timers --udp --udplite --unix --verbose --wide --inet --inet6 --zeros --json',
  values: '-f -I --protocol',
  operands: 'text',
  // The meaning of a word behind `-p` or `-w` hangs on the system; a core file stands behind `-M` on BSD.
  check: ({ operands }) => (operands.every(({ value }) => /^[\w*.]+$/.test(value)) ? undefined : 'it can name a file'),
  match: { 'netstat -rn': 'read-only', 'netstat -tulpn': 'read-only', 'netstat -an -p tcp': 'read-only' },
  notMatch: ['netstat -M ./core', 'netstat --frob', 'netstat $x'],
});

/** They keep what they have counted: `nstat` in a file of its own unless it is told not to, and `-d` goes on behind. */
export const counters = leaf({
  names: ['nstat', 'vnstat'],
  flags: '-a -h -j -s -V -z --ignore --json --noupdate --zeros --short --oneline',
  operands: 'text',
  check: ({ options, operands }) =>
    operands.length === 0 && options.some(({ name }) => /^(-s|-V|-h|--noupdate|--short|--help|--version)$/.test(name))
      ? undefined
      : 'it keeps what it has counted',
  match: { 'nstat -as': 'read-only', 'vnstat -s': 'read-only' },
  notMatch: ['nstat', 'nstat -d 1', 'nstat -s -d 1', 'vnstat -u'],
});
