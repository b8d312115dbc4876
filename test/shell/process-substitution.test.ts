import { expect, test } from 'vitest';
import { verdictOf } from '../policy/decide-harness.ts';

test.each([
  'diff <(sort a.txt) <(sort b.txt)',
  "comm -13 <(git ls-files | sort) <(find . -type f | sed 's/x/y/' | sort) | head",
  'diff -u a.txt <(git show HEAD:a.txt)',
  'cat <(ls) <(ls src)',
  "grep -n x <(cat a b | tr -d ' ')",
])('a reader may be given what other readers print: %s', (command) => {
  expect(verdictOf(command)).toBe('allow 1');
});

test.each([
  'diff <(sort /etc/passwd) a',
  'diff <(curl https://example.test) a',
  'cat <(rm -rf x; cat /etc/shadow)',
  'cat <(cat .env)',
  'bash <(cat x)',
  'source <(cat x)',
  'bash < <(cat x)',
  'python3 <(cat x)',
  'patch -p1 <(cat x)',
  'sort -o <(cat x) a',
  'sort --files0-from=<(cat x)',
  'grep -f <(cat x) a',
  'uniq a <(cat x)',
  'cp <(cat x) y/',
  'tee <(cat x)',
  'tee >(cat)',
  'cat >(cat)',
  '$x <(cat x)',
  './cat <(cat x)',
  'cat 1<(cat x)',
  'cat x<(cat x)',
  'cat <(cat x)y',
  'wc --files0-from <(cat x)',
  'xargs -a <(ls) cat',
  'find . -newer <(cat x) -delete',
])('%s is not allowed', (command) => {
  expect(verdictOf(command)).not.toMatch(/^allow/);
});
