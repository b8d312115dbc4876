import { leaf } from '../leaf.ts';

export const sort = leaf({
  names: ['sort'],
  flags:
    '-b -c -C -d -f -g -h -i -m -M -n -r -R -s -u -V -z --ignore-leading-blanks --dictionary-order --ignore-case --general-numeric-sort ' +
    '--ignore-nonprinting --month-sort --human-numeric-sort --numeric-sort --random-sort --reverse --version-sort --merge --stable --unique ' +
    '--zero-terminated --debug',
  attached: '--check',
  values: '-k -S -t --key --sort --buffer-size --field-separator --batch-size --parallel',
  writes: '-o --output',
  reads: '--random-source',
  runs: '--compress-program',
  refused: '--files0-from -T --temporary-directory',
  operands: 'read',
  match: { 'sort -u x': 'read-only', 'sort -t , -k2,2n x': 'read-only', 'sort -o out x': 'workspace-write', sort: 'read-only' },
  notMatch: [
    'sort -o out x',
    'sort -uoout x',
    'sort --compress-program=./x y',
    'sort --compress-prog ./x y',
    'sort --files0-from=x',
    'sort -T /tmp x',
  ],
});
