import { notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { code } from './ansible.ts';
import { changing, credential } from './client.ts';

const helps: Rule = { ...code, operands: 'none' };
const galaxy = tree({
  names: ['ansible-galaxy'],
  globals: { flags: '-h --help -v' },
  commands: {
    'role|collection': helps,
    'list|role list|collection list|search|role search|info|role info|collection verify': {
      ...code,
      refused: `${code.refused} -s --server --token --api-key`,
    },
    'install|role install|collection install|role remove|remove|collection download': changing('ansible', {
      class: 'install',
      facts: [{ kind: 'package_install', manager: 'ansible-galaxy' }],
      noPrefix: 'it installs roles or collections',
    }),
    'login|import|role import|setup|role setup|collection publish|delete|role delete': credential('the login of a galaxy server'),
  },
  bare: { ...code, flags: '-h --version', operands: 'none' },
  other: () => notProven('it is not known to look only'),
  match: {
    'ansible-galaxy collection list': 'workspace-code',
    'ansible-galaxy role --help': 'workspace-code',
    'ansible-galaxy install x': 'install',
  },
  notMatch: [
    'ansible-galaxy collection publish x',
    'ansible-galaxy collection verify x -s https://evil.test',
    'ansible-galaxy role setup a b c',
    'ansible-galaxy init x',
  ],
});

const settings = tree({
  names: ['ansible-config'],
  globals: { flags: '-h --help -v' },
  commands: { 'list|dump|view|validate': code },
  bare: { ...code, flags: '-h --version', operands: 'none' },
  other: () => notProven('it is not known to look only'),
  match: { 'ansible-config view': 'workspace-code', 'ansible-config dump --only-changed': 'workspace-code' },
  notMatch: ['ansible-config view -c /x', 'ansible-config init'],
});

const vault = tree({
  names: ['ansible-vault'],
  globals: { flags: '-h --help -v' },
  commands: {
    'view|edit|decrypt|create|encrypt|encrypt_string|rekey': () =>
      notProven('it shows or changes secrets', { facts: [{ kind: 'credential_access', what: 'what a vault of ansible keeps' }] }),
  },
  bare: { ...code, flags: '-h --version', operands: 'none' },
  other: () => notProven('it is not known to look only'),
  match: { 'ansible-vault --help': 'workspace-code' },
  notMatch: ['ansible-vault view x', 'ansible-vault edit x', 'ansible-vault frob'],
});

/** Tests run as they are, here: not in containers or on other machines, and with nothing fetched for them. */
const tests = tree({
  names: ['ansible-test'],
  globals: { flags: '-h --help --version' },
  commands: {
    'env|units|sanity': {
      ...code,
      attached: `${code.attached} --list-files --allow-disabled --list-tests`,
      values: '--test --skip-test --python --exclude --include --color',
    },
  },
  bare: { ...code, flags: '-h --version', operands: 'none' },
  other: () => notProven('it may act on other machines'),
  match: { 'ansible-test units --python 3.10': 'workspace-code', 'ansible-test env': 'workspace-code' },
  notMatch: [
    'ansible-test integration',
    'ansible-test units --docker',
    'ansible-test sanity --requirements',
    'ansible-test units --remote x',
    'ansible-test shell',
  ],
});

/** What comes with ansible. */
export const ansibleKits: readonly Program[] = [galaxy, settings, vault, tests];
