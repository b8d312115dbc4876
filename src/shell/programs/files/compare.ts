import { leaf } from '../leaf.ts';

export const diff = leaf({
  names: ['diff', 'colordiff'],
  flags:
    '-a -b -B -c -d -e -E -i -n -N -p -P -q -r -s -t -T -u -v -w -y -Z --text --ignore-space-change --ignore-blank-lines --minimal --ed ' +
    '--ignore-tab-expansion --ignore-case --rcs --new-file --unidirectional-new-file --show-c-function --brief --recursive --report-identical-files ' +
    '--expand-tabs --initial-tab --ignore-all-space --ignore-trailing-space --side-by-side --suppress-common-lines --left-column ' +
    '--strip-trailing-cr --no-dereference --speed-large-files --normal --suppress-blank-empty --no-ignore-file-name-case --ignore-file-name-case',
  numbers: '-C -U -W --width --tabsize --horizon-lines',
  values:
    '-D -F -I -L -S -x --ifdef --show-function-line --ignore-matching-lines --label --starting-file --exclude ' +
    '--palette --line-format --old-line-format --new-line-format --unchanged-line-format --GTYPE-group-format',
  attached: '--color --context --unified',
  reads: '-X --exclude-from --from-file --to-file',
  numeric: true,
  refused: '-l --paginate',
  operands: 'read',
  match: { 'diff -u a b': 'read-only', 'diff -r x y': 'read-only', 'diff --color=always a b': 'read-only' },
  notMatch: ['diff -l a b', 'diff --frob a b', 'diff --pag a b', 'diff -U /x a b'],
});

export const diff3 = leaf({
  names: ['diff3'],
  flags:
    '-3 -a -A -e -E -i -m -T -v -x -X --easy-only --text --show-all --ed --show-overlap --merge --initial-tab --overlap-only --strip-trailing-cr',
  values: '-L --label',
  refused: '--diff-program',
  operands: 'read',
  match: { 'diff3 -m a b c': 'read-only', 'diff3 -x a b c': 'read-only' },
  notMatch: ['diff3 --diff-program=x a b c', 'diff3 --diff-prog x a b c'],
});

export const sdiff = leaf({
  names: ['sdiff'],
  flags: '-a -b -B -d -E -i -l -s -t -W -Z',
  numbers: '-w --width',
  values: '-I --ignore-matching-lines',
  refused: '-o --output --diff-program',
  operands: 'read',
  match: { 'sdiff a b': 'read-only' },
  notMatch: ['sdiff -o out a b', 'sdiff --diff-program=rm a b'],
});

export const cmp = leaf({
  names: ['cmp'],
  flags: '-b -l -s --print-bytes --verbose --quiet --silent',
  numbers: '-i -n --ignore-initial --bytes',
  operands: 'read',
  match: { 'cmp a b': 'read-only', 'cmp -s a b': 'read-only' },
  notMatch: ['cmp --frob a b'],
});
