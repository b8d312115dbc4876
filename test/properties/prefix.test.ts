import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideCommand } from '../policy/decide-harness.ts';
import { command, mutated, simple } from './commands.ts';
import { runs } from './runs.ts';

const blanks = fc.constantFrom(
  '',
  '',
  ' ',
  '\t ',
  '\n',
  '  \n\t',
  '\\\n',
  '# note\n',
  ': ;',
  '2>&1 ',
  '< in ',
  'X=1 ',
  'X=1  Y=2 ',
  '! ',
  'time ',
);

/** What ends a word in bash; the part of a substitution may also end at its closing back-tick. */
const BOUNDARY = ' \t\n;|&<>()';

test('a prefix is a literal prefix of the command after leading blanks, and ends at a word boundary', () => {
  const seen = { prefixes: 0 };
  fc.assert(
    fc.property(blanks, fc.oneof(simple, command, mutated), (before, text) => {
      const whole = before + text;
      const { prefix } = decideCommand(whole).verdict;
      if (prefix.kind !== 'prefix') return;
      seen.prefixes++;
      const rest = whole.replace(/^[ \t\n]+/, '');
      const next = rest.charAt(prefix.value.length);
      expect({
        whole,
        prefix: prefix.value,
        literal: rest.startsWith(prefix.value),
        boundary: next === '' || BOUNDARY.includes(next),
      }).toEqual({
        whole,
        prefix: prefix.value,
        literal: true,
        boundary: true,
      });
      expect(prefix.value).toBe(prefix.value.trim());
      expect(prefix.value).not.toBe('');
    }),
    { numRuns: runs(4000) },
  );
  // A generator that never reaches a prefix would prove nothing.
  expect(seen.prefixes).toBeGreaterThan(500);
});

test('each part has such a prefix of its own text, too', () => {
  fc.assert(
    fc.property(command, fc.constantFrom(' && ', '; ', ' | ', '\n', ' || '), command, (a, joint, b) => {
      const whole = a + joint + b;
      for (const { span, prefix } of decideCommand(whole).parts) {
        if (prefix.kind !== 'prefix') continue;
        const rest = whole.slice(span.start);
        const next = rest.charAt(prefix.value.length);
        expect({
          whole,
          prefix: prefix.value,
          literal: rest.startsWith(prefix.value),
          boundary: next === '' || `${BOUNDARY}\``.includes(next),
        }).toEqual({
          whole,
          prefix: prefix.value,
          literal: true,
          boundary: true,
        });
      }
    }),
    { numRuns: runs(1500) },
  );
});
