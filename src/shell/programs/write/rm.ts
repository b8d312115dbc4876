import { danger } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { mayBecomeOption } from '../words.ts';

const RECURSIVE = danger('recursive removal', 'medium');

const table = leaf({
  names: ['rm', 'unlink'],
  flags: '-d -f -i -I -r -R -v -x -P -W --dir --force --recursive --verbose --one-file-system --no-preserve-root --preserve-root',
  attached: '--interactive --preserve-root',
  operands: 'remove',
  class: 'workspace-write',
  recursive: '-r -R --recursive',
  dangers: { '-r': RECURSIVE, '-R': RECURSIVE, '--recursive': RECURSIVE, '--no-preserve-root': danger('rm --no-preserve-root') },
  match: {},
  notMatch: [],
});

/** A name that bash puts there may be an option. */
export const rm: Program = {
  names: table.names,
  effects: (call, name) => {
    const judged = table.effects(call, name);
    const dashes = call.args.findIndex((word) => word.kind === 'static' && word.value === '--');
    const open = call.args.some((word, at) => (dashes < 0 || at < dashes) && mayBecomeOption(word));
    return open && judged.recursive !== true ? { ...judged, recursive: true } : judged;
  },
  match: {
    'rm -rf build': 'workspace-write',
    'rm file.txt': 'workspace-write',
    'rm -- -f': 'workspace-write',
    'rm *.log': 'workspace-write',
  },
  notMatch: ['rm -rf /', 'rm --recur x', 'rm $x'],
};

export const trash = leaf({
  names: ['trash', 'srm', 'rimraf', 'del'],
  flags: '-f -i -r -R -v --force --recursive --verbose',
  operands: 'remove',
  class: 'workspace-write',
  recursive: true,
  facts: [RECURSIVE],
  match: { 'rimraf build': 'workspace-write' },
  notMatch: ['rimraf --frob x'],
});

export const rmdir = leaf({
  names: ['rmdir'],
  flags: '-p -v --parents --verbose --ignore-fail-on-non-empty',
  operands: 'remove',
  class: 'workspace-write',
  match: { 'rmdir x': 'workspace-write' },
  notMatch: ['rmdir x'],
});
