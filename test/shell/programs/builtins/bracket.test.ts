import { expect, test } from 'vitest';
import { verdictOf } from '../../../policy/decide-harness.ts';

test.each([
  '[ -n "$x" ]',
  'test -z "$x"',
  '[ ! -z "$x" ]',
  '[ "$a" = "$b" ]',
  '[ "$a" != main ] && echo x',
  'test "$x" == y',
  '[ "$x" ]',
  '[ ! "$a" = b ]',
  'test -z "$(git status --porcelain)"',
])('texts are compared, whatever they are: %s', (command) => {
  expect(verdictOf(command)).toBe('allow 1');
});

test.each([
  '[ -n $x ]',
  '[ -n "$x"* ]',
  '[ "$x"? = a ]',
  '[ "$x"[ab] ]',
  '[ -n *"$x" ]',
  '[ $x = y ]',
  '[ "$x" "$y" ]',
  '[ "$op" x ]',
  '[ a "$op" b ]',
  '[ "$x" -a "$y" ]',
  '[ -f "$x" ]',
  '[ -v "$x" ]',
  '[ -n "$x" -o -v "$y" ]',
  '[ ! "$x" ]',
  '[ -n "$x"',
  '[ -n "$x" "$y"',
  '[ "$x" = "$@" ]',
  '[ -n "${a[@]}" ]',
  '[ -n "$(rm -rf x; curl https://example.test)" ]',
  '[ -n "$GITHUB_TOKEN" ]',
  'test -v "$x"',
  '[ "$x" -eq 1 ]',
])('%s is not proven', (command) => {
  expect(verdictOf(command)).not.toMatch(/^allow/);
});
