import { expect, test } from 'vitest';
import { verdictOf } from '../policy/decide-harness.ts';

test.each([
  ['[[ -f foo ]]', 'allow 1'],
  ['[[ ! ( -d src && -r a ) ]] && cat a', 'allow 1'],
  ['[[ $x == a* ]]', 'allow 1'],
  ['[[ -f "$x" ]]', 'allow 1'],
  ['[[ a -nt b ]]', 'allow 1'],
  ['[[ -f /etc/passwd ]]', 'ask 5'],
  ['[[ -e ../x ]] && echo y', 'ask 5'],
  ['cd / && [[ -f x ]]', 'ask 5'],
  ['[[ a -ef /etc/x ]]', 'ask 5'],
  ['[[ /etc/x -ot a ]]', 'ask 5'],
  ['[[ -f ~/.ssh/id_rsa ]]', 'deny 3'],
  ['[[ ! -s .env ]]', 'deny 3'],
  ['[[ -v a[0] ]]', 'ask 5'],
  ['[[ $x -eq 1 ]]', 'ask 5'],
  ['[[ -n $(rm -rf /) ]]', 'deny 0'],
])('%s: %s', (command, expected) => {
  expect(verdictOf(command)).toBe(expected);
});
