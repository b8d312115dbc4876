import { danger } from '../effects.ts';
import { leaf } from '../leaf.ts';

const RECURSIVE = danger('recursive removal', 'medium');

export const rm = leaf({
  names: ['rm', 'unlink', 'trash', 'srm', 'rimraf', 'del'],
  flags: '-d -f -i -I -r -R -v -x -P -W --dir --force --recursive --verbose --one-file-system --no-preserve-root --preserve-root',
  attached: '--interactive --preserve-root',
  operands: 'remove',
  class: 'workspace-write',
  recursive: '-r -R --recursive',
  dangers: { '-r': RECURSIVE, '-R': RECURSIVE, '--recursive': RECURSIVE, '--no-preserve-root': danger('rm --no-preserve-root') },
  match: { 'rm -rf build': 'workspace-write', 'rm file.txt': 'workspace-write', 'rm -- -f': 'workspace-write' },
  notMatch: ['rm -rf /', 'rm --recur x', 'rm $x'],
});

export const rmdir = leaf({
  names: ['rmdir'],
  flags: '-p -v --parents --verbose --ignore-fail-on-non-empty',
  operands: 'remove',
  class: 'workspace-write',
  match: { 'rmdir x': 'workspace-write' },
  notMatch: ['rmdir x'],
});
