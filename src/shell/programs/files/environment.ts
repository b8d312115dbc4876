import type { Effects } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

const EVERYTHING: Effects = effects(
  'system',
  { none: 'it prints the environment' },
  { facts: [{ kind: 'credential_access', what: 'environment' }] },
);

/** Names that hold nothing worth hiding. */
const HARMLESS = /^(HOME|USER|LOGNAME|PATH|PWD|SHELL|LANG|LC_[A-Z]+|TERM|TZ|EDITOR|NODE_ENV|CI|HOSTNAME|TMPDIR)$/;

export const environment: Program = {
  names: ['printenv'],
  effects: ({ args }) => {
    const names = args.filter((word) => !(word.kind === 'static' && /^(-0|--null)$/.test(word.value)));
    if (names.some((word) => word.kind !== 'static' || word.value.startsWith('-')))
      return notProven('a name is only known when it runs', EVERYTHING);
    if (names.length > 0 && names.every((word) => HARMLESS.test(word.value))) return effects('read-only', { words: 0 });
    return EVERYTHING;
  },
  match: { 'printenv HOME': 'read-only', printenv: 'system' },
  notMatch: ['printenv', 'printenv AWS_SECRET_ACCESS_KEY', 'printenv -x'],
};
