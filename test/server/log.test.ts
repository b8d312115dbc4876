import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../../src/server/log.ts';

test('escaped, cut, and only the first line looks like ours', () => {
  const stderr = new PassThrough();
  const log = createLog(stderr);
  log('plain');
  log('\u001b[2Jclear\u202e');
  log('one\nbailiwick: two');
  log('x'.repeat(5_000));
  expect(String(stderr.read())).toBe(
    `bailiwick: plain\nbailiwick: ␛[2Jclear\\u{202e}\nbailiwick: one\n  bailiwick: two\nbailiwick: ${'x'.repeat(4_000)} [cut]\n`,
  );
});
