import type { Word } from '../../analysis.ts';
import { effects } from '../effects.ts';
import type { Program } from '../program.ts';
import { nested } from '../wrapper.ts';
import { upTo, verbs } from './verbs.ts';

const table = verbs({
  names: ['launchctl'],
  reads: {
    'help|error': upTo(2),
    'list|print-disabled|blame|resolveport|limit|print-cache|hostinfo': upTo(1),
    'managerpid|manageruid|managername|variant|version|dumpjpcategory': upTo(0),
    // They hold what services are started with.
    'print|dumpstate': upTo(1, { class: 'remote-read' }),
    plist: { operands: 'read', check: ({ operands }) => (operands.length === 1 ? undefined : 'a section stands before the file') },
  },
  other: { reason: 'it changes services of this machine', facts: [{ kind: 'persistence', how: 'launchctl' }] },
  match: {},
  notMatch: [],
});

/** Words that stand between a verb and the command that it starts. */
const BEFORE: Readonly<Record<string, number>> = { asuser: 1, bsexec: 1 };

function started(args: readonly Word[]): readonly Word[] {
  const verb = args[0]?.value ?? '';
  if (verb === 'submit') return args.slice(args.findIndex(({ value }) => value === '--') + 1 || args.length);
  const before = BEFORE[verb];
  return before === undefined ? [] : args.slice(1 + before);
}

/** Agents and daemons of macOS. Without a verb it reads commands. */
export const launchctl: Program = {
  names: table.names,
  effects: (call, name) => {
    const judged = table.effects(call, name);
    const runs = nested(started(call.args));
    return runs.length === 0 ? judged : effects('system', { none: 'it starts a command elsewhere' }, { runs, facts: judged.facts });
  },
  match: {
    'launchctl list': 'read-only',
    'launchctl list com.apple.Finder': 'read-only',
    'launchctl print system': 'remote-read',
    'launchctl error posix 2': 'read-only',
    'launchctl load x.plist': 'system',
  },
  notMatch: [
    'launchctl',
    'launchctl load x.plist',
    'launchctl limit maxfiles 1 2',
    'launchctl setenv A b',
    'launchctl getenv TOKEN',
    'launchctl procinfo 1',
    'launchctl asuser 501 rm y',
    'launchctl submit -l x -- rm y',
    'launchctl $x',
  ],
};
