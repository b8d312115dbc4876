import type { Word } from '../../analysis.ts';
import { notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { derived } from '../words.ts';
import { nested, wrapper } from '../wrapper.ts';

const OWN_WAY = 'it runs another command in its own way';

/** They load a library into the command, watch it, or change how it is scheduled. Only the command is told. */
export const lendsSomething = wrapper({
  names: [
    'rlwrap',
    'eatmydata',
    'choom',
    'uclampset',
    'nocache',
    'torsocks',
    'torify',
    'proxychains',
    'proxychains4',
    'systemd-inhibit',
    'cpulimit',
    'trickle',
    'dumb-init',
    'tini',
    'chpst',
  ],
  values: '-n -m -M -f -l -d -u -s -H -p -e --adjust --what --who --why --mode --limit',
  lenient: true,
  unproven: OWN_WAY,
  match: {},
  notMatch: ['rlwrap rm -rf x', 'choom -n 0 rm y', 'systemd-inhibit --why=x rm y', 'eatmydata rm y', 'cpulimit -l 50 -- rm y'],
});

/** A directory or a user stands before the command. */
export const takesOne = wrapper({
  names: ['envdir', 'setuidgid', 'envuidgid', 'softlimit', 'setlock'],
  lenient: true,
  before: 1,
  unproven: OWN_WAY,
  match: {},
  notMatch: ['envdir d rm y', 'setuidgid www rm y'],
});

/** The loader of programs, by any of its names, starts what it is given. */
export const loader = wrapper({
  names: ['ld.so'],
  flags: '--inhibit-cache --list --verify --list-tunables --list-diagnostics',
  values: '--library-path --preload --audit --argv0 --inhibit-rpath --glibc-hwcaps-prepend --glibc-hwcaps-mask',
  unproven: OWN_WAY,
  match: {},
  notMatch: ['ld-linux-x86-64.so.2 /bin/rm -rf x', 'ld-musl-x86_64.so.1 rm y', 'ld.so --preload ./x.so ls'],
});

const APPLET = /^--coreutils-prog(?:-shebang)?=(.*)$/s;

function applet(args: readonly Word[]): readonly Word[] {
  const [first, ...rest] = args;
  const name = first === undefined ? undefined : APPLET.exec(first.value)?.[1];
  return name === undefined ? args : [derived(name, first), ...rest];
}

/** One program of many names, the name in its first word. */
export const coreutils: Program = {
  names: ['coreutils'],
  effects: ({ args }) => notProven('it is many programs in one', { runs: nested(applet(args)) }),
  match: {},
  notMatch: ['coreutils --coreutils-prog=rm -rf x', 'coreutils'],
};
