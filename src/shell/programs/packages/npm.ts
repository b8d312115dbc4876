import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Grammar } from '../options.ts';
import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { withHelp } from './help.ts';
import { NPM_READS } from './npm-reads.ts';
import { installs, registry, workspaceCode } from './rules.ts';

/** Options that name a program, a directory, a registry or other configuration. */
const REDIRECTS =
  '--script-shell --node-options --shell --editor --viewer --git --prefix -C --userconfig --globalconfig --registry --init-module --location --cache --node-gyp --proxy --https-proxy ' +
  '--call -c --package -p --eval --scripts-prepend-node-path --ignore-prepublish --tmp --cafile --ca --cert --key --otp --auth --browser';

const script = compile(workspaceCode(REDIRECTS, { style: 'single-dash' }));

/** `npm run NAME`: the name belongs to the prefix; an option before it could be the name of another program. */
function run(args: readonly Word[], words: number): Effects {
  const [name, ...rest] = args;
  const judged = judge(script, rest, words + 1);
  if (name === undefined) return effects('read-only', { none: 'with a name it runs a script' }, { settings: ['.npmrc'] });
  if (name.kind !== 'static' || name.value.startsWith('-')) return notProven('an option before the name of the script', judged);
  if (judged.unproven !== undefined || rest.length > 0 || name.value !== 'test' || words !== 1) return judged;
  return { ...judged, prefix: { words: words + 1, whole: true } };
}

const globals: Grammar = {
  flags: '--version -v -h --help --silent -s -q --quiet -d -dd --no-color --color --json --yes -y --no-audit --no-fund --ignore-scripts',
  values: '--loglevel',
  refused: `${REDIRECTS} -g --global -w --workspace`,
  style: 'posix',
};

const table = tree({
  names: ['npm'],
  globals,
  commands: {
    'test|t|tst|start|stop|restart': workspaceCode(REDIRECTS, { style: 'single-dash' }),
    'run|run-script|rum|urn': run,
    ...NPM_READS,
    'install|i|in|isntall|add|ci|clean-install|install-test|it|install-ci-test|cit|update|up|upgrade|uninstall|un|remove|rm|r|unlink|link|ln|rebuild|rb|dedupe|ddp|prune|audit fix|init|create|innit':
      installs('npm'),
    'exec|x': installs('npm', { noPrefix: 'it runs a downloaded program' }),
    'doctor|diff|pack|find-dupes': registry('npm'),
    'publish|unpublish|deprecate|dist-tag|owner|access|team|star|unstar|login|logout|adduser|token|profile|hook|org|trust': registry(
      'npm',
      'upload',
      {
        facts: [networkFact('npm', 'upload'), { kind: 'credential_access', what: 'npm registry' }],
        noPrefix: 'it acts on a registry in your name',
      },
    ),
    'help|help-search|hlep|edit|explore': () =>
      notProven('it starts the viewer, browser, editor or shell that the configuration of the workspace names'),
    'config|c|set|cache|shrinkwrap|pkg|set-script': {
      class: 'control-write',
      operands: 'text',
      lenient: true,
      noPrefix: 'it changes the configuration of npm',
    },
  },
  bare: { flags: '--version -v -h', operands: 'none' },
  other: () => notProven('an unknown sub-command of npm'),
  match: {},
  notMatch: [],
});

export const npm: Program = {
  ...withHelp(table, 1),
  match: {
    'npm test --foo': 'workspace-code',
    "npm test -- -f 'foo'": 'workspace-code',
    "npm run lint -- 'foo'": 'workspace-code',
    'npm run test': 'workspace-code',
    'npm start': 'workspace-code',
    'npm install': 'install',
    'npm view react': 'remote-read',
    'npm ls -g --depth=0': 'read-only',
    'npm install --help': 'read-only',
    'npm --version': 'read-only',
  },
  notMatch: [
    'npm run build --script-shell=/tmp/x',
    'npm run build -script-shell=/tmp/x',
    'npm run build --script-sh /tmp/x',
    'npm --prefix /tmp/x test',
    'npm -C /tmp test',
    'npm exec rimraf',
    'npm frob',
    'npm run --prefix=/x lint',
    'npm test --node-options=--require=./x',
    'npm publish',
    'npm config set script-shell /tmp/x',
    'npm help ls',
    'npm view ./x',
    'npm view x --registry=http://evil.test',
    'npm version patch',
    'npm config get //registry.npmjs.org/:_authToken',
    'npm docs x',
    'npm docs --no-browser false x',
    'npm view --json true https://evil.test/x.tgz',
    "npm query ':vuln'",
    'npm edit x',
  ],
};
