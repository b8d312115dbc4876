import type { Effects, Fact, Word } from '../../analysis.ts';
import { danger, effects, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';

const grammar: Grammar = {
  flags:
    '-c -f -h -R -v -H -P --changes --no-dereference --preserve-root --no-preserve-root --quiet --recursive --silent --verbose --help --version',
  values: '--from --reference',
  refused: '-L',
};
const roles = optionTable(grammar);
const ownerRoles = optionTable({ ...grammar, lenient: true });

function modeFacts(mode: string): readonly Fact[] {
  const facts: Fact[] = [];
  if (/^[0-7]*777$/.test(mode) || /[ao]\+[rwx]*w/.test(mode)) facts.push(danger('writable by everyone'));
  if (/^0*[2-7][0-7]{3}$/.test(mode) || /[+=][rwxXt]*s/.test(mode)) facts.push(danger('set-user-id or set-group-id bit'));
  return facts;
}

/** A mode such as `-x` looks like an option. */
function isMode(word: Word): boolean {
  return word.kind === 'static' && /^-[rwxXst]+$/.test(word.value);
}

function judgeChmod(args: readonly Word[]): Effects {
  const dashed = args.find(isMode);
  const scanned = scan(
    args.filter((word) => word !== dashed),
    roles,
  );
  const modeGiven = dashed !== undefined || hasOption(scanned, '--reference');
  const mode = modeGiven ? dashed : scanned.operands[0];
  const known = {
    writes: modeGiven ? scanned.operands : scanned.operands.slice(1),
    reads: valuesOf(scanned, '--reference'),
    recursive: hasOption(scanned, '-R --recursive'),
    facts: mode === undefined ? [] : modeFacts(mode.value),
  };
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
  if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
  return effects('workspace-write', known.facts.length > 0 ? { none: 'it opens the file to others' } : { words: 0 }, known);
}

export const chmod: Program = {
  names: ['chmod'],
  effects: (call) => judgeChmod(call.args),
  match: { 'chmod +x a.sh': 'workspace-write', 'chmod -x a.sh': 'workspace-write', 'chmod -R 755 x': 'workspace-write' },
  notMatch: ['chmod 777 x', 'chmod +s /tmp/x', 'chmod -L x', 'chmod $x y'],
};

/** Owners and access lists are beyond the workspace. */
export const chown: Program = {
  names: ['chown', 'chgrp', 'setfacl', 'chattr', 'chflags', 'setcap', 'chcon'],
  effects: ({ args }, name) => {
    const scanned = scan(args, ownerRoles);
    return effects(
      'system',
      { words: 0 },
      {
        writes: scanned.operands.slice(1),
        recursive: hasOption(scanned, '-R --recursive'),
        facts: name === 'setcap' ? [danger('capabilities of a file')] : [],
      },
    );
  },
  match: { 'chown me x': 'system' },
  notMatch: ['chown -R root /', 'setcap cap_net_raw+ep x'],
};
