import { expect, test } from 'vitest';
import { KEY_FORMATS } from '../../../src/policy/redaction/key-formats.ts';
import { redact } from '../../../src/policy/redaction/redact.ts';
import { FAKE_KEYS } from './fake-keys.ts';

test('there is a key of every format in the corpus', () => {
  expect(new Set(FAKE_KEYS.map(([kind]) => kind))).toEqual(new Set(KEY_FORMATS.map(({ kind }) => kind)));
  expect(new Set(KEY_FORMATS.map(({ kind }) => kind)).size).toBeGreaterThan(60);
});

test.for(FAKE_KEYS)('%s is taken out, wherever it stands', ([kind, key]) => {
  const marker = `[redacted:${kind}]`;
  const around: readonly (readonly [string, string])[] = [
    ['', ''],
    ['echo ', '\n'],
    ["curl 'https://api.example/x?a=b&c=", "' -o out"],
    ['{"a": "', '"}'],
    ['first line\\n', '\\n'],
    ['a%3D', ' b'],
  ];
  // A key without its end takes all that follows.
  const isOpen = kind === 'private-key' && !key.includes('END');
  const texts = around.map(([before, after]) => redact(`${before}${key}${after}`));
  expect(texts).toEqual(around.map(([before, after]) => ({ text: `${before}${marker}${isOpen ? '' : after}`, found: 1 })));
});
