import { expect, test } from 'vitest';
import { verdictOf } from '../../../policy/decide-harness.ts';

test.each(['fd -x echo', 'fd foo -x cat', "fd -e ts -t f '^a' --exec head -3 {}", 'fd -H foo -X grep -n bar', 'fd foo -x cat ;'])(
  '%s only reads what it finds',
  (command) => {
    expect(verdictOf(command.replace(' ;', ' \\;'))).toBe('allow 1');
  },
);

test.each([
  'fd -x rm',
  'fd foo / -x cat',
  'fd foo .. -x cat',
  'fd --search-path / foo -x cat',
  'fd --base-directory=/ foo -x cat',
  'fd -C .. foo -x cat',
  'fd -L foo -x cat',
  'fd foo -x cat {.}.key',
  'fd foo -x cat {/}',
  'fd foo -x sh -c "cat {}"',
  'fd foo -x sed -i s/a/b/',
  'fd foo -X vim',
  'fd $x -x cat',
  'fd -Hx cat foo',
  'fd foo -x cat ; -x rm',
])('%s is not proven', (command) => {
  expect(verdictOf(command.replace(' ;', ' \\;'))).not.toMatch(/^allow/);
});

test('what lies below counts', () => {
  const world = { isDirectory: () => true, mayHoldSecrets: () => true };
  expect(verdictOf('fd foo -x cat', { world })).toBe('ask 5');
  expect(verdictOf('fd foo -x cat', { world: { find: () => undefined } })).toBe('ask 5');
});
