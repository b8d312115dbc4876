import { effects, networkFact, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { asks, looks, manager } from './manager.ts';

/** A service of this machine answers, or the store for it. */
export const snap = manager({
  names: ['snap'],
  reads: {
    'list|info|find|search|version|changes|tasks|connections|interfaces|interface|services|model|warnings|aliases|whoami|help|refresh --list':
      asks('snap', '--all --private --narrow --disabled --unicode --color --abs-time --last', '--section'),
  },
  changes:
    'install|remove|refresh|revert|enable|disable|connect|disconnect|set|unset|start|stop|restart|switch|alias|unalias|save|restore|forget|try|download|ack|login|logout|abort',
  match: { 'snap list': 'remote-read', 'snap install x': 'install' },
  notMatch: ['snap run x', 'snap info ./x.snap', 'snap get system'],
});

const COLUMNS = '--columns --arch --app-runtime';
const PLACES =
  '-u -d -a --user --system --app --runtime --all --show-details --show-ref --show-commit --show-metadata --show-permissions --show-size';

export const flatpak = manager({
  names: ['flatpak'],
  reads: {
    'list|info|remotes|history|ps': looks(PLACES, COLUMNS),
    'search|remote-ls|remote-info': asks('flatpak', `${PLACES} --updates`, COLUMNS),
  },
  changes: 'install|uninstall|remove|update|mask|pin|repair|remote-add|remote-delete|remote-modify|override|config|make-current|create-usb',
  match: { 'flatpak list --app': 'read-only', 'flatpak search x': 'remote-read', 'flatpak install x': 'install' },
  notMatch: ['flatpak run x', 'flatpak --installation=./x list', 'flatpak remote-ls http://evil.test', 'flatpak enter x sh'],
});

export const mas = manager({
  names: ['mas'],
  reads: { 'list|config|version|help': looks(), 'search|info|lookup|outdated': asks('mas', '--price --json') },
  changes: 'install|uninstall|upgrade|purchase|get|lucky|signin|signout|reset|account|update',
  match: { 'mas list': 'read-only', 'mas search xcode': 'remote-read', 'mas install 1': 'install' },
  notMatch: ['mas home 1', 'mas vendor 1', 'mas lucky x'],
});

export const windows = manager({
  names: ['winget', 'choco', 'scoop'],
  globals: '--info',
  reads: {
    'list|search|find|show|info|outdated|status|which|prefix|cat|depends|checkup|features|feature list|source list|pin list|bucket list|bucket known|help':
      asks(
        'winget',
        '-e -r -l --exact --upgrade-available --include-unknown --versions --all-versions --local-only --limit-output --by-id-only',
        '--id --name --moniker --tag --command --count -n',
      ),
  },
  changes:
    'install|uninstall|upgrade|update|import|export|configure|download|repair|source|pin|feature|bucket|reset|hold|unhold|cleanup|cache|settings|config|new|pack|push|apikey|setapikey|unpackself|create|import|shim|alias|hash|validate|home',
  match: { 'winget list': 'remote-read', 'scoop search x': 'remote-read', 'choco install x': 'install' },
  notMatch: ['winget show -m ./x', 'choco search x --source http://evil.test', 'winget configure ./x', 'choco list -s ./x'],
});

export const guix = manager({
  names: ['guix'],
  reads: { 'search|show|describe|help': looks(), size: asks('guix') },
  changes: 'install|remove|upgrade|package|pull|gc|build|system|home|deploy|import|refresh|weather|archive',
  match: { 'guix search vim': 'read-only', 'guix size vim': 'remote-read', 'guix install x': 'install' },
  notMatch: ['guix show -L . x', 'guix shell x', 'guix repl x', 'guix time-machine -- build'],
});

/** Of these no more than their names is known. */
export const otherManagers: Program = {
  names: ['emerge', 'pkg', 'opkg', 'xbps-install', 'eopkg'],
  effects: ({ args }, name) => {
    const facts = [{ kind: 'package_install', manager: name }, networkFact(name, 'download')] as const;
    const odd = args.some(({ kind, value }) => kind !== 'static' || /^(-o|-c|--option|--config|--root|--eval|-E)/.test(value));
    if (odd) return notProven('an option changes what the package manager does or runs', { facts });
    return effects('install', { none: 'it installs packages' }, { facts });
  },
  match: { 'emerge x': 'install' },
  notMatch: ['emerge --config x', 'pkg -o A=b install x'],
};
