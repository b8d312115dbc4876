import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextTurn } from '../../../src/store/tasks/turn.ts';

const waiting = fc.uniqueArray(fc.record({ queue: fc.string(), head: fc.nat(50), running: fc.nat(4) }), { selector: ({ head }) => head });

test('of the queues that may run more, the one with fewest running comes, then the one that waited longest', () => {
  fc.assert(
    fc.property(waiting, fc.nat(5), (queues, limit) => {
      const next = nextTurn(queues, limit);
      const may = queues.filter(({ running }) => running < limit);
      const fewest = may.filter(({ running }) => may.every((other) => running <= other.running));
      expect(next).toEqual(fewest.find(({ head }) => fewest.every((other) => head <= other.head)));
    }),
  );
});
