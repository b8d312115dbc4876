import { notProven } from '../effects.ts';
import { tree } from '../subcommands.ts';
import { responseReason } from '../words.ts';
import { nested } from '../wrapper.ts';
import { installs, registry, workspaceCode } from './rules.ts';

export const composer = tree({
  names: [
    'composer',
    'mix',
    'rebar3',
    'cabal',
    'stack',
    'opam',
    'nimble',
    'luarocks',
    'cpanm',
    'cpan',
    'dotnet',
    'nuget',
    'vcpkg',
    'conan',
    'pod',
    'carthage',
    'flutter',
    'pub',
  ],
  globals: { flags: '--version -V -h --help -q -v -n --quiet --verbose --no-interaction', refused: '-d --working-dir --cwd' },
  commands: {
    'install|require|update|remove|upgrade|deps.get|deps.update|add|create-project|global|get|restore|tool|workload|fetch|init|new':
      installs('composer'),
    'test|build|check|run-script|run|compile|format|show|outdated|validate|dump-autoload|deps|list|why|clean|info|licenses|depends|prohibits|why-not|check-platform-reqs|status|audit|search|about|suggests|fund|diagnose|publish-local|analyze|doctor|credo|dialyzer':
      workspaceCode('-c --config --working-dir --cwd --logger --settings', { check: ({ operands }) => responseReason(operands) }),
    exec: (args) => notProven('it runs another command', { runs: nested(args.filter(({ value }, at) => at > 0 || value !== '--')) }),
    'publish|push|hex.publish|login|logout|archive': registry('composer', 'upload', { noPrefix: 'it acts on a registry in your name' }),
  },
  bare: workspaceCode(''),
  other: () => notProven('an unknown sub-command may be a script or a plug-in'),
  match: { 'composer install': 'install', 'dotnet test': 'workspace-code', 'mix test': 'workspace-code' },
  notMatch: ['stack exec -- rm y', 'composer exec rm y', 'composer -d / install', 'mix frob', 'composer publish', 'dotnet build @x.rsp'],
});
