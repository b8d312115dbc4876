import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';
import { nested } from '../wrapper.ts';

/** Commands that it starts with the same words, and whose output it then makes shorter. */
const SAME = new Set(
  'git gh ls tree cargo npm npx pnpm docker kubectl go pytest ruff mypy pip vitest tsc prettier playwright curl wget'.split(' '),
);

/** What was saved, in figures; the history behind it is a list of earlier commands. */
const gain = compile({
  flags: '-g -d -w -m -a -q -p --graph --daily --weekly --monthly --all --quota --project',
  values: '-f -t --format --tier',
  refused: '-H --history -F --failures --reset',
  operands: 'none',
});

function judgeRtk(args: readonly Word[]): Effects {
  const at = args.findIndex((word) => !(word.kind === 'static' && /^(-v+|-u|--verbose|--ultra-compact)$/.test(word.value)));
  const rest = at < 0 ? [] : args.slice(at);
  const [verb, ...words] = rest;
  if (verb?.kind !== 'static') return notProven('the command is only known when it runs', { runs: nested(rest) });
  if (words.length === 0 && /^(-h|--help|-V|--version)$/.test(verb.value)) return effects('read-only', { words: 0 });
  if (verb.value === 'gain') return judge(gain, words, 1);
  const command = verb.value === 'proxy' ? words : rest;
  const known = verb.value === 'proxy' ? command[0]?.kind === 'static' && !command[0].value.startsWith('-') : SAME.has(verb.value);
  const runs = nested(command);
  return known
    ? effects('read-only', { none: 'it runs another command' }, { runs })
    : notProven('it runs another command in its own way', { runs });
}

/** It runs a command and shows less of what that prints; it keeps figures of its own. */
export const rtk: Program = {
  names: ['rtk'],
  effects: ({ args }) => judgeRtk(args),
  match: { 'rtk --version': 'read-only', 'rtk gain': 'read-only', 'rtk -h': 'read-only' },
  notMatch: [
    'rtk git push',
    'rtk proxy rm y',
    "rtk err 'rm y'",
    'rtk gain --history',
    'rtk discover',
    'rtk $x',
    'rtk find . -delete',
    'rtk init',
  ],
};
