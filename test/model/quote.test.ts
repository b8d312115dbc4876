import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quote } from '../../src/model/quote.ts';

test.each([
  ['plain', 'No such model', 'No such model'],
  ['one line', '  a\r\n\n\tb  ', 'a b'],
  ['what acts or hides', 'a\u001b[31m\u202eb\u200b\u{e0041}\ud800', 'a\\u{1b}[31m\\u{202e}b\\u{200b}\\u{e0041}\\u{d800}'],
  ['the secret', 'key sk-1234 is not sk-1234', 'key [key] is not [key]'],
  ['too much', 'x'.repeat(301), `${'x'.repeat(300)}…`],
])('%s', (_, text, expected) => {
  expect(quote(text, ['sk-1234', ''])).toBe(expected);
});

test('the secret never shows, whatever is round it', () => {
  const secret = 'sk-A1b2C3d4E5f6';
  fc.assert(
    fc.property(fc.string({ maxLength: 320 }), fc.string({ maxLength: 20 }), (before, after) => {
      const said = quote(`${before}${secret}${after}`, [secret]);
      expect(said).not.toContain(secret.slice(0, 8));
      expect(said).toMatch(/^[^\p{Cc}\p{Cf}]*$/u);
    }),
  );
});
