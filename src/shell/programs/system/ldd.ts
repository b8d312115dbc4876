import { leaf } from '../leaf.ts';

/** The loader that a file names is started with it, and may be anything. */
export const ldd = leaf({
  names: ['ldd'],
  flags: '-d -r -u -v --data-relocs --function-relocs --unused --verbose',
  operands: 'read',
  class: 'workspace-code',
  noPrefix: 'it can run the file',
  match: { 'ldd ./bin': 'workspace-code', 'ldd -v x': 'workspace-code' },
  notMatch: ['ldd ./bin', 'ldd --frob x'],
});
