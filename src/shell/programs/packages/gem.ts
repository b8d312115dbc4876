import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { tree } from '../subcommands.ts';
import { nested } from '../wrapper.ts';
import { installs, registry, workspaceCode } from './rules.ts';

function run(args: readonly Word[]): Effects {
  const runs = nested(args);
  if (args[0]?.kind !== 'static' || args[0].value.startsWith('-')) return notProven('which command is run is not told', { runs });
  return effects('workspace-code', { none: 'it runs another command' }, { runs });
}

export const gem = tree({
  names: ['gem', 'bundle', 'bundler'],
  globals: { flags: '--version -v -h --help --quiet --verbose', refused: '--config-file -C --gemfile' },
  commands: {
    exec: run,
    'install|i|update|uninstall|add|remove|lock|cache|package|pristine|clean|init|setup|cleanup': installs('gem'),
    'list|show|info|check|outdated|platform|contents|dependency|environment|env|help|which|query|specification':
      workspaceCode('--gemfile --config-file'),
    'search|fetch|push|yank|owner|signin|signout|sources|mirror': registry('gem', 'unknown'),
    config: { class: 'control-write', operands: 'text', lenient: true, noPrefix: 'it changes the configuration' },
  },
  bare: workspaceCode(''),
  other: () => notProven('an unknown sub-command may be a plug-in'),
  match: { 'bundle exec rspec': 'workspace-code', 'gem install x': 'install', 'gem list': 'workspace-code' },
  notMatch: ['bundle exec rm y', 'gem push x', 'bundle config set path /', 'gem frob'],
});
