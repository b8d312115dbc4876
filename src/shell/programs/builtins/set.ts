import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

const NAMES = new Set('errexit nounset pipefail xtrace verbose noglob noclobber errtrace functrace noexec'.split(' '));

/** Only options that stop the shell earlier or make it print more; `set -a`, `-k` and `-o posix` change what later words mean. */
export const set: Program = {
  names: ['set'],
  effects: ({ args }) => {
    if (args.length === 0) {
      return effects('system', { none: 'it prints the environment' }, { facts: [{ kind: 'credential_access', what: 'environment' }] });
    }
    for (let at = 0; at < args.length; at += 1) {
      const word = args[at];
      if (word === undefined || word.kind !== 'static') return notProven('an option of the shell is only known when it runs');
      if (word.value === '--') return effects('read-only', { words: 0 });
      const letters = /^[-+]([euxvfCETn]*)(o?)$/.exec(word.value);
      if (letters === null) return notProven(`set ${word.value} changes how later words are read`);
      if (letters[2] === '') continue;
      const name = args[at + 1];
      at += 1;
      if (name !== undefined && !(name.kind === 'static' && NAMES.has(name.value)))
        return notProven('an option that changes how later words are read');
    }
    return effects('read-only', { words: 0 });
  },
  match: { 'set -e': 'read-only', 'set -euo pipefail': 'read-only', 'set -- a b': 'read-only' },
  notMatch: ['set', 'set -a', 'set -k', 'set -o posix', 'set a b'],
};

export const shopt: Program = {
  names: ['shopt'],
  effects: ({ args }) =>
    args.every((word) => word.kind === 'static' && (/^-[pq]+$/.test(word.value) || /^[a-z_]+$/.test(word.value)))
      ? effects('read-only', { words: 0 })
      : notProven('it changes how later words are read'),
  match: { shopt: 'read-only', 'shopt -p nullglob': 'read-only' },
  notMatch: ['shopt -s expand_aliases', 'shopt -u nullglob', 'shopt -so posix'],
};
