import { networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { withHelp } from './help.ts';
import { installs } from './rules.ts';

const ELSEWHERE =
  '--python --target -t --prefix --root --log --cache-dir --cert --client-cert --proxy --index-url -i --extra-index-url --find-links -f --config-settings --editable -e --path';

const COMMON =
  '-q -v -h --quiet --verbose --isolated --no-input --disable-pip-version-check --no-color --no-python-version-warning --require-virtualenv';

/** Looks at the packages that are installed, and at pip's own cache. */
const LOOKS: Rule = {
  flags:
    `${COMMON} -o -u -e -l --outdated --uptodate --editable --local --user --not-required --exclude-editable --include-editable ` +
    '--pre --all',
  values: '--format --exclude',
  reads: '--path',
  refused:
    '--python --target --prefix --root --log --cache-dir --index-url -i --extra-index-url --find-links -r --requirement --trusted-host --proxy --cert --client-cert --keyring-provider',
  operands: 'text',
};

/** Asks the index that the user has set up. */
const ASKS: Rule = {
  ...LOOKS,
  flags: `${LOOKS.flags} --no-index --ignore-requires-python --no-cache-dir --json`,
  values: '--format --exclude --retries --timeout --platform --python-version --implementation --abi --no-binary --only-binary',
  class: 'remote-read',
  facts: [networkFact('pip', 'download')],
};

const looks = compile(LOOKS);
const asks = compile(ASKS);
const roles = optionTable(LOOKS);

/** Whether there is something newer is asked of the index. */
const list: Subcommand = (args, words) => judge(hasOption(scan(args, roles), '-o -u --outdated --uptodate') ? asks : looks, args, words);

const table = tree({
  names: ['pip', 'pip3', 'pip2'],
  globals: { flags: `--version -V --help ${COMMON}`, refused: ELSEWHERE },
  commands: {
    install: installs('pip'),
    'uninstall|download|wheel|sync|compile|lock|cache remove|cache purge': installs('pip'),
    list,
    show: { ...LOOKS, flags: `${COMMON} -f --files` },
    'freeze|check|inspect|help|debug|cache dir|cache list|cache info|completion': {
      ...LOOKS,
      flags: `${LOOKS.flags} --bash --zsh --fish`,
    },
    hash: { flags: COMMON, values: '-a --algorithm', refused: '--log', operands: 'read' },
    'index versions|search': ASKS,
    'config list|config get|config debug': {
      class: 'system',
      operands: 'text',
      lenient: true,
      facts: [{ kind: 'credential_access', what: 'pip configuration' }],
    },
    config: { class: 'control-write', operands: 'text', lenient: true, noPrefix: 'it changes the configuration of pip' },
  },
  bare: { flags: '--version -V -h', operands: 'none' },
  other: () => notProven('an unknown sub-command of pip'),
  match: {},
  notMatch: [],
});

export const pip: Program = {
  ...withHelp(table, 2, /^(-h|--help)$/),
  match: {
    'pip install x': 'install',
    'pip install --help': 'read-only',
    'pip list': 'read-only',
    'pip list --outdated': 'remote-read',
    'pip show -f requests': 'read-only',
    'pip --version': 'read-only',
  },
  notMatch: [
    'pip install ./evil',
    'pip --python x list',
    'pip list --outdated --index-url http://evil.test',
    'pip list --out',
    'pip list -o -f http://evil.test',
    'pip freeze -r x',
    'pip config set a b',
    'pip cache purge',
    'pip frob',
  ],
};
