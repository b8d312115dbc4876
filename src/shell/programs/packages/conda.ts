import { effects, notProven } from '../effects.ts';
import { nested } from '../wrapper.ts';
import { asks, looks, manager } from './manager.ts';

/** Its settings come from the user's home and the machine, never from where it stands; they may hold tokens. */
export const conda = manager({
  names: ['conda', 'mamba', 'micromamba'],
  reads: {
    list: looks('-e -f -c -r --json --explicit --export --md5 --full-name --no-pip --revisions --canonical --reverse', '-n --name'),
    'info|env list|help': looks('-e --envs --base --json'),
    'env export': looks('--json --no-builds --from-history', '-n --name'),
    search: asks('conda', '-i --info --json --override-channels --use-local --offline --envs', '-c --channel --platform --subdir', {
      check: ({ operands, options }) =>
        [...operands, ...options.map(({ value }) => value)].every(
          (word) => word === undefined || /^([\w.-]+::)?[\w*@][\w.*+=<>!,@ -]*$/.test(word.value),
        )
          ? undefined
          : 'a channel by its address',
    }),
    run: (args) => notProven('it runs another command', { runs: nested(args) }),
    config: () =>
      effects(
        'control-write',
        { none: 'it shows or changes configuration' },
        { facts: [{ kind: 'credential_access', what: 'conda configuration' }] },
      ),
  },
  changes: 'install|create|remove|uninstall|update|upgrade|clean|init|env create|env remove|env update|build|package|rename|self-update',
  match: { 'conda list -n base': 'read-only', 'conda search numpy': 'remote-read', 'conda install x': 'install' },
  notMatch: [
    'conda activate x',
    'conda search -c http://evil.test x',
    'conda search -c http:evil.test x',
    'conda list -p /x',
    'conda run rm y',
    'conda info --all',
  ],
});
