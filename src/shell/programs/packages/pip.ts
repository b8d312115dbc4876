import { notProven } from '../effects.ts';
import { tree } from '../subcommands.ts';
import { installs, registry } from './rules.ts';

const ELSEWHERE =
  '--python --target -t --prefix --root --log --cache-dir --cert --client-cert --proxy --index-url -i --extra-index-url --find-links -f --config-settings --editable -e --path';

export const pip = tree({
  names: ['pip', 'pip3', 'pip2'],
  globals: {
    flags:
      '--version -V -h --help -q -v --quiet --verbose --isolated --no-input --disable-pip-version-check --no-color --require-virtualenv',
    refused: ELSEWHERE,
  },
  commands: {
    install: installs('pip'),
    'uninstall|download|wheel|sync|compile|lock': installs('pip'),
    'list|show|freeze|check|inspect|hash|help|debug|cache dir|cache list|cache info|completion': {
      flags:
        '-o -u -e -l -f -v -a -q -h --outdated --uptodate --editable --local --user --not-required --exclude-editable --include-editable --files --verbose --pre --all --require-virtualenv --disable-pip-version-check',
      values: '--format --exclude --algorithm',
      refused: '--python --target --prefix --root --log --cache-dir --index-url -i --extra-index-url --find-links --path -r --requirement',
      operands: 'text',
      class: 'read-only',
      check: ({ options }) =>
        options.some((option) => /^(-o|--outdated|-u|--uptodate)$/.test(option.name)) ? 'it asks a registry' : undefined,
    },
    'index|search': registry('pip'),
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
  match: { 'pip install x': 'install', 'pip list': 'read-only', 'pip show -f requests': 'read-only', 'pip --version': 'read-only' },
  notMatch: ['pip install ./evil', 'pip --python x list', 'pip list --outdated', 'pip freeze -r x', 'pip config set a b', 'pip frob'],
});
