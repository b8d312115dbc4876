import { effects, networkFact, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { hostOf } from '../words.ts';

export const identity = leaf({
  names: ['id', 'groups', 'w'],
  flags:
    '-a -A -f -F -g -G -h -i -l -M -n -o -p -P -r -s -u -V -z -Z --from --group --groups --ip-addr --name --no-current --no-header --old-style --pids --real --short --terminal --user --zero --context',
  operands: 'text',
  match: { 'id -u': 'read-only', groups: 'read-only', w: 'read-only', 'w -h': 'read-only' },
  notMatch: ['id --frob'],
});

/** `-d` asks name servers; who was here tells of a file where one is named. */
export const last = leaf({
  names: ['last', 'lastlog'],
  flags: '-a -F -h -i -R -w -x -y --fullnames --fulltimes --hostlast --ip --nohostname --system',
  numbers: '-n --limit',
  values: '-b -p -s -t -u --before --present --since --until --user --time --time-format',
  reads: '-f --file',
  refused: '-d --dns -C -S --set --clear --root',
  numeric: true,
  operands: 'text',
  match: { last: 'read-only', 'last -n 5': 'read-only', 'last -5 ann': 'read-only', lastlog: 'read-only' },
  notMatch: ['last -d', 'lastlog -C -u x', 'lastlog -S -u x', 'lastlog --root .', 'last --frob'],
});

/** An operand is a file that it reads. */
export const who = leaf({
  names: ['who', 'users'],
  flags:
    '-a -b -d -H -l -m -p -q -r -s -t -T -u -w --all --boot --count --dead --heading --login --mesg --process --runlevel --short --time --users',
  refused: '--lookup',
  operands: 'read',
  match: { who: 'read-only', 'who -b': 'read-only' },
  notMatch: ['who --lookup', 'who --frob'],
});

/** What it holds about users lies on this machine; names of hosts, networks and services may be asked of others, and carry data out. */
export const getent: Program = {
  names: ['getent'],
  effects: ({ args }) => {
    const [database] = args;
    const facts = [networkFact('getent', 'unknown')];
    if (args.some((word) => word.kind !== 'static' || word.value.startsWith('-')))
      return notProven('an option or a word that is only known when it runs', { facts });
    if (database !== undefined && /^(passwd|group)$/.test(database.value)) return effects('read-only', { words: 0 });
    if (database !== undefined && /shadow$/.test(database.value))
      return effects('system', { none: 'it prints passwords' }, { facts: [{ kind: 'credential_access', what: 'getent' }] });
    return effects('network', { words: 0 }, { facts });
  },
  match: { 'getent passwd root': 'read-only', 'getent hosts x.test': 'network', 'getent shadow': 'system' },
  notMatch: ['getent ahosts x.test', 'getent networks x', 'getent services x', 'getent -s dns passwd x', 'getent $x', 'getent'],
};

/** `user@host` asks another machine. */
export const finger: Program = {
  names: ['finger', 'pinky'],
  effects: ({ args }, name) =>
    args.every((word) => word.kind === 'static' && /^(-[bfhilmpqsw]+|\w[\w.-]*)$/.test(word.value))
      ? effects('read-only', { words: 0 })
      : effects('network', { words: 0 }, { facts: [networkFact(name, 'unknown', hostOf(args.at(-1)))] }),
  match: { finger: 'read-only', 'finger -l ann': 'read-only', 'finger root@x.test': 'network' },
  notMatch: ['finger @x.test', 'finger $x', 'finger --frob'],
};
