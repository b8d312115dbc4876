import { leaf } from '../leaf.ts';

/** `-c` reads a list of other files. */
export const checksums = leaf({
  names: ['md5sum', 'sha1sum', 'sha224sum', 'sha256sum', 'sha384sum', 'sha512sum', 'b2sum', 'cksum', 'sum', 'md5', 'shasum'],
  flags: '-b -t -z -r -s -q -p -U -0 --binary --text --tag --zero --sysv --untagged --raw --base64',
  numbers: '-l --length',
  values: '-a --algorithm',
  refused: '-c --check',
  operands: 'read',
  match: { 'sha256sum x': 'read-only', 'md5sum a b': 'read-only', 'shasum -a 256 x': 'read-only' },
  notMatch: ['sha256sum -c list', 'md5sum --chec list'],
});
