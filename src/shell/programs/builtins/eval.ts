import { effects, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';
import { joined } from '../words.ts';

export const evaluate: Program = {
  names: ['eval'],
  effects: ({ args }) => {
    const words = args[0]?.value === '--' ? args.slice(1) : args;
    if (words.length === 0) return effects('read-only', { none: 'it runs its words as a script' });
    const runs = [{ kind: 'script', script: joined(words) }] as const;
    if (words.some((word) => word.kind !== 'static')) return notProven('eval of words that are only known when it runs', { runs });
    return effects('read-only', { none: 'it runs its words as a script' }, { runs });
  },
  match: {},
  notMatch: ['eval rm y', "eval 'git status'"],
};

const script = compile({ operands: 'read', style: 'posix', class: 'workspace-code', noPrefix: 'it runs a script in this shell' });

/** The script can redefine every command that follows; only its name is known. */
export const source: Program = {
  names: ['source', '.'],
  effects: ({ args }) => {
    const [file] = args;
    if (file === undefined || file.kind !== 'static') return notProven('which script is run is only known when it runs');
    const judged = judge(script, [file]);
    return file.value.includes('/') ? judged : notProven('a script without a slash is looked up on PATH', { reads: [file] });
  },
  match: { '. ./a.sh': 'workspace-code', 'source venv/bin/activate': 'workspace-code' },
  notMatch: ['. ./a.sh', 'source', '. activate', 'source -x ./f'],
};

const SIGNAL = /^(\d+|[A-Z0-9]+)$/;

export const trap: Program = {
  names: ['trap'],
  effects: ({ args }) => {
    const words = args[0]?.value === '--' ? args.slice(1) : args;
    const [action, ...signals] = words;
    if (action === undefined || (words.length === 1 && /^-[lp]$/.test(action.value))) return effects('read-only', { words: 0 });
    if (words.some((word) => word.kind !== 'static'))
      return notProven('a trap that is only known when it runs', { runs: [{ kind: 'script', script: action }] });
    if (!signals.every((word) => SIGNAL.test(word.value)))
      return notProven('a trap with unknown signals', { runs: [{ kind: 'script', script: action }] });
    if (action.value === '-' || action.value === '') return effects('read-only', { words: 0 });
    return effects('read-only', { none: 'it runs its words as a script' }, { runs: [{ kind: 'script', script: action }] });
  },
  match: { 'trap - INT': 'read-only', 'trap -p': 'read-only' },
  notMatch: ["trap 'rm y' EXIT", 'trap id DEBUG'],
};
