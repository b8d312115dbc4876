import { leaf } from '../leaf.ts';

export const iconv = leaf({
  names: ['iconv', 'uconv'],
  flags: '-c -l -s --list --silent',
  // With a slash it is the name of a file.
  reads: '-f -t --from-code --to-code',
  writes: '-o --output',
  refused: '--verbose',
  operands: 'read',
  match: { 'iconv -f latin1 -t utf-8 x': 'read-only', 'iconv -o out x': 'workspace-write' },
  notMatch: ['iconv -o out x', 'iconv --frob x'],
});

export const spellers = leaf({
  names: ['look', 'ts', 'pv', 'cloc', 'tokei', 'scc'],
  flags: '-d -f -i -s -m -r -n -p -t -e -b -a -q',
  operands: 'text',
  refused: '-R -L -F -c -o',
  class: 'workspace-code',
  match: { 'tokei src': 'workspace-code' },
  notMatch: ['cloc --diff a b', 'pv -R 1'],
});
