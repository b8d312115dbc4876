import path from 'node:path';
import type { World } from './world.ts';

/** Keys of a repository's own configuration that make git start a program, or read more configuration. `*` stands for any sub-section. */
const EXECUTING = [
  'alias.*',
  'core.askpass',
  'core.editor',
  'core.fsmonitor',
  'core.gitproxy',
  'core.hookspath',
  'core.pager',
  'core.sshcommand',
  'core.worktree',
  'credential.helper',
  'credential.*.helper',
  'diff.external',
  'diff.*.command',
  'diff.*.textconv',
  'difftool.*.cmd',
  'extensions.worktreeconfig',
  'filter.*.clean',
  'filter.*.process',
  'filter.*.smudge',
  'gpg.program',
  'gpg.*.program',
  'include.path',
  'includeif.*.path',
  'interactive.difffilter',
  'log.showsignature',
  'merge.*.driver',
  'mergetool.*.cmd',
  'pager.*',
  'remote.*.receivepack',
  'remote.*.uploadpack',
  'remote.*.vcs',
  'sequence.editor',
  'submodule.*.update',
  'uploadpack.packobjectshook',
].map((key) => new RegExp(`^${key.replaceAll('.', '\\.').replaceAll('*', '.+')}$`));

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
    const off = entry[2] === 'false' || entry[2] === '';
    if (!off && EXECUTING.some((pattern) => pattern.test(key))) return key;
  }
  return undefined;
}

/**
 * Why git, started in `directory`, might run something that the repository chose.
 * @returns a reason, or `undefined` when no repository is there or its configuration is harmless.
 */
export function repositoryRuns(directory: string, world: World): string | undefined {
  for (let at = directory; ; at = path.dirname(at)) {
    const dotGit = path.join(at, '.git');
    if (world.isDirectory(dotGit)) return runsFrom(dotGit, world);
    const link = world.readText(dotGit);
    if (link !== undefined) {
      const target = /^gitdir: (.+)\s*$/.exec(link)?.[1];
      return target === undefined ? 'its .git file is not understood' : runsFrom(path.resolve(at, target.trim()), world);
    }
    if (at === path.dirname(at)) return undefined;
  }
}

function runsFrom(gitDirectory: string, world: World): string | undefined {
  const common = world.readText(path.join(gitDirectory, 'commondir'));
  const directories = common === undefined ? [gitDirectory] : [gitDirectory, path.resolve(gitDirectory, common.trim())];
  for (const each of directories) {
    for (const name of ['config', 'config.worktree']) {
      const key = executingKey(world.readText(path.join(each, name)) ?? '');
      if (key !== undefined) return `the repository's configuration sets ${key}`;
    }
  }
  return undefined;
}

const HARDENED: readonly (readonly [key: string, value: string])[] = [
  ['safe.bareRepository', 'explicit'],
  ['core.fsmonitor', 'false'],
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
