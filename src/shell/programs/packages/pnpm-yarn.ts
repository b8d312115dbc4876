import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Tree } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { nested } from '../wrapper.ts';
import { installs, registry, workspaceCode } from './rules.ts';

const REDIRECTS =
  '--script-shell --node-options --dir -C --prefix --cwd --use-yarnrc --userconfig --globalconfig --registry --config --shell-emulator --store-dir --virtual-store-dir --global-dir ' +
  '--modules-folder --yarn-path --pnpmfile --global-pnpmfile --import --require --cache-folder --global-folder --preferred-cache-folder --proxy --https-proxy';

const script = compile(workspaceCode(REDIRECTS));

function run(args: readonly Word[], words: number): Effects {
  const [name, ...rest] = args;
  if (name === undefined) return effects('workspace-code', { words });
  const judged = judge(script, rest, words + 1);
  return name.kind === 'static' && !name.value.startsWith('-') ? judged : notProven('an option before the name of the script', judged);
}

/** A program of the workspace's `node_modules`. */
function execute(args: readonly Word[]): Effects {
  const words = args[0]?.value === '--' ? args.slice(1) : args;
  if (words[0]?.kind !== 'static' || words[0].value.startsWith('-'))
    return notProven('which program is run is not told', { runs: nested(words) });
  return effects('workspace-code', { none: 'it runs another command' }, { runs: nested(words) });
}

/** Both read configuration of the workspace that names code (`yarnPath`, `.pnpmfile.cjs`, `packageManager`), also for `--version`. */
function manager(name: string): Tree {
  const install = compile(installs(name));
  return {
    names: [name],
    globals: {
      flags:
        '--version -v -V -h --help --silent -s -r --recursive --color --no-color --json --offline --stream --parallel -w --workspace-root',
      values: '--filter -F --reporter --loglevel',
      refused: REDIRECTS,
    },
    commands: {
      'test|t|tst|start|stop|restart|build|lint|dev|check|format|typecheck': workspaceCode(REDIRECTS),
      'run|run-script|workspace|workspaces run|workspaces foreach': run,
      exec: execute,
      'list|ls|la|ll|why|root|bin|licenses|config get|config list|versions|store path|workspaces list|help|node': workspaceCode(REDIRECTS),
      'install|i|add|update|up|upgrade|remove|rm|uninstall|un|link|ln|unlink|rebuild|rb|prune|dedupe|import|fetch|install-test|it|patch|patch-commit|upgrade-interactive|global|set|plugin|policies|self-update|setup|env|deploy|ci|init|cache|store|approve-builds':
        installs(name),
      'dlx|create': installs(name, { noPrefix: 'it runs a downloaded program' }),
      // Which version of the manager asks, and where, is what files of the workspace say.
      'info|view|show|search|outdated|audit|npm info|npm audit|npm whoami|ping': workspaceCode(REDIRECTS, {
        facts: [networkFact(name, 'download')],
      }),
      'audit fix': installs(name),
      'publish|npm publish|npm login|login|logout|owner|tag|team|unpublish|deprecate': registry(name, 'upload', {
        facts: [networkFact(name, 'upload'), { kind: 'credential_access', what: 'npm registry' }],
        noPrefix: 'it acts on a registry in your name',
      }),
      config: { class: 'control-write', operands: 'text', lenient: true, noPrefix: 'it changes the configuration' },
    },
    bare: (args, words) => judge(args.length === 0 && name === 'yarn' ? install : script, args, words),
    // Any other word may be a script of the workspace.
    other: workspaceCode(REDIRECTS),
    match: {
      [`${name} test`]: 'workspace-code',
      [`${name} run lint`]: 'workspace-code',
      [`${name} add x`]: 'install',
      [`${name} exec tsc`]: 'workspace-code',
      [`${name} --version`]: 'workspace-code',
    },
    notMatch: [
      `${name} dlx rimraf x`,
      `${name} --cwd / test`,
      `${name} exec rm y`,
      `${name} --version`,
      `${name} run --script-shell=/x lint`,
      `${name} publish`,
      `${name} $x`,
    ],
  };
}

export const pnpm = tree(manager('pnpm'));
export const yarn = tree(manager('yarn'));
