import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';

/** Their databases are local; what they install runs as root. */
export const apt: Program = {
  names: [
    'apt',
    'apt-get',
    'aptitude',
    'dpkg',
    'dnf',
    'yum',
    'rpm',
    'zypper',
    'pacman',
    'yay',
    'apk',
    'snap',
    'flatpak',
    'port',
    'nix',
    'nix-env',
    'nix-shell',
    'nix-build',
    'emerge',
    'pkg',
    'opkg',
    'softwareupdate',
    'mas',
    'choco',
    'winget',
    'scoop',
    'guix',
    'xbps-install',
    'eopkg',
  ],
  effects: ({ args }, name) => {
    const [verb, ...rest] = args;
    const shows =
      (/^apt/.test(name) && /^(list|show|policy|depends|rdepends)$/.test(verb?.value ?? '')) ||
      (name === 'dpkg' && /^(-l|-s|-L|-S|--list|--status|--listfiles|--search|--version)$/.test(verb?.value ?? '')) ||
      (name === 'rpm' && /^-q[aiRf]*$/.test(verb?.value ?? ''));
    const plain = rest.every((word) => word.kind === 'static' && /^[\w.+:~@/-]+$/.test(word.value) && !word.value.startsWith('-'));
    if (shows && plain && verb?.kind === 'static') return effects('read-only', { words: verb.value.startsWith('-') ? 0 : 1 });
    const facts = [{ kind: 'package_install', manager: name }, networkFact(name, 'download')] as const;
    if (/^nix/.test(name)) return notProven('it builds or runs what an expression says', { facts });
    if (
      args.some(
        (word) => word.kind !== 'static' || /^(-o|-c|--option|--config|--setopt|--root|--admindir|--dbpath|--eval|-E)/.test(word.value),
      )
    ) {
      return notProven('an option changes what the package manager does or runs', { facts });
    }
    return effects('install', { none: 'it installs packages' }, { facts });
  },
  match: { 'apt install x': 'install', 'apt list': 'read-only', 'dpkg -l': 'read-only', 'pacman -S x': 'install' },
  notMatch: ['dpkg -i evil.deb', 'apt-get -o DPkg::Pre-Invoke::=id update', 'nix-shell -p x', 'rpm -i x', 'rpm -qp --eval x'],
};

/** A formula that is given by its path, or that lies in a tap, is code. */
const FROM_PATH: Rule['check'] = ({ operands }) =>
  operands.some((word) => /[/\\]|\.rb$/.test(word.value)) ? 'a formula by its path is code that is run' : undefined;

const INSTALL = {
  class: 'install',
  operands: 'text',
  lenient: true,
  facts: [{ kind: 'package_install', manager: 'brew' }, networkFact('brew', 'download')],
  noPrefix: 'it installs packages',
} as const;

export const brew = tree({
  names: ['brew'],
  globals: { flags: '--version -v -h --help --prefix --cellar --cache --repository -q' },
  commands: {
    'list|ls|leaves|deps|uses|config|doctor|--prefix': {
      flags:
        '-1 -l -r -t -v -q --versions --formula --formulae --cask --casks --full-name --pinned --multiple --tree --installed --topological --include-build --include-test --direct --recursive --installed-on-request --installed-as-dependency',
      operands: 'text',
      check: FROM_PATH,
    },
    'info|search|desc|home|outdated|cat|log|options|livecheck|missing|fetch|home': {
      class: 'network',
      operands: 'text',
      lenient: true,
      check: FROM_PATH,
      facts: [networkFact('brew', 'download')],
    },
    'install|reinstall|upgrade|update|uninstall|remove|rm|tap|untap|link|unlink|pin|unpin|cleanup|autoremove|bundle|postinstall|migrate':
      INSTALL,
    services: {
      class: 'system',
      operands: 'text',
      lenient: true,
      facts: [{ kind: 'persistence', how: 'brew services' }],
      noPrefix: 'it starts programs at login',
    },
  },
  bare: { flags: '--version -v -h --prefix --cellar --cache --repository', operands: 'none' },
  other: () => notProven('an unknown sub-command may be a command of a tap'),
  match: { 'brew list': 'read-only', 'brew install x': 'install', 'brew deps --tree x': 'read-only' },
  notMatch: ['brew install x', 'brew services start x', 'brew ruby -e 1', 'brew sh', 'brew deps ./evil.rb', 'brew ls --formula ./x.rb'],
});
