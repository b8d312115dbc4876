import { leaf } from '../leaf.ts';

export const cat = leaf({
  names: ['cat'],
  flags: '-A -b -e -E -n -s -t -T -u -v --show-all --number-nonblank --show-ends --number --squeeze-blank --show-tabs --show-nonprinting',
  operands: 'read',
  match: { 'cat foo.txt': 'read-only', 'cat -n a b': 'read-only', cat: 'read-only' },
  notMatch: ['cat --evil x'],
});

export const head = leaf({
  names: ['head'],
  flags: '-q -v -z --quiet --silent --verbose --zero-terminated',
  numbers: '-n -c --lines --bytes',
  numeric: true,
  operands: 'read',
  match: { 'head -5 x': 'read-only', 'head -n 5 x y': 'read-only', 'head --lines=3 x': 'read-only' },
  notMatch: ['head --frob x', 'head -n /x y'],
});

export const tail = leaf({
  names: ['tail'],
  flags: '-f -F -q -v -z -r --follow --retry --quiet --silent --verbose --zero-terminated',
  attached: '--follow',
  numbers: '-n -c -s --lines --bytes --pid --sleep-interval --max-unchanged-stats',
  numeric: true,
  operands: 'read',
  match: { 'tail -f log': 'read-only', 'tail -n +2 x': 'read-only', 'tail -20 x': 'read-only', 'tail --follow=name x': 'read-only' },
  notMatch: ['tail --frob x'],
});

export const wc = leaf({
  names: ['wc'],
  flags: '-c -m -l -L -w --bytes --chars --lines --max-line-length --words',
  attached: '--total',
  refused: '--files0-from',
  operands: 'read',
  match: { 'wc -l a b': 'read-only', wc: 'read-only' },
  notMatch: ['wc --files0-from=list', 'wc --files0=list'],
});
