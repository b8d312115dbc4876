import { effects, networkFact, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';
import { asks, looks, manager } from './manager.ts';

const LISTS =
  '-a -i -n -f --all-versions --installed --upgradable --upgradeable --manual-installed --names-only --full --important --recurse ' +
  '--no-all-versions --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances --no-pre-depends --no-depends --implicit --generate';

export const apt = manager({
  // A person works in aptitude.
  bare: { check: ({ options }) => (options.some(({ name }) => name !== '-v') ? undefined : 'it may open a screen of its own') },
  names: ['apt', 'apt-get', 'apt-cache', 'aptitude', 'apt-mark'],
  reads: {
    'list|show|search|policy|depends|rdepends|showpkg|showsrc|madison|pkgnames|stats|unmet|dump|dumpavail|dotty|xvcg|why|why-not|versions|showauto|showmanual|showhold|showinstall|showremove|showpurge|help|moo':
      looks(LISTS),
    changelog: asks('apt'),
  },
  changes:
    'install|reinstall|remove|purge|autoremove|autopurge|update|upgrade|full-upgrade|dist-upgrade|safe-upgrade|build-dep|source|download|clean|autoclean|distclean|edit-sources|satisfy|dselect-upgrade|auto|manual|hold|unhold|markauto|unmarkauto|minimize-manual',
  match: {
    'apt install x': 'install',
    'apt list --installed': 'read-only',
    'apt-cache policy x': 'read-only',
    'apt install --help': 'read-only',
  },
  notMatch: [
    'apt-get -o DPkg::Pre-Invoke::=id update',
    'apt list -o Dir::Bin::dpkg=./x',
    'apt show ./x.deb',
    'apt install ./x.deb',
    'apt-mark hold x',
    'aptitude',
  ],
});

const QUERIES =
  '-l -s -L -S -p -C -V -W -h --list --status --listfiles --search --print-avail --audit --verify --show --get-selections --print-architecture ' +
  '--print-foreign-architectures --control-list --compare-versions --no-pager --help --version --load-avail';
const FIRST = new Set(QUERIES.split(' '));

const query = compile({ flags: QUERIES, values: '-f --showformat', operands: 'text' });
/** `-I` unpacks and prints a file of the archive, which may be a link to any other file. */
const archive = compile({ flags: '-c --contents', operands: 'read' });
const ARCHIVE = /^(-c|--contents)$/;

/** Its first word is what it does; `-f` and the like stand behind it. */
export const dpkg: Program = {
  names: ['dpkg', 'dpkg-query', 'dpkg-deb'],
  effects: ({ args }, name) => {
    const facts = [{ kind: 'package_install', manager: name }, networkFact(name, 'download')] as const;
    const [verb] = args;
    const first = verb?.kind === 'static' ? (verb.value.split('=')[0] ?? '') : '';
    if (ARCHIVE.test(first) && name !== 'dpkg-query' && args.length > 1) return judge(archive, args);
    const asksOnly = name !== 'dpkg-deb' && (FIRST.has(first) || (name === 'dpkg-query' && /^(-f|--showformat)/.test(first)));
    if (asksOnly && !(name === 'dpkg' && first === '-f')) return judge(query, args);
    if (args.some(({ kind, value }) => kind !== 'static' || /^--(admindir|root|instdir|pre-invoke|post-invoke|status-logger)/.test(value)))
      return notProven('an option changes what the package manager does or runs', { facts });
    if (/^(-I|--info)$/.test(first)) return notProven('the archive decides which file it prints');
    return effects('install', { none: 'it installs packages' }, { facts });
  },
  match: {
    'dpkg -l': 'read-only',
    'dpkg -S /bin/ls': 'read-only',
    "dpkg-query -W -f '${Package}' x": 'read-only',
    'dpkg -i x.deb': 'install',
  },
  notMatch: [
    'dpkg -i evil.deb',
    'dpkg -l --admindir=./x',
    'dpkg --pre-invoke=./x -i y',
    'dpkg -l --pre-invoke=./x',
    'dpkg-deb -x a.deb /',
    'dpkg-deb -I x.deb',
  ],
};
