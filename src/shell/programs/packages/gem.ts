import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { nested } from '../wrapper.ts';
import { installs, registry, workspaceCode } from './rules.ts';

function run(args: readonly Word[]): Effects {
  const runs = nested(args);
  if (args[0]?.kind !== 'static' || args[0].value.startsWith('-')) return notProven('which command is run is not told', { runs });
  return effects('workspace-code', { none: 'it runs another command' }, { runs });
}

const SHOWN =
  '-l -a -d -q -i --local --all --details --quiet --installed --no-installed --versions --no-versions --prerelease --exact -e --lib-only';
const ELSEWHERE = '-s --source --clear-sources -p --http-proxy -P --trust-policy --config-file --remote -r --both -b';

const named: NonNullable<Rule['check']> = ({ operands }) =>
  operands.every(({ kind, value }) => kind === 'static' && /^[\w^.*$-]+$/.test(value) && !/\.gem(spec)?$/.test(value))
    ? undefined
    : 'a file instead of the name of a gem';

/** Without a source it asks the one that the user has set up in the home directory. */
function asks(flags: string): Rule {
  return {
    class: 'remote-read',
    operands: 'text',
    flags: `${SHOWN} ${flags}`,
    values: '-v --version',
    check: named,
    facts: [networkFact('gem', 'download')],
  };
}

const local = compile({ operands: 'text', flags: SHOWN, values: '-v --version', check: named });
const remote = compile(asks('-r -b --remote --both'));

const list: Subcommand = (args, words) =>
  judge(args.some(({ value }) => /^(-r|-b|--remote|--both)$/.test(value)) ? remote : local, args, words);

export const gem = tree({
  names: ['gem'],
  globals: { flags: '--version -v -h --help --quiet --verbose', refused: '--config-file -C' },
  commands: {
    'list|query|info|dependency|specification': list,
    'contents|which|help|environment|env|stale': { operands: 'text', flags: `${SHOWN} --commands`, check: named },
    'search|outdated': asks('-r --remote'),
    'exec|x': () => notProven('it runs a downloaded program', { facts: [{ kind: 'package_install', manager: 'gem' }] }),
    'install|i|update|uninstall|pristine|cleanup|lock|rebuild|unpack': installs('gem'),
    'build|check': workspaceCode(ELSEWHERE),
    'fetch|push|yank|owner|signin|signout|sources|mirror': registry('gem', 'unknown'),
  },
  bare: { flags: '--version -v -h --help', operands: 'none' },
  other: () => notProven('an unknown sub-command may be a plug-in'),
  match: { 'gem install x': 'install', 'gem list': 'read-only', 'gem search rails': 'remote-read', 'gem --version': 'read-only' },
  notMatch: [
    'gem push x',
    'gem frob',
    'gem list -r --source http://evil.test',
    'gem exec x',
    'gem specification ./x.gem',
    'gem search -s http://evil.test x',
  ],
});

/** The Gemfile of the workspace is code. */
export const bundle = tree({
  names: ['bundle', 'bundler'],
  globals: { flags: '--version -v -h --help --quiet --verbose', refused: '--config-file -C --gemfile' },
  commands: {
    exec: run,
    'install|i|update|add|remove|lock|cache|package|pristine|clean|init|setup': installs('bundle'),
    'list|show|info|check|outdated|platform|environment|env|help|doctor|licenses|viz|version': workspaceCode('--gemfile --config-file'),
    config: { class: 'control-write', operands: 'text', lenient: true, noPrefix: 'it changes the configuration' },
  },
  bare: workspaceCode(''),
  other: () => notProven('an unknown sub-command may be a plug-in'),
  match: { 'bundle exec rspec': 'workspace-code', 'bundle list': 'workspace-code', 'bundle install': 'install' },
  notMatch: ['bundle exec rm y', 'bundle config set path /', 'bundle frob'],
});
