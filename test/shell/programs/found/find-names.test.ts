import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNames } from '../../../../src/shell/programs/found/find-names.ts';
import { splitWords } from '../split-words.ts';

const of = (expression: string, fromHere = true) => findNames(splitWords(expression), fromHere);
const any = { names: undefined, skipped: [] };

test.each([
  ["-name '*.ts'", { names: ['*.ts'], skipped: [] }],
  ["-type f -iname '*.TS' -size +1k -print0", { names: ['*.TS'], skipped: [] }],
  ["( -name '*.ts' -o -name '*.js' ) -exec cat {} +", { names: ['*.ts', '*.js'], skipped: [] }],
  ['-type f ( -name a -o -size 1 ) -name b', { names: ['a', 'b'], skipped: [] }],
  ["-name '*.ts' -o -type d", any],
  ["-not -name '*.ts'", any],
  ["! -name '*.ts' -name b", { names: ['b'], skipped: [] }],
  ['! ( -name a )', any],
  ['! ! -name a', any],
  ['-name a , -name b', any],
  ["-name '[ab]'", any],
  ["-name 'a\\*'", any],
  ['-name $x', any],
  ['-regex .*ts', any],
  ['', any],
  ["-name '*.ts' -not -path '*/node_modules/*'", { names: ['*.ts'], skipped: ['node_modules'] }],
  ["-name '*.ts' ! -path './dist/*' -not -path './.git/*'", { names: ['*.ts'], skipped: ['./dist', './.git'] }],
  ["-not -path './dist/*' -o -name a", any],
  ["-not -path './a/b/*'", any],
  ["-not -path './d*/*'", any],
  ["-name node_modules -prune -o -name '*.ts' -print", { names: ['*.ts'], skipped: ['node_modules'] }],
  ["-path ./dist -prune -o -type d -name .git -prune -o -name '*.ts' -print", { names: ['*.ts'], skipped: ['./dist', '.git'] }],
  // Printed as well: nothing says that they are not.
  ["-name dist -prune -o -name '*.ts'", { names: ['dist', '*.ts'], skipped: [] }],
  ["-name dist -print -prune -o -name '*.ts' -print", { names: ['dist', '*.ts'], skipped: [] }],
  ["( -name dist -prune -o -name '*.ts' ) -print", { names: ['dist', '*.ts'], skipped: [] }],
  ["-name 'd*' -prune -o -name '*.ts' -not -path './x/*'", { names: ['d*', '*.ts'], skipped: [] }],
  ["-name 'd*' -prune -o -name '*.ts' -not -path './x/*' -print", { names: ['*.ts'], skipped: ['./x'] }],
  ["-iname 'DI?T*' -not -path './dist/*'", { names: ['DI?T*'], skipped: [] }],
  // Done before the name is looked at.
  ["-print -name '*.ts'", any],
  ["-type f -exec cat {} ; -name '*.ts'", any],
  ["-exec echo -name '*.ts' ;", any],
  ['-type f ( -print -o -name a ) -name b', any],
  ["-name a -exec cat {} + -not -path './dist/*'", { names: ['a'], skipped: [] }],
  // Values that look like words of the expression.
  ['-not -path -name -print', any],
  ['-not -newer -name -name a', { names: ['a'], skipped: [] }],
  ['-not -path -print -prune -o -name a', any],
  ['-not -path -o -name a', { names: ['a'], skipped: [] }],
  ["-exec echo {} ';x' -name a ;", any],
  ['-frob -name a', any],
  ['-name', any],
  // Not pruned where nothing is looked at.
  ['-name dist -prune -o -mindepth 2 -name a -print', { names: ['a'], skipped: [] }],
  ['-size 1 -name dist -prune -o -name a -print', { names: ['a'], skipped: [] }],
  ['-depth -name dist -prune -o -name a -print', { names: ['a'], skipped: [] }],
])('%s', (expression, expected) => {
  expect(of(expression)).toEqual(expected);
});

test('what lies in the root itself is left out only where that is `.`', () => {
  expect(of("-name a -not -path './dist/*' -not -path '*/x/*'", false)).toEqual({ names: ['a'], skipped: ['x'] });
});

/** Expressions over two names and a size, as a tree that can be written down and asked. */
type Test = { readonly text: string; readonly holds: (name: string, large: boolean) => boolean };
const leaf: fc.Arbitrary<Test> = fc.constantFrom(
  { text: '-name a', holds: (name: string) => name === 'a' },
  { text: '-name b', holds: (name: string) => name === 'b' },
  { text: '! -name a', holds: (name: string) => name !== 'a' },
  { text: '-size +9', holds: (_: string, large: boolean) => large },
);
const { tree } = fc.letrec<{ tree: Test }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({ text: `( ${a.text} ) ( ${b.text} )`, holds: both(a, b) })),
    fc.tuple(leaf, tie('tree')).map(([a, b]) => ({ text: `${a.text} ( ${b.text} )`, holds: both(a, b) })),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({ text: `( ${a.text} -o ${b.text} )`, holds: either(a, b) })),
    fc.tuple(tie('tree'), leaf).map(([a, b]) => ({ text: `( ${a.text} -o ${b.text} )`, holds: either(a, b) })),
  ),
}));
function both(a: Test, b: Test): Test['holds'] {
  return (name, large) => a.holds(name, large) && b.holds(name, large);
}
function either(a: Test, b: Test): Test['holds'] {
  return (name, large) => a.holds(name, large) || b.holds(name, large);
}

test('whatever an expression finds is among the names', () => {
  fc.assert(
    fc.property(tree, ({ text, holds }) => {
      const { names } = of(text);
      for (const name of ['a', 'b', 'c'])
        for (const large of [true, false]) if (holds(name, large)) expect(names === undefined || names.includes(name)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
