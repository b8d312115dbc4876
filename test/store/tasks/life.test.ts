import { expect, test } from 'vitest';
import { createLife } from '../../../src/store/tasks/life.ts';

/** Looks at worker `a` at these moments, with these beats; returns what each look says. */
function looks(at: readonly (readonly [ms: number, beat: number])[]): readonly boolean[] {
  let now = 0;
  const life = createLife({ monotonic: () => now, leaseMs: 1_000 });
  return at.map(([ms, beat]) => {
    now = ms;
    return life.look('a', beat);
  });
}

test('a beat that stands still for a lease means a lost worker; the next beat means a living one', () => {
  const at = [
    [0, 7],
    [250, 7],
    [500, 7],
    [750, 7],
    [999, 7],
    [1_000, 7],
    [1_001, 8],
    [1_200, 8],
  ] as const;
  expect(looks(at)).toEqual([false, false, false, false, false, true, false, false]);
});

test('after a long time in which nobody looked, others have the time to beat', () => {
  expect(
    looks([
      [0, 7],
      [3_600_000, 7],
      [3_600_250, 7],
      [3_600_500, 7],
      [3_600_749, 7],
      [3_600_750, 7],
    ]),
  ).toEqual([false, false, false, false, false, true]);
});

test('only the beat that was looked at is lost, and nobody who is forgotten', () => {
  let now = 0;
  const life = createLife({ monotonic: () => now, leaseMs: 1_000 });
  for (; now <= 1_000; now += 250) for (const worker of ['a', 'b']) life.look(worker, 7);
  expect([life.isLost('a', 7), life.isLost('a', 8), life.isLost('b', 7), life.isLost('c', 7)]).toEqual([true, false, true, false]);
  life.keepOnly(new Set(['b', 'c']));
  expect([life.isLost('a', 7), life.isLost('b', 7), life.look('a', 7)]).toEqual([false, true, false]);
});
