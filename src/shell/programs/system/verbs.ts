import type { Fact } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Compiled, Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Scan } from '../options.ts';
import type { Program } from '../program.ts';

/** A program whose first word says what it does, whether a dash stands before it or not. */
export interface Verbs extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  /** By first word; alternatives share a rule: `-getinfo|-getmedia`. */
  readonly reads: Readonly<Record<string, Rule>>;
  /** Without a word; as `other` by default. */
  readonly bare?: Rule;
  /** Capitals do not matter to it; the verbs in `reads` are in lower case. */
  readonly foldsCase?: boolean;
  /** Every other verb is class `system`: why, and its facts. */
  readonly other: { readonly reason: string; readonly facts: readonly Fact[] };
}

/** Takes a table of verbs that read; returns a program whose other verbs all act on the machine. */
export function verbs({ names, match, notMatch, reads, bare, foldsCase, other }: Verbs): Program {
  const rules = new Map<string, Compiled>();
  for (const [spellings, rule] of Object.entries(reads)) {
    const compiled = compile(rule);
    for (const spelling of spellings.split('|')) rules.set(spelling, compiled);
  }
  const alone = bare === undefined ? undefined : compile(bare);
  const acts = effects('system', { none: other.reason }, { facts: other.facts });
  return {
    names,
    match,
    notMatch,
    effects: ({ args }) => {
      const [verb, ...rest] = args;
      if (verb === undefined) return alone === undefined ? acts : judge(alone, args);
      if (verb.kind !== 'static') return notProven('what it does is only known when it runs', { facts: other.facts });
      const rule = rules.get(foldsCase ? verb.value.toLowerCase() : verb.value);
      if (rule === undefined) return acts;
      return judge(rule, rest, verb.value.startsWith('-') ? 0 : 1);
    },
  };
}

/** A rule with at most so many operands: one more would be a value to set. */
export function upTo(most: number, rule: Partial<Rule> = {}): Rule {
  return {
    operands: 'text',
    ...rule,
    check: (scanned) => (scanned.operands.length > most ? 'it has more words than a question has' : rule.check?.(scanned)),
  };
}

/** A check: every operand has this form. */
export function operandsLike(form: RegExp, reason: string): (scanned: Scan) => string | undefined {
  return ({ operands }) => (operands.every(({ value, kind }) => kind === 'static' && form.test(value)) ? undefined : reason);
}
