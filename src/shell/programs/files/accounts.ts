import { effects, networkFact, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { hostOf } from '../words.ts';

export const identity = leaf({
  names: ['id', 'groups', 'w', 'last'],
  flags:
    '-a -g -G -n -p -r -u -z -Z -b -d -H -l -m -q -s -T -w --group --groups --name --real --user --zero --context --all --boot --heading --count',
  operands: 'text',
  match: { 'id -u': 'read-only', groups: 'read-only', w: 'read-only' },
  notMatch: ['id --frob'],
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
