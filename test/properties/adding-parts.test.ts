import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/policy/action.ts';
import { ACCESS_LEVELS, PRESETS } from '../../src/policy/action.ts';
import { decideCommand, type Setting } from '../policy/decide-harness.ts';
import { BY_DECISION, CORPUS, command, simple } from './commands.ts';
import { runs } from './runs.ts';

const STRICTNESS: Readonly<Record<Decision, number>> = { allow: 0, ask: 1, deny: 2 };

const setting: fc.Arbitrary<Setting> = fc.record({ access: fc.constantFrom(...ACCESS_LEVELS), preset: fc.constantFrom(...PRESETS) });

const decisionOf = (text: string, where: Setting): Decision => decideCommand(text, where).verdict.decision;

/**
 * A text that stays what it is when something stands beside it: it ends as a command, not in a comment, a here-document, an operator
 * or an open quote; it is grammar by itself; and it does not change the directory or the meaning of a name that the other part uses.
 */
function standsAlone(text: string): boolean {
  if (text.trim() === '') return false;
  if (/#|<<[^<]|[\\;&|\n!]$|^\s*(!|time\b|[;|&])|\b(cd|pushd|popd|alias|HOME=|PWD=|OLDPWD|IFS=)|[^\x20-\x7e\n]/.test(text)) return false;
  return !decideCommand(text).verdict.reason.startsWith('not understood completely: not valid bash');
}

const part = fc.oneof(command, simple).filter(standsAlone);

type Frame = (a: string, b: string) => string;
const JOINTS: readonly Frame[] = [
  (a, b) => `${a} && ${b}`,
  (a, b) => `${a} || ${b}`,
  (a, b) => `${a}; ${b}`,
  (a, b) => `${a} | ${b}`,
  (a, b) => `${a} & ${b}`,
  (a, b) => `${a}\n${b}`,
  (a, b) => `${a} &&\n  ${b}`,
  (a, b) => `( ${a}; ${b} )`,
  (a, b) => `{ ${a}; ${b}; }`,
  (a, b) => `( ${a} ) && { ${b}; }`,
  (a, b) => `if ${a}; then ${b}; fi`,
  (a, b) => `while ${a}; do ${b}; done`,
  (a, b) => `case x in y) ${a} ;; *) ${b} ;; esac`,
  (a, b) => `! { ${a}; } ; ${b}`,
];

describe('adding a part never makes a verdict weaker', () => {
  test('the commands have the verdicts that the generators count on', () => {
    for (const [decision, texts] of Object.entries(BY_DECISION))
      expect(texts.map((text) => `${decisionOf(text, {})} ${text}`)).toEqual(texts.map((text) => `${decision} ${text}`));
    expect(CORPUS.filter(standsAlone).length).toBeGreaterThan(200);
  });

  test('two parts, joined in any way, are at least as strict as the stricter one', () => {
    fc.assert(
      fc.property(part, part, fc.constantFrom(...JOINTS), setting, (a, b, join, where) => {
        const whole = join(a, b);
        const least = Math.max(STRICTNESS[decisionOf(a, where)], STRICTNESS[decisionOf(b, where)]);
        expect({ whole, least, weaker: STRICTNESS[decisionOf(whole, where)] < least }).toEqual({ whole, least, weaker: false });
      }),
      { numRuns: runs(2000) },
    );
  });

  test('nor does putting it into another command', () => {
    const frames: readonly ((a: string) => string)[] = [
      (a) => `echo "$( ${a} )"`,
      (a) => `cat <( ${a} )`,
      (a) => `x=$( ${a} )`,
      (a) => `[[ -n $( ${a} ) ]]`,
      (a) => `for i in 1 2; do ${a}; done`,
      (a) => `f() { ${a}; }; f`,
      (a) => `cat <<E\n$( ${a} )\nE`,
      (a) => `{ ${a}; } > out`,
      (a) => `( ${a} ) 2>/dev/null`,
      (a) => `true && ${a} | cat`,
    ];
    fc.assert(
      fc.property(part, fc.constantFrom(...frames), setting, (a, frame, where) => {
        const whole = frame(a);
        const least = STRICTNESS[decisionOf(a, where)];
        expect({ whole, least, weaker: STRICTNESS[decisionOf(whole, where)] < least }).toEqual({ whole, least, weaker: false });
      }),
      { numRuns: runs(1200) },
    );
  });

  // Only of what goes out: what comes in can tell what a shell or xargs is going to run, and so make it known.
  test('nor does a redirect', () => {
    const redirect = fc.constantFrom(' > out', ' 2> err', ' >> build/log', ' &> all', ' 2>&1', ' > /dev/null', ' >| out', ' <> f');
    fc.assert(
      fc.property(part, redirect, setting, (a, tail, where) => {
        const whole = a + tail;
        const least = STRICTNESS[decisionOf(a, where)];
        expect({ whole, least, weaker: STRICTNESS[decisionOf(whole, where)] < least }).toEqual({ whole, least, weaker: false });
      }),
      { numRuns: runs(1200) },
    );
  });
});
