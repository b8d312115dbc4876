import { describe, expect, test } from 'vitest';
import { MAX_COMMAND_LENGTH, MAX_OPENINGS, MAX_PARSED_LENGTH, screen } from '../../src/shell/screen.ts';

describe('screen', () => {
  test('plain text passes, with tabs, newlines and letters of any script', () => {
    expect(screen('echo "naïve 日本語 😀"\n\tls')).toEqual({ hazards: [], parseable: true });
  });

  test.each([
    ['\u0000', 'U+0000', false],
    ['\r', 'U+000D', true],
    ['\u001b', 'U+001B', true],
    ['\u200b', 'U+200B', true],
    ['\u202e', 'U+202E', true],
    ['\u00a0', 'U+00A0', true],
    ['\u{e0041}', 'U+E0041', true],
    ['\ud800', 'U+D800', true],
  ])('%j is a hazard', (char, name, parseable) => {
    expect(screen(`ls ${char}x`)).toEqual({
      hazards: [{ kind: 'syntax', span: { start: 3, end: 3 + char.length }, reason: `character ${name}` }],
      parseable,
    });
  });

  test('length and nesting have caps', () => {
    expect(screen('a'.repeat(MAX_COMMAND_LENGTH + 1))).toMatchObject({
      hazards: [{ reason: 'longer than 16384 characters' }],
      parseable: true,
    });
    expect(screen('a'.repeat(MAX_PARSED_LENGTH + 1)).parseable).toBe(false);
    expect(screen('('.repeat(MAX_OPENINGS + 1)).parseable).toBe(false);
  });
});
