import { effects, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';

export const alias: Program = {
  names: ['alias', 'unalias'],
  effects: ({ args }, name) => {
    const plain = name === 'alias' && args.every((word) => word.kind === 'static' && /^(-p|[\w.-]+)$/.test(word.value));
    return plain ? effects('read-only', { words: 0 }) : notProven('it changes what a command word means');
  },
  match: { alias: 'read-only', 'alias ll': 'read-only' },
  notMatch: ['alias git=rm', 'unalias -a', "alias 'x=rm y'"],
};

/** `type`, `which` and their like only look a name up. */
export const commandLookup = leaf({
  names: ['type', 'which', 'whence', 'where', 'whereis', 'whatis'],
  flags: '-a -f -t -p -P -s -b -m -u -l --all --skip-alias --skip-dot --skip-tilde',
  operands: 'text',
  match: { 'type -t git': 'read-only', 'which node': 'read-only' },
  notMatch: ['which -i'],
});

export const hash = leaf({
  names: ['hash'],
  flags: '-r -l -t -d',
  refused: '-p',
  operands: 'text',
  match: { 'hash -r': 'read-only', 'hash git': 'read-only' },
  notMatch: ['hash -p /tmp/evil git'],
});
