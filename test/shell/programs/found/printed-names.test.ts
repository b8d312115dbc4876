import { expect, test } from 'vitest';
import { verdictOf, WORKSPACE } from '../../../policy/decide-harness.ts';

test.each([
  "find . -name '*.py' | xargs grep TODO",
  'find src lib -type f -print0 | xargs -0 wc -l',
  "find . -name '*.ts' 2>/dev/null | grep -v test | sort -u | head -20 | xargs -I{} head -3 {}",
  'find . -type f | xargs -P 4 -n 1 grep -C 3 foo',
  'find . -exec head -5 {} +',
  "find . -name '*.ts' -exec sed -n 5p {} +",
  'rg -l foo src | xargs sed -n 1,5p',
  'rg --files -g x | xargs wc -l',
  'grep -rlZ foo src | xargs -0 grep -n bar',
  "grep -rl --include='*.ts' foo . | xargs cat",
  'fd -e ts | xargs cat',
  'git grep -l foo | xargs cat',
  "git grep -l foo -- '*.ts' | xargs wc -l",
  'ls src | xargs -n1 basename',
  "ls -t | head -1 | xargs -d '\\n' cat",
])('names that a search finds are only read: %s', (command) => {
  expect(verdictOf(command)).toBe('allow 1');
});

test.each([
  'find . | xargs rm',
  'find . | xargs touch',
  'find . | xargs sed -i s/a/b/',
  'find . | xargs sed -f x',
  "find . | xargs sed -n '1w x' --in-place",
  `find . | xargs sh -c 'cat "$@"'`,
  'find . | xargs python',
  'find . -ls | xargs cat',
  "find . -printf '/etc/%f\\n' | xargs cat",
  'find . -exec echo {} + | xargs cat',
  'find -L . | xargs cat',
  'find $x | xargs cat',
  'find . 2>&1 | xargs cat',
  'find . < x | xargs -a y cat',
  'find . | xargs -a list cat',
  'find . | xargs -d: cat',
  'find . | xargs -0 cat',
  'find . -print0 | xargs cat',
  'find . -print0 | head -z -n 3 | xargs -0 cat',
  'find . -print0 | sort | xargs -0 cat',
  'find . | sed s/^./x/ | xargs cat',
  'find . | cut -c3- | xargs cat',
  'find . | grep -o x | xargs cat',
  'find . | sort -o x | xargs cat',
  'find . | tail -f x | xargs cat',
  'find . | xargs -I{} cat /etc/{}',
  'find . | xargs cat < list',
  "find 'a b' -type f | xargs cat",
  'cat list | xargs cat',
  'git ls-files | xargs cat',
  'git diff --name-only main | xargs cat',
  'git grep -l foo main | xargs cat',
  'rg -l --json foo | xargs cat',
  'rg -l -e -c foo | xargs cat',
  'rg -c foo | xargs cat',
  'rg -l --hostname-bin=x foo | xargs cat',
  'grep -rln --label=x foo | xargs cat',
  'grep -rc foo . | xargs cat',
  'ls -l | xargs cat',
  'ls /etc | xargs cat',
  'ls ../x | xargs cat',
  'fd -e ts --base-directory / | xargs cat',
  'fd -a x /etc | xargs cat',
  'A=b find . | xargs cat',
  '(cd x; find .) | xargs cat',
  '{ find .; } | xargs cat',
  'find . | xargs cat .env',
  'find . |& xargs cat',
  'find . |& grep x | xargs cat',
  'find . | grep x |& xargs cat',
  'find . | A=b grep x | xargs cat',
  'echo p -e e./evil.sh f | xargs sed',
  "printf '%s' .e nv | xargs cat",
  // It does something before it looks at the name.
  "find . -exec cat {} '+' -name '*.ts' -exec cat {} ;",
  'find -H x -name y | xargs cat',
  // The second operand is written.
  'find . -type f | xargs xxd',
  'find . -exec xxd {} +',
  // They read a file, not their standard input.
  "find . -name '*.md' | head 3 | xargs cat",
  "find . -name '*.md' | head -n 2 3 | xargs cat",
  "find . -name '*.md' | tail +2 | xargs cat",
  "find . -name '*.md' | shuf 3 | xargs cat",
  "find . -name '*.md' | grep -ev 3 | xargs cat",
  // They print contents: the letters behind are a value.
  'grep -el x | xargs cat',
  'grep -e -l x | xargs cat',
  'rg -rl foo | xargs cat',
  'rg -gl foo | xargs cat',
  'rg -tl foo | xargs cat',
  'rg -lI foo | xargs cat',
  'ls -R | xargs cat',
  'fd -a x | xargs cat',
])('%s asks', (command) => {
  expect(verdictOf(command)).not.toMatch(/^allow/);
});

test('names below what holds secrets are not read', () => {
  const world = { isDirectory: () => true, mayHoldSecrets: () => true };
  expect(verdictOf('find . | xargs cat', { world })).toBe('ask 5');
  expect(verdictOf('find . -exec grep {} +', { world })).toBe('ask 5');
  expect(verdictOf("find . -name '*.ts' | xargs cat", { world: { ...world, isDirectory: () => false } })).toBe('allow 1');
});

test('what lies outside is not read', () => {
  const world = { find: () => ['/home/ann/project/a', '/etc/passwd'] };
  expect(verdictOf('find . | xargs cat', { world })).toBe('ask 5');
  expect(verdictOf('find . | xargs cat', { world: { find: () => undefined } })).toBe('ask 5');
  expect(verdictOf('find . | xargs cat', { world: { find: () => ['/home/ann/project/.env'] } })).toBe('deny 3');
});

test.each([
  ['rg -l foo', [['', false]]],
  ['fd foo', [['', false]]],
  ['ls', [['', true]]],
  [
    'ls src lib',
    [
      ['', true],
      ['/src', true],
      ['/lib', true],
    ],
  ],
])('what is looked at for the names of %s, and whether what is hidden is left out', (command, expected) => {
  const seen = new Set<string>();
  const find = (directory: string, { visible }: { readonly visible: boolean }) => {
    seen.add(JSON.stringify([directory.replace(WORKSPACE, ''), visible]));
    return [directory];
  };
  expect(verdictOf(`${command} | xargs cat`, { world: { find } })).toBe('allow 1');
  expect([...seen].map((one) => JSON.parse(one))).toEqual(expected);
});
