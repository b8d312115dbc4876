import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/shell/visible.ts';

describe('visible', () => {
  test.each([
    ['plain text, umlauts äöü, 漢字, العربية, emoji 😀 ❤️ 1️⃣\n\ttab', 'plain text, umlauts äöü, 漢字, العربية, emoji 😀 ❤️ 1️⃣\n\ttab'],
    ['\x1b]52;c;cm0gLXJm\x07', '␛]52;c;cm0gLXJm␇'],
    ['\x1b[2J\x1b[1;31mred\x1b[0m', '␛[2J␛[1;31mred␛[0m'],
    ['\x1b]8;;http://evil\x1b\\ok\x1b]8;;\x1b\\', '␛]8;;http://evil␛\\ok␛]8;;␛\\'],
    ['\x9b31m \x90q\x9c', '\\u{9b}31m \\u{90}q\\u{9c}'],
    ['safe\rrm -rf /', 'safe␍rm -rf /'],
    ['a\bb\x7f\0', 'a␈b␡␀'],
    ['\u202egnp.exe\u202c \u2066x\u2069 \u200f', '\\u{202e}gnp.exe\\u{202c} \\u{2066}x\\u{2069} \\u{200f}'],
    ['pay\u200bload\ufeff\u2060\u00ad', 'pay\\u{200b}load\\u{feff}\\u{2060}\\u{ad}'],
    ['\u{e0041}\u{e007f} a\ufe01 \u{e0100}', '\\u{e0041}\\u{e007f} a\\u{fe01} \\u{e0100}'],
    ['\u3164\uffa0\u115f', '\\u{3164}\\u{ffa0}\\u{115f}'],
    ['line\u2028para\u2029next\x85', 'line\\u{2028}para\\u{2029}next\\u{85}'],
    ['\ud800 lone \udfff', '\\u{d800} lone \\u{dfff}'],
    ['x\ufe0f', 'x\\u{fe0f}'],
    ['', ''],
  ])('%j becomes %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('\x1b', '[', ']', '\u202e', '\u200d', '\ufe0f', '\u{e0020}', 'a', '😀', '\n', '\t', '\r', '\x9d', '\ud83d'), {
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
  );

  test('nothing that acts or hides is left, whatever comes in', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const left = visible(text);
        expect(left).not.toMatch(/[^\P{Cc}\n\t]/u);
        expect(left).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{e0000}-\u{e0fff}\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u);
      }),
      { numRuns: 500 },
    );
  });

  test('text without any of it is unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(visible(text)).toBe(text);
      }),
    );
  });
});
