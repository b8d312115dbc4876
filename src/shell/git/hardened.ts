import { MARKER } from '../process/marker.ts';

/** Settings of ours that come before those of a repository: nothing is started, fetched or asked for, and no file elsewhere is read. */
const SETTINGS: readonly string[] = [
  'core.alternateRefsCommand=',
  'core.askPass=',
  'core.attributesFile=/dev/null',
  // What is larger is only said to differ: a sparse file of any size costs nothing.
  'core.bigFileThreshold=1m',
  'core.excludesFile=/dev/null',
  'core.fsmonitor=',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.quotePath=true',
  'core.sshCommand=false',
  'core.untrackedCache=false',
  'credential.helper=',
  'diff.autoRefreshIndex=false',
  'diff.external=',
  'diff.ignoreSubmodules=all',
  'diff.mnemonicPrefix=false',
  'diff.noprefix=false',
  'gc.auto=0',
  'log.showSignature=false',
  'maintenance.auto=false',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
  'submodule.recurse=false',
];

/** The words of a call of git up to its command, for one repository that was looked at: git looks for no other. */
export function gitWords({ gitDir, top }: { readonly gitDir: string; readonly top: string }): readonly string[] {
  return ['--no-pager', '--literal-pathspecs', `--git-dir=${gitDir}`, `--work-tree=${top}`, ...SETTINGS.flatMap((each) => ['-c', each])];
}

/** Words that every diff gets: no program of anybody's, no submodule, no file that says an order. */
export const DIFF_WORDS: readonly string[] = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-renames',
  '--ignore-submodules=all',
  '--submodule=short',
  '-O/dev/null',
];

/** The whole environment of git: of the one that commands get only the mark that its processes are known by. */
export function gitEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const mark = env[MARKER];
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LC_ALL: 'C',
    TERM: 'dumb',
    GIT_ALLOW_PROTOCOL: '',
    GIT_ASKPASS: '',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat',
    GIT_TERMINAL_PROMPT: '0',
    ...(mark === undefined ? {} : { [MARKER]: mark }),
  };
}
