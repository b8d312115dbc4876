import { effects, networkFact, notProven } from '../effects.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';

const INSTALLS = 'it installs packages';
const install: Subcommand = {
  class: 'install',
  operands: 'text',
  lenient: true,
  facts: [{ kind: 'package_install', manager: 'bun' }, networkFact('bun', 'download')],
  noPrefix: INSTALLS,
};

export const bun = tree({
  names: ['bun'],
  globals: {
    flags: '--version -v -h --help --revision --bun -b --silent --watch --hot',
    refused: '-e -p -r -c --eval --print --preload --config --cwd --env-file --require --import',
  },
  commands: {
    test: { class: 'workspace-code', operands: 'text', lenient: true, refused: '-r -c --preload --config --cwd --env-file' },
    run: (args, words) => {
      const [script] = args;
      if (script?.kind !== 'static' || script.value.startsWith('-')) return notProven('which script is run is not told');
      return effects('workspace-code', { words: script.value.includes('/') || script.value.includes('.') ? words : words + 1 });
    },
    'build|pm ls|pm bin|pm hash|outdated': {
      class: 'workspace-code',
      operands: 'text',
      lenient: true,
      refused: '-c --config --cwd --plugin',
    },
    'install|i|add|a|remove|rm|update|link|unlink|patch|pm|upgrade|ci': install,
    'x|create|c|init': {
      class: 'install',
      operands: 'text',
      lenient: true,
      facts: [{ kind: 'package_install', manager: 'bun' }, networkFact('bun', 'download')],
      noPrefix: 'it runs a downloaded program',
    },
    publish: { class: 'network', operands: 'text', lenient: true, facts: [networkFact('bun', 'upload')] },
  },
  bare: { flags: '--version -v -h --revision', operands: 'none', class: 'workspace-code' },
  other: (_args, words) => effects('workspace-code', words === 1 ? { words: 0 } : { none: 'options before the script' }),
  match: { 'bun test': 'workspace-code', 'bun run lint': 'workspace-code', 'bun add x': 'install', 'bun x.ts': 'workspace-code' },
  notMatch: ['bun -e 1', 'bun --preload ./x y.ts', 'bun x rimraf', 'bun --cwd / test'],
});
