import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { tree } from '../subcommands.ts';
import { nested } from '../wrapper.ts';
import { installs, noOperands, registry, workspaceCode } from './rules.ts';

function run(args: readonly Word[]): Effects {
  const runs = nested(args);
  if (args[0]?.kind !== 'static' || args[0].value.startsWith('-')) return notProven('which command is run is not told', { runs });
  return effects('workspace-code', { none: 'it runs another command' }, { runs });
}

const ELSEWHERE = '-C -P --directory --project --plugin --config --index-url --cwd';

export const poetry = tree({
  names: ['poetry', 'pdm', 'hatch', 'rye', 'pipenv', 'pixi'],
  globals: { flags: '--version -V -h --help -q -v -vv -n --quiet --no-interaction --no-ansi --no-plugins', refused: ELSEWHERE },
  commands: {
    run,
    'install|add|remove|update|lock|sync|init|new|self|env use|env remove|create|uninstall|upgrade|fetch|cache': installs('poetry'),
    'show|check|version|build|test|fmt|list|info|env info|env list|graph|about|help|search|debug|env show|env find|scripts|tree|task list|workspace list|status|verify|requirements|locate|audit|scan|dep show|project metadata|python show':
      workspaceCode(ELSEWHERE),
    'publish|config|source|login': registry('poetry', 'upload', { noPrefix: 'it acts on a registry or changes the configuration' }),
  },
  bare: workspaceCode(ELSEWHERE),
  other: () => notProven('an unknown sub-command'),
  match: { 'poetry run pytest': 'workspace-code', 'poetry add x': 'install', 'poetry show': 'workspace-code' },
  notMatch: ['poetry run rm y', 'poetry -C / install', 'poetry shell'],
});

export const pythonTools = tree({
  names: ['pipx'],
  globals: { flags: '--version -h --help --quiet --verbose', refused: '--global' },
  commands: {
    run: installs('pipx', { noPrefix: 'it runs a downloaded program' }),
    'install|uninstall|upgrade|upgrade-all|inject|uninject|reinstall|reinstall-all|ensurepath|install-all': installs('pipx'),
    list: {
      flags: '--include-injected --short --json --skip-maintenance --pinned -q -v --quiet --verbose',
      operands: 'text',
      check: noOperands,
    },
    environment: workspaceCode(''),
  },
  bare: { flags: '--version -h', operands: 'none' },
  other: () => notProven('an unknown sub-command of pipx'),
  match: { 'pipx install x': 'install', 'pipx list --short': 'read-only', 'pipx --version': 'read-only' },
  notMatch: ['pipx run x', 'pipx runpip x'],
});
