import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact, redactText } from '../../../src/policy/redaction/redact.ts';
import { FAKE_KEYS } from './fake-keys.ts';

const key = (kind: string): string => FAKE_KEYS.find(([each]) => each === kind)?.[1] ?? '';

test('what has a shape is told by it, also in a place of secrets', () => {
  const text = `GITHUB_TOKEN=${key('github-token')} NPM_TOKEN=x curl -H 'Authorization: Bearer ${key('jwt')}'`;
  expect(redact(text)).toEqual({
    text: "GITHUB_TOKEN=[redacted:github-token] NPM_TOKEN=[redacted:assignment] curl -H 'Authorization: Bearer [redacted:jwt]'",
    found: 3,
  });
  expect(redactText('PASSWORD=x')).toBe('PASSWORD=[redacted:assignment]');
});

describe('words, hashes and names are no keys', () => {
  test.for([
    'git show a1b2c3d4e5f60718293a4b5c6d7e8f9001234567',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'task 123e4567-e89b-42d3-a456-426614174000 is done',
    'echo VGhpcyBpcyBhIHF1aXRlIG9yZGluYXJ5IHNlbnRlbmNlLg== | base64 -d',
    'integrity sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
    'cat a-rather-long-file-name-with-many-words-in-it.test.ts SKETCHES_OF_THE_OLD_HOUSE.md',
    'pip install sk-learn-contrib-lightning-and-more-of-the-same',
    'node_modules/.bin/vitest run test/policy/redaction/redact.test.ts',
    'https://registry.example/a/-/a-1.2.3.tgz',
    'the key-value-store-of-the-old-days is patient',
  ])('%s', (text) => {
    expect(redact(text)).toEqual({ text, found: 0 });
  });
});

describe('quotes inside of words hide nothing', () => {
  const github = key('github-token');
  test.for([
    ["pass'word'=hunter2 run", 'password=[redacted:assignment] run', 1],
    ['PASS"WORD"=hunter2', 'PASSWORD=[redacted:assignment]', 1],
    ['pa\\ssword=hunter2', 'password=[redacted:assignment]', 1],
    [`"pass"'word'=hunter2`, 'password=[redacted:assignment]', 1],
    ["password=hun'ter'2 run", 'password=[redacted:assignment] run', 2],
    ["tool --token a'b c'd run", 'tool --token [redacted:option] run', 2],
    [`echo ${github.slice(0, 8)}'${github.slice(8)}'`, 'echo [redacted:github-token]', 1],
    [`echo ${github.slice(0, 8)}\\${github.slice(8)}`, 'echo [redacted:github-token]', 1],
    ["tool --pass'word' hunter2", 'tool --password [redacted:option]', 1],
    ["curl -H'Authorization: Bearer abc'", "curl -H'Authorization: Bearer [redacted:authorization]'", 1],
  ] as const)('%s', ([text, expected, found]) => {
    expect(redact(text)).toEqual({ text: expected, found });
  });

  test.for([
    `git commit -m"it's the key"'s end'`,
    "don't say what you can't",
    '{"a":"b","c":["d","e"],"key":1}',
    String.raw`grep -E "\bpass(word)?\b" C:\Users\me`,
    `awk '{print $1}' a"b"c`,
  ])('%s stays as it is', (text) => {
    expect(redact(text)).toEqual({ text, found: 0 });
  });
});

const piece = fc.oneof(
  fc.constantFrom(...FAKE_KEYS.map(([, each]) => each)),
  fc.constantFrom('--password ', 'TOKEN=', 'Authorization: ', '"', "'", '\\', ' ', '=', ':', '://', '@', '$(', '[redacted:x]', '\n'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

test('what was redacted once has nothing left to take out, and no key survives', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const { text } = redact(pieces.join(' '));
      expect(FAKE_KEYS.filter(([, each]) => text.includes(each))).toEqual([]);
      expect(redactText(text)).toBe(text);
    }),
    { numRuns: 400 },
  );
});

describe('time grows with the text, not faster', () => {
  const UNITS = [
    'eyJ-',
    'eyJaaaaaaaaa',
    'sk-',
    '://',
    '://a:',
    '-',
    '--a.',
    'mysql -',
    'token="',
    '"\\',
    '.-',
    '-----BEGIN ',
    'gh',
    '-b a',
    'login a ',
  ];
  test.for([...UNITS, 'f0', 'KEY', '_', 'password : ', 'xoxb-', '[redacted:', '\\"token\\":\\"', 'curl -u a', '--password ', 'sig=', 'M'])(
    '%s',
    (unit) => {
      const duration = (length: number): number => {
        const text = unit.repeat(length / unit.length);
        const start = performance.now();
        redact(text);
        return performance.now() - start;
      };
      duration(10_000);
      // Quadratic time would be seconds here.
      expect(duration(200_000)).toBeLessThan(400);
    },
  );
});
