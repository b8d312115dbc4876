import { networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { nested } from '../wrapper.ts';
import { withHelp } from './help.ts';
import { noOperands, workspaceCode } from './rules.ts';

/** The name of a formula or cask; a path, an address and the text of a cask are code that is run. */
const NAME = /^[A-Za-z0-9][\w@+-]*(\.\d[\w+-]*)*$/;

/** A check that every operand has this form. */
function all(form: RegExp, why = 'a formula that is given by its path or tap is code that is run'): NonNullable<Rule['check']> {
  return ({ operands }) => (operands.every(({ kind, value }) => kind === 'static' && form.test(value)) ? undefined : why);
}

const COMMON = '-q -v -d --quiet --verbose --debug --formula --formulae --cask --casks';

/** Looks at what is installed, or at the index, which brew keeps fresh by itself from a place that no word chooses. */
function looks(flags: string, rule: Partial<Rule> = {}): Rule {
  return { flags: `${COMMON} ${flags}`, operands: 'text', check: all(NAME), ...rule };
}

/** What is asked for goes to a service. */
function asks(flags: string, rule: Partial<Rule> = {}): Rule {
  return looks(flags, { class: 'remote-read', facts: [networkFact('brew', 'download')], ...rule });
}

const INSTALL: Rule = {
  class: 'install',
  operands: 'text',
  lenient: true,
  facts: [{ kind: 'package_install', manager: 'brew' }, networkFact('brew', 'download')],
  noPrefix: 'it installs packages',
};
const install = compile(INSTALL);
const taps = compile(looks('', { check: noOperands, noPrefix: 'with a word it installs a tap' }));

const tap: Subcommand = (args) => judge(args.some(({ value }) => !/^(-q|-v|--quiet|--verbose)$/.test(value)) ? install : taps, args);

/** With another word it switches something. */
const STATE: Rule = {
  flags: COMMON,
  operands: 'text',
  check: all(/^state$/, 'it changes a setting'),
  noPrefix: 'with another word it changes a setting',
};

const DEPENDENCIES =
  '-n -1 --topological --direct --union --full-name --include-implicit --include-build --include-optional --include-test --skip-recommended ' +
  '--include-requirements --tree --dot --annotate --installed --missing --eval-all --all --for-each --HEAD --recursive --declared';

const table = tree({
  names: ['brew'],
  globals: { flags: '--version -v -h --help' },
  commands: {
    'list|ls': looks(
      '-1 -l -r -t --versions --full-name --pinned --multiple --installed-on-request --installed-as-dependency --poured-from-bottle --built-from-source',
    ),
    leaves: looks('-r -p --installed-on-request --installed-as-dependency', { check: noOperands }),
    'config|commands|formulae|casks': looks('--include-aliases', { check: noOperands }),
    'command|shellenv|help': looks(''),
    'doctor|dr': looks('-D --list-checks --audit-debug', { check: all(/^check_\w+$/, 'no known check') }),
    'analytics|developer|completions': STATE,
    'deps|uses': looks(DEPENDENCIES, { values: '--os --arch' }),
    missing: looks('', { values: '--hide' }),
    desc: looks('-s -n --search --name --description --eval-all'),
    options: looks('--compact --installed --eval-all --all', { values: '--command' }),
    'info|abv': asks('--analytics --fetch-manifest --installed --eval-all --variations --sizes', {
      values: '--days --category',
      attached: '--json',
    }),
    search: asks('--desc --eval-all --pull-request --open --closed', { check: all(/./) }),
    outdated: asks('-g --greedy --greedy-latest --greedy-auto-updates', { attached: '--json' }),
    cat: asks(''),
    log: asks('-p --patch --stat --oneline -1', { values: '-n --max-count' }),
    'tap-info': asks('--installed', { attached: '--json', check: all(/^[\w-]+\/[\w-]+$/) }),
    'services list|services info': asks('--all --json'),
    tap,
    'bundle list|bundle check': workspaceCode('--file --global --install'),
    'bundle exec|bundle sh': (args) => notProven('it runs another command', { runs: nested(args) }),
    'livecheck|fetch|home|homepage|docs': {
      class: 'network',
      operands: 'text',
      lenient: true,
      check: all(NAME),
      facts: [networkFact('brew', 'download')],
    },
    'install|reinstall|upgrade|update|up|uninstall|remove|rm|untap|link|ln|unlink|pin|unpin|cleanup|autoremove|bundle|postinstall|post_install|migrate':
      INSTALL,
    services: (args) => judge(args.length === 0 ? serviceList : service, args),
  },
  bare: { flags: '--version -v -h --help', operands: 'none' },
  other: () => notProven('an unknown sub-command may be a command of a tap'),
  match: {},
  notMatch: [],
});

const serviceList = compile(asks('', { noPrefix: 'with a word it changes services' }));
const service = compile({
  class: 'system',
  operands: 'text',
  lenient: true,
  facts: [{ kind: 'persistence', how: 'brew services' }],
  noPrefix: 'it starts programs at login',
});

/** What is asked by an option instead of a sub-command. */
const PLACE = /^--(prefix|cellar|cache|caskroom|repository|repo|env|taps|config)$/;
const places = compile(
  looks('-s --build-from-source --force-bottle --build-bottle --HEAD --installed --unbrewed --plain', {
    values: '--os --arch --bottle-tag --shell',
    check: all(/^[A-Za-z0-9][\w@+-]*(\.\d[\w+-]*)*(\/[\w-]+)?$/),
  }),
);

const helpful = withHelp(table, 1, /^(-h|--help)$/);

export const brew: Program = {
  names: ['brew'],
  effects: (call, name) => {
    const [first] = call.args;
    return first?.kind === 'static' && PLACE.test(first.value) ? judge(places, call.args.slice(1)) : helpful.effects(call, name);
  },
  match: {
    'brew list': 'read-only',
    'brew --prefix python@3.12': 'read-only',
    'brew deps --tree x': 'read-only',
    'brew info python': 'remote-read',
    'brew bundle check': 'workspace-code',
    'brew install x': 'install',
    'brew install --help': 'read-only',
  },
  notMatch: [
    'brew install x',
    'brew tap a/b',
    'brew analytics off',
    'brew services start x',
    'brew bundle exec rm y',
    'brew ruby -e 1',
    'brew sh',
    'brew deps --graph x',
    'brew deps ./evil.rb',
    'brew ls --formula ./x.rb',
    'brew frob --help',
    'brew deps --cask \'cask "x" do\'',
  ],
};
