import path from 'node:path';
import { nameIn } from '../shell/name-in.ts';
import type { World } from './world.ts';

/** Keys of a repository's own configuration that make git start a program, read more configuration, or ask another place than it says. `*` stands for any sub-section. */
const EXECUTING = [
  'alias.*',
  'blame.ignorerevsfile',
  'browser.*',
  'core.alternaterefscommand',
  'core.askpass',
  'core.editor',
  'core.fsmonitor',
  'core.gitproxy',
  'core.hookspath',
  'core.pager',
  'core.sshcommand',
  'core.worktree',
  'credential.*',
  'diff.external',
  'diff.*.command',
  'diff.*.textconv',
  'difftool.*.cmd',
  'extensions.partialclone',
  'extensions.worktreeconfig',
  'filter.*.clean',
  'filter.*.process',
  'filter.*.smudge',
  // They choose what is written, and where.
  'format.outputdirectory',
  'format.signaturefile',
  'format.suffix',
  'fsck.skiplist',
  'help.*',
  'http.*cookiefile',
  'http.*curloptresolve',
  'http.*delegation',
  'http.*emptyauth',
  'http.*proactiveauth',
  'http.*sslcert',
  'http.*sslkey',
  'http.*proxy',
  'http.*sslcainfo',
  'http.*sslcapath',
  'http.*sslverify',
  'gpg.program',
  'gpg.*.program',
  'include.path',
  'includeif.*.path',
  'interactive.difffilter',
  'log.showsignature',
  'man.*',
  'merge.*.driver',
  'mergetool.*.cmd',
  'pager.*',
  'protocol.*.allow',
  'remote.*.promisor',
  'remote.*.proxy',
  'remote.*.receivepack',
  'remote.*.uploadpack',
  'remote.*.vcs',
  'sequence.editor',
  'submodule.*.update',
  'tar.*.command',
  'trailer.*.cmd',
  'trailer.*.command',
  'uploadpack.packobjectshook',
  'url.*insteadof',
  'web.browser',
].map((key) => new RegExp(`^${key.replaceAll('.', '\\.').replaceAll('*', '.*')}$`));

/**
 * The first key of a git configuration that makes git run something. A key that is set to nothing or to `false` runs nothing.
 * What cannot be read as plain configuration counts as running something.
 */
export function executingKey(config: string): string | undefined {
  let section = '';
  for (const raw of config.split('\n')) {
    let line = raw.trim();
    const header = /^\[([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\]/.exec(line);
    if (header !== null) {
      section = [header[1]?.toLowerCase(), header[2]].filter((part) => part !== undefined).join('.');
      line = line.slice(header[0].length).trim();
    }
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const entry = /^([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/.exec(line);
    if (entry === null || line.endsWith('\\')) return 'a line that is not plain';
    const key = `${section}.${entry[1]?.toLowerCase()}`;
    const value = entry[2] ?? '';
    // Only this one does harm by being off.
    const off = (value === 'false' && !key.endsWith('.sslverify')) || (value === '' && line.includes('='));
    if (!off && EXECUTING.some((pattern) => pattern.test(key))) return key;
    if (/^remote\..*url$/.test(key) && /^"?[\w+.-]+::/.test(value)) return key;
  }
  return undefined;
}

/**
 * Why git, started in `directory`, might run something that a repository chose. Looks upwards until git would stop, and at
 * the submodules, whose configuration git reads too.
 * @returns a reason, or `undefined` when no repository is there or its configuration is harmless.
 */
export function repositoryRuns(directory: string, world: World): string | undefined {
  const real = world.resolve(directory);
  if (real === undefined) return 'where it stands cannot be told';
  for (let at = real; ; ) {
    const dotGit = nameIn(at, '.git');
    const found = repositoryAt(dotGit, at, world) ?? bareRepositoryAt(at, world);
    if (typeof found === 'string') return found;
    if (found !== undefined) {
      const why = runsFrom(found, world) ?? submodulesRun(found, at, world);
      if (why !== undefined || isComplete(found, world)) return why;
    }
    const parent = path.dirname(at);
    if (at === parent) return undefined;
    at = parent;
  }
}

/** The repository that `.git` is or names: a string says why it is not understood. */
function repositoryAt(dotGit: string, directory: string, world: World): { readonly git: string } | string | undefined {
  if (world.isDirectory(dotGit)) return { git: dotGit };
  const link = world.readText(dotGit);
  if (link === undefined) return undefined;
  const target = /^gitdir: (.+)\s*$/.exec(link)?.[1];
  return target === undefined ? 'its .git file is not understood' : { git: nameIn(directory, target.trim()) };
}

/** A directory that looks like the inside of a repository is one. */
function bareRepositoryAt(directory: string, world: World): { readonly git: string } | undefined {
  return isComplete({ git: directory }, world) ? { git: directory } : undefined;
}

/** Git takes a directory for a repository only when these are there; from another it goes on upwards. */
function isComplete({ git }: { readonly git: string }, world: World): boolean {
  if (world.readText(nameIn(git, 'commondir')) !== undefined) return true;
  return (
    world.readText(nameIn(git, 'HEAD')) !== undefined && world.isDirectory(nameIn(git, 'objects')) && world.isDirectory(nameIn(git, 'refs'))
  );
}

function runsFrom({ git }: { readonly git: string }, world: World): string | undefined {
  const common = world.readText(nameIn(git, 'commondir'));
  const directories = common === undefined ? [git] : [git, nameIn(git, common.trim())];
  for (const each of directories) {
    for (const name of ['config', 'config.worktree']) {
      const key = executingKey(world.readText(nameIn(each, name)) ?? '');
      if (key !== undefined) return `the repository's configuration sets ${key}`;
    }
  }
  return undefined;
}

/** More submodules than this are not looked at. */
const MAX_SUBMODULES = 64;

function submodulesRun({ git }: { readonly git: string }, worktree: string, world: World): string | undefined {
  const listed = [...(world.readText(nameIn(worktree, '.gitmodules')) ?? '').matchAll(/^\s*path\s*=\s*"?(.+?)"?\s*$/gm)];
  const modules = modulesBelow(nameIn(git, 'modules'), world, []);
  if (listed.length > MAX_SUBMODULES || modules.length > MAX_SUBMODULES) return 'it has too many submodules to look at';
  for (const match of listed) {
    const directory = nameIn(worktree, match[1] ?? '');
    const found = repositoryAt(nameIn(directory, '.git'), directory, world);
    const why = typeof found === 'object' ? runsFrom(found, world) : found;
    if (why !== undefined) return `a submodule: ${why}`;
  }
  for (const each of modules) {
    const why = runsFrom({ git: each }, world);
    if (why !== undefined) return `a submodule: ${why}`;
  }
  return undefined;
}

/** Directories with a configuration below `.git/modules`; the name of a submodule may have several segments. */
function modulesBelow(directory: string, world: World, found: string[]): string[] {
  if (!world.isDirectory(directory)) return found;
  for (const each of world.glob(directory, '*') ?? []) {
    if (found.length > MAX_SUBMODULES) break;
    if (world.readText(nameIn(each, 'config')) === undefined) modulesBelow(each, world, found);
    else {
      found.push(each);
      modulesBelow(nameIn(each, 'modules'), world, found);
    }
  }
  return found;
}

const HARDENED: readonly (readonly [key: string, value: string])[] = [
  ['safe.bareRepository', 'explicit'],
  ['core.fsmonitor', 'false'],
  ['diff.autoRefreshIndex', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['submodule.recurse', 'false'],
  ['log.showSignature', 'false'],
];

/** Environment for reads by git: no hooks, no file watcher, no pager, no prompt, no bare repository that merely lies there. */
export const HARDENED_GIT: Readonly<Record<string, string>> = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_PAGER: 'cat',
  GIT_CONFIG_COUNT: String(HARDENED.length),
  ...Object.fromEntries(
    HARDENED.flatMap(([key, value], i) => [
      [`GIT_CONFIG_KEY_${i}`, key],
      [`GIT_CONFIG_VALUE_${i}`, value],
    ]),
  ),
};
