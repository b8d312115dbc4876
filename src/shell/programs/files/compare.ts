import { leaf } from '../leaf.ts';

export const diff = leaf({
  names: ['diff', 'colordiff', 'diff3'],
  flags:
    '-a -b -B -c -d -e -E -i -n -N -p -P -q -r -s -t -T -u -v -w -y -Z --text --ignore-space-change --ignore-blank-lines --minimal --ed ' +
    '--ignore-tab-expansion --ignore-case --rcs --new-file --unidirectional-new-file --show-c-function --brief --recursive --report-identical-files ' +
    '--expand-tabs --initial-tab --ignore-all-space --ignore-trailing-space --side-by-side --suppress-common-lines --left-column ' +
    '--strip-trailing-cr --no-dereference --speed-large-files --normal --suppress-blank-empty --no-ignore-file-name-case --ignore-file-name-case',
  values:
    '-C -D -F -I -L -S -U -W -x --context --unified --ifdef --show-function-line --ignore-matching-lines --label --starting-file --width --exclude ' +
    '--tabsize --horizon-lines --palette --line-format --old-line-format --new-line-format --unchanged-line-format --GTYPE-group-format',
  attached: '--color --context --unified',
  reads: '-X --exclude-from --from-file --to-file',
  numeric: true,
  refused: '-l --paginate',
  operands: 'read',
  match: { 'diff -u a b': 'read-only', 'diff -r x y': 'read-only', 'diff --color=always a b': 'read-only' },
  notMatch: ['diff -l a b', 'diff --frob a b', 'diff --pag a b'],
});

export const sdiff = leaf({
  names: ['sdiff'],
  flags: '-a -b -B -d -E -i -l -s -t -W -Z',
  values: '-w -I --width --ignore-matching-lines',
  refused: '-o --output --diff-program',
  operands: 'read',
  match: { 'sdiff a b': 'read-only' },
  notMatch: ['sdiff -o out a b', 'sdiff --diff-program=rm a b'],
});

export const cmp = leaf({
  names: ['cmp'],
  flags: '-b -l -s --print-bytes --verbose --quiet --silent',
  values: '-i -n --ignore-initial --bytes',
  operands: 'read',
  match: { 'cmp a b': 'read-only', 'cmp -s a b': 'read-only' },
  notMatch: ['cmp --frob a b'],
});
