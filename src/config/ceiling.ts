import { isAbsolute, join } from 'node:path';
import { ACCESS_LEVELS, type Access, PRESETS, type Preset } from '../policy/action.ts';
import { type AgentSettings, NO_AGENT_SETTINGS } from './agent-settings.ts';
import { type ClassifierSettings, type ModelSettings, type ReadSettings, readSettings, type Stated } from './settings.ts';

/** How far anybody may go. Every further source only makes it narrower. */
export interface Ceiling {
  readonly access: Access;
  readonly preset: Preset;
  /** The workspace must lie in one directory of every list. Entries are as written, `~/` for the home directory. */
  readonly workspaceLists: readonly (readonly string[])[];
  /** Environment variables that commands never get. */
  readonly drop: readonly string[];
  /** Only from the user's own file: whoever chooses the model chooses who answers for the person. */
  readonly model?: ModelSettings;
  readonly classifier?: ClassifierSettings;
  /** Only from the user's own file: whoever names a program has it started. */
  readonly agents: AgentSettings;
}

/** What holds when nobody wrote a settings file. */
const DEFAULT_CEILING: Ceiling = { access: 'workspace-write', preset: 'standard', workspaceLists: [], drop: [], agents: NO_AGENT_SETTINGS };

export interface CeilingWithNotices {
  readonly ceiling: Ceiling;
  /** What is wrong with the settings files, in our own words. */
  readonly notices: readonly string[];
  /** The same with names and quotes from the files. */
  readonly details: readonly string[];
}

/**
 * Reads the user's settings file, and the one in `XDG_CONFIG_HOME`, which may only narrow the first.
 * @param options.configDir the directory of the user's settings file; absent when nobody can say where that is
 * @param options.readFile throws an error with the code `ENOENT` for a file that is not there
 */
export function readCeiling(options: {
  readonly configDir: string | undefined;
  readonly xdgConfigHome: string | undefined;
  readonly readFile: (path: string) => string;
}): CeilingWithNotices {
  const { configDir, xdgConfigHome, readFile } = options;
  const own = configDir === undefined ? undefined : join(configDir, FILE);
  const xdg = xdgConfigHome !== undefined && isAbsolute(xdgConfigHome) ? join(xdgConfigHome, 'bailiwick', FILE) : undefined;
  const first = readSettingsFile(own, readFile);
  const second = readSettingsFile(xdg === own ? undefined : xdg, readFile);
  // Only a sound file of the user's own widens the default.
  const base = first.problem === undefined ? { ...DEFAULT_CEILING, ...first.stated } : tighten(DEFAULT_CEILING, first.stated);
  const problems = [
    {
      path: own,
      problem: first.problem,
      notice: 'The settings file is not valid: the default bounds hold, and what could be read of it narrows them.',
    },
    {
      path: xdg,
      problem: second.problem,
      notice: 'The settings file in XDG_CONFIG_HOME is not valid: what could be read of it narrows the bounds.',
    },
  ].filter((entry) => entry.problem !== undefined);
  return {
    ceiling: tighten(base, second.stated),
    notices: problems.map(({ notice }) => notice),
    details: problems.map(({ path, problem }) => `${JSON.stringify(path)}: ${JSON.stringify(problem)}`),
  };
}

const FILE = 'settings.json';

function readSettingsFile(path: string | undefined, readFile: (path: string) => string): ReadSettings {
  if (path === undefined) return readSettings(undefined);
  try {
    return readSettings(readFile(path));
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return absent ? readSettings(undefined) : { ...readSettings(undefined), problem: 'it cannot be read' };
  }
}

/** The narrower of both in every respect. */
function tighten(ceiling: Ceiling, stated: Stated): Ceiling {
  return {
    access: narrower(ACCESS_LEVELS, ceiling.access, stated.access),
    preset: narrower(PRESETS, ceiling.preset, stated.preset),
    workspaceLists: [...ceiling.workspaceLists, ...stated.workspaceLists],
    drop: [...new Set([...ceiling.drop, ...stated.drop])],
    agents: narrowerAgents(ceiling.agents, stated.agents),
    ...(ceiling.model === undefined ? {} : { model: ceiling.model }),
    ...(ceiling.classifier === undefined && stated.classifier?.engine !== 'rules'
      ? {}
      : { classifier: { ...ceiling.classifier, ...(stated.classifier?.engine === 'rules' ? { engine: 'rules' as const } : {}) } }),
  };
}

function narrowerAgents(held: AgentSettings, asked: AgentSettings | undefined): AgentSettings {
  if (asked === undefined) return held;
  const stronger = [held.minAssurance, asked.minAssurance];
  return {
    ...held,
    minAssurance: (['sandboxed', 'caged', 'gated'] as const).find((level) => stronger.includes(level)),
    concurrency: smaller(held.concurrency, asked.concurrency),
  };
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

/** The narrower of two values of a scale that begins with its narrowest; `held` when nothing is asked. */
export function narrower<T extends string>(scale: readonly T[], held: T, asked: T | undefined): T {
  return asked !== undefined && scale.indexOf(asked) < scale.indexOf(held) ? asked : held;
}
