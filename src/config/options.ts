import { ACCESS_LEVELS, PRESETS } from '../policy/action.ts';

/** Narrowest first. */
export const PROTOCOLS = ['legacy', 'auto'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** One setting that a flag, and mostly an environment variable too, may give. */
export interface Option {
  readonly name:
    | 'workspace'
    | 'state-dir'
    | 'preset'
    | 'access'
    | 'protocol'
    | 'classifier-model'
    | 'cwd'
    | 'for'
    | 'task'
    | 'stream'
    | 'reason'
    | 'out';
  /** The environment variable; absent when only the flag exists. */
  readonly variable?: string;
  /** The values that are understood, narrowest first; absent when any will do. */
  readonly choices?: readonly string[];
  /** What such a value is; a directory when it is not said. */
  readonly value?: 'path' | 'model' | 'id' | 'text';
  readonly fallback: string;
  readonly description: string;
  /** The commands that take it; absent when all do. */
  readonly only?: readonly string[];
}

/** A flag without a value. */
export interface Switch {
  readonly name:
    | 'json'
    | 'stdin'
    | 'watch'
    | 'follow'
    | 'denied'
    | 'yes'
    | 'write'
    | 'all'
    | 'force'
    | 'raw'
    | 'verify'
    | 'html'
    | 'apply'
    | 'only-block';
  readonly description: string;
  readonly only: readonly string[];
}

/** Every setting outside the settings file. The help text, the README and `print-config` are made from this table. */
export const OPTIONS: readonly Option[] = [
  {
    name: 'workspace',
    variable: 'BAILIWICK_WORKSPACE',
    fallback: "the host's root, else the directory it was started in",
    description: 'The directory that commands work in. `/`, the home directory and system directories are refused.',
  },
  {
    name: 'state-dir',
    variable: 'BAILIWICK_STATE_DIR',
    value: 'path',
    fallback: '`$XDG_STATE_HOME/bailiwick`, else `~/.local/state/bailiwick`',
    description: 'Where output files, questions and the log are kept, readable by you alone. Must lie outside the workspace.',
  },
  {
    name: 'preset',
    variable: 'BAILIWICK_PRESET',
    choices: PRESETS,
    fallback: 'the ceiling in the settings file, else `standard`',
    description: 'How much runs unasked. A wider preset than the ceiling is lowered to it.',
  },
  {
    name: 'access',
    variable: 'BAILIWICK_ACCESS',
    choices: ACCESS_LEVELS,
    fallback: 'the ceiling in the settings file, else `workspace-write`',
    description: 'How far commands may reach. A wider access than the ceiling is lowered to it.',
  },
  {
    name: 'protocol',
    choices: PROTOCOLS,
    fallback: '`auto`',
    description: '`legacy` never speaks the 2026-07-28 protocol, for hosts that stumble over it.',
  },
  {
    name: 'classifier-model',
    variable: 'BAILIWICK_CLASSIFIER_MODEL',
    value: 'model',
    fallback: "the settings file's `classifier.model`, else its `small_model`, else its `model`",
    description: 'The model, of the provider in the settings file, that answers before a person is asked.',
  },
  {
    name: 'cwd',
    fallback: 'the directory it is called in, where that lies in the workspace, else the workspace',
    description:
      'The directory that the command would start in. Only for `check` and `explain`; where nothing else names a workspace, it is that too.',
    only: ['check', 'explain'],
  },
  {
    name: 'for',
    choices: ['once', 'session', 'always'],
    fallback: '`once`',
    description: 'How long an approval lasts. Only for `approve`.',
    only: ['approve'],
  },
  {
    name: 'task',
    value: 'id',
    fallback: 'all',
    description: 'Only what this task did, and what started it. Only for `log`.',
    only: ['log'],
  },
  {
    name: 'stream',
    choices: ['stdout', 'stderr', 'combined'],
    fallback: '`combined`',
    description: 'Which of what a task wrote. Only for `output`.',
    only: ['output'],
  },
  { name: 'reason', value: 'text', fallback: 'none', description: 'Why, for whoever reads the task. Only for `stop`.', only: ['stop'] },
  {
    name: 'out',
    value: 'path',
    fallback: 'stdout',
    description: 'A file that takes it, for you alone. Only for `report`.',
    only: ['report'],
  },
];

export const SWITCHES: readonly Switch[] = [
  {
    name: 'json',
    description: 'Answer in JSON.',
    only: ['check', 'approvals', 'rules', 'log', 'replay', 'tasks', 'output', 'report', 'state', 'doctor'],
  },
  { name: 'stdin', description: 'Read commands from stdin; with `--json`, and only for `check`.', only: ['check'] },
  { name: 'watch', description: 'Go on and show what comes. Only for `approvals`.', only: ['approvals'] },
  { name: 'follow', description: 'Go on and show what comes. Only for `log` and `output`.', only: ['log', 'output'] },
  { name: 'raw', description: 'Byte for byte, on a terminal too, where what a task wrote may act. Only for `output`.', only: ['output'] },
  {
    name: 'apply',
    description: 'Put the patch on the files of the repository: all of it or nothing, and no commit. Only for `patch`.',
    only: ['patch'],
  },
  { name: 'html', description: 'Write one HTML page that needs nothing beside it. Only for `report`.', only: ['report'] },
  { name: 'all', description: 'Also what ended long ago. Only for `tasks`.', only: ['tasks'] },
  {
    name: 'force',
    description: 'Without a grace, for `stop`; for `undo` also what has changed since, of which a copy is kept.',
    only: ['stop', 'undo'],
  },
  { name: 'denied', description: 'Only what was refused. Only for `log`.', only: ['log'] },
  { name: 'yes', description: 'Do not ask. Only for `trust` and `state forget`.', only: ['trust', 'state'] },
  { name: 'verify', description: 'Prove how strongly agents are held, and keep what passed. Only for `doctor`.', only: ['doctor'] },
  {
    name: 'only-block',
    description: "Leave what is allowed to the agent's own permissions, which may still ask or refuse. Only for `hook`.",
    only: ['hook'],
  },
  { name: 'write', description: 'Add them to your own rules file. Only for `rules import`.', only: ['rules'] },
];

export type OptionName = Option['name'];
export type SwitchName = Switch['name'];

/** The option of that name, from the table. */
export function option(name: OptionName): Option {
  const found = OPTIONS.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`No option is called ${name}`);
  return found;
}
