import { wrapper } from '../wrapper.ts';

/** Without a command it tells the machine's kind, or how it is used. */
export const arch = wrapper({
  names: ['arch'],
  flags: '-32 -64 -arm64 -arm64e -i386 -x86_64 -x86_64h -ppc -ppc64 -h',
  values: '-arch',
  refused: '-c -d -e',
  match: { arch: 'read-only' },
  notMatch: ['arch rm y', 'arch -x86_64 rm y', 'arch -e A=b ls', 'arch -arch arm64 rm y', 'arch --frob ls'],
});

/** It keeps the machine awake until it ends. */
export const caffeinate = wrapper({
  names: ['caffeinate'],
  flags: '-d -i -m -s -u',
  numbers: '-t -w',
  match: { caffeinate: 'read-only', 'caffeinate -di -t 60': 'read-only' },
  notMatch: ['caffeinate -i rm y', 'caffeinate -t 5 rm y', 'caffeinate --frob'],
});
