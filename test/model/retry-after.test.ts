import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/model/retry-after.ts';

const NOW = Date.UTC(1994, 10, 6, 8, 49, 30);

test.each<readonly [Readonly<Record<string, string>>, number | undefined]>([
  [{}, undefined],
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': ' 7 ' }, 7000],
  [{ 'retry-after': '1.5' }, 1500],
  [{ 'retry-after-ms': '250' }, 250],
  [{ 'retry-after-ms': '250.5', 'retry-after': '9' }, 251],
  [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
  [{ 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }, 7000],
  [{ 'retry-after': 'Sunday, 06-Nov-94 08:49:37 GMT' }, 7000],
  [{ 'retry-after': 'Sun Nov  6 08:49:37 1994' }, 7000],
  [{ 'retry-after': 'Sun, 06 Nov 1994 08:49:00 GMT' }, 0],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': '2027-01-01' }, undefined],
  [{ 'retry-after': 'a while' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{ 'retry-after': '9'.repeat(40) }, undefined],
])('%o', (headers, expected) => {
  expect(retryAfterMs(new Headers(headers), NOW)).toBe(expected);
});
