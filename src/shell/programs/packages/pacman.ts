import { effects, networkFact, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';
import { asks, looks, manager } from './manager.ts';

/** What is installed, and the lists of what can be had; `p` would be a package file, `y` fetches the lists. */
const LOCAL = /^-(Q[ceditlkmngusqo]*|F[lxq]*|T|V|h)$/;
const LISTS = /^-S(?=\w*[silg])[silgq]+$/;

const local = compile({ flags: '-q --quiet --noconfirm', operands: 'text' });
const remote = compile({ flags: '-q --quiet', operands: 'text', class: 'remote-read', facts: [networkFact('yay', 'download')] });

/** Its first word is what it does, in one bundle of letters. */
export const pacman: Program = {
  names: ['pacman', 'yay', 'paru'],
  effects: ({ args }, name) => {
    const facts = [{ kind: 'package_install', manager: name }, networkFact(name, 'download')] as const;
    const [verb, ...rest] = args;
    const first = verb?.kind === 'static' ? verb.value : '';
    // The helpers ask for packages of users, too.
    if (LOCAL.test(first) || LISTS.test(first) || first === '--version') return judge(name === 'pacman' ? local : remote, rest);
    const odd = args.some(
      ({ kind, value }) =>
        kind !== 'static' ||
        /^(-b|-r|--config|--dbpath|--root|--sysroot|--hookdir|--gpgdir|--cachedir|--logfile|--editor|--makepkg)/.test(value),
    );
    if (odd) return notProven('an option changes what the package manager does or runs', { facts });
    return effects('install', { none: 'it installs packages' }, { facts });
  },
  match: {
    'pacman -S x': 'install',
    'pacman -Qi bash': 'read-only',
    'pacman -Ss vim': 'read-only',
    'yay -Ss vim': 'remote-read',
    'pacman -Sq x': 'install',
  },
  notMatch: ['pacman -Sy', 'pacman -Sq x', 'pacman -Qp x.pkg', 'pacman -Q --config ./x', 'pacman -Ss x --hookdir .', 'pacman -Sc'],
};

export const apk = manager({
  names: ['apk'],
  reads: {
    info: looks(
      '-a -d -e -L -P -r -R -s -w -W -t --all --contents --depends --description --installed --license --provides --rdepends --size --who-owns --webpage',
    ),
    'list|search|policy|version|stats|dot': asks(
      'apk',
      '-a -d -e -I -u -x -o -P -l --all --available --exact --installed --upgradeable --upgradable --orphaned --origin --description',
    ),
  },
  changes: 'add|del|fix|update|upgrade|cache|fetch|audit|verify|index|manifest|mkndx|mkpkg',
  match: { 'apk info -L bash': 'read-only', 'apk search vim': 'remote-read', 'apk add x': 'install' },
  notMatch: ['apk -X http://evil.test search x', 'apk --root /x info', 'apk info -X http://evil.test x', 'apk add x'],
});
