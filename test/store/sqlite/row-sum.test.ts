import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureText } from '../../../src/store/sqlite/failure.ts';
import { expectSum, expectWhole, rowSum } from '../../../src/store/sqlite/row-sum.ts';

const columns = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null)));

/** What a person is told. */
function told(call: () => void): string {
  try {
    call();
    return '';
  } catch (error) {
    return failureText(error);
  }
}

test('a sum belongs to its columns and to no others', () => {
  fc.assert(
    fc.property(columns, columns, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(rowSum(one) === rowSum(other)).toBe(same);
      expect(told(() => expectSum(rowSum(one), one))).toBe('');
      expect(told(() => expectSum(rowSum(other), one)) === '').toBe(same);
    }),
  );
});

test('it never changes, for files hold it', () => {
  expect(rowSum(['a', 1, null])).toBe('Cudkv_06F7ZFTI2e');
});

test('what does not hold is a damaged file', () => {
  const damaged = 'it is damaged; move it away and start again';
  expect([told(() => expectWhole(true)), told(() => expectWhole(false)), told(() => expectSum(null, []))]).toEqual(['', damaged, damaged]);
});
