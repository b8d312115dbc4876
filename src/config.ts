import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentSettings } from './config/agent-settings.ts';
import { parseArguments } from './config/arguments.ts';
import { readCeiling } from './config/ceiling.ts';
import { bounded, given } from './config/given.ts';
import { PROTOCOLS, type Protocol } from './config/options.ts';
import type { ClassifierSettings, ModelSettings } from './config/settings.ts';
import { acceptWorkspace, contains, overlap, realLocation, type WorkspaceRules } from './config/workspace.ts';
import { ACCESS_LEVELS, type Access, PRESETS, type Preset } from './policy/action.ts';

/** Every setting of a run. Nobody else reads the environment, the working directory or the command line. */
export interface Config {
  /** Real path; `undefined` when nobody set it, then `resolveWorkspace` chooses. */
  readonly workspace: string | undefined;
  /** Absolute; may not exist yet: whoever writes there first makes it with mode 0700. */
  readonly stateDir: string;
  /** The directory of the user's settings file; may not exist. */
  readonly configDir: string;
  /** Where the launcher keeps compiled code that the next start runs; wherever the state is, commands must not write there. */
  readonly cacheDir: string;
  /** The home directory that the system's user database gives. */
  readonly home: string;
  readonly cwd: string;
  readonly access: Access;
  readonly preset: Preset;
  readonly protocol: Protocol;
  /** What the workspace must fit, whoever names it. */
  readonly workspaceRules: WorkspaceRules;
  /** Names that commands never get in their environment. */
  readonly dropFromEnvironment: readonly string[];
  /** The environment that we were started with. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  /** The model that answers before a person is asked; absent: rules alone decide. */
  readonly model: ModelSettings | undefined;
  readonly classifier: ClassifierSettings;
  readonly agents: AgentSettings;
  /** What the flag and the environment say of the classifier's model. */
  readonly classifierModel: { readonly flag: string | undefined; readonly environment: string | undefined };
  /** What was lowered or left out, in our own words: for stderr and the server's instructions. */
  readonly notices: readonly string[];
  /** The same for stderr only, since it quotes files. */
  readonly details: readonly string[];
}

export interface ConfigSources {
  /** The arguments meant for us, without executable and script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /**
   * The home directory of the system's user database, not `$HOME`: the environment may come from a repository. A user whom that does
   * not know has none; then `$HOME` is used, and no settings file is read, for it could be anybody's.
   */
  readonly home: string | undefined;
  /** Throws an error with the code `ENOENT` for a file that is not there. */
  readonly readFile: (path: string) => string;
  /** True inside Electron, where argv has foreign entries. */
  readonly embedded?: boolean;
}

export type LoadedConfig = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly message: string };

/**
 * Puts the settings together. The user's settings file is the ceiling; the one in `XDG_CONFIG_HOME`, the environment and the flags
 * only make it narrower, since all of these can come from a repository (a committed `.mcp.json`).
 * @returns the configuration, or one sentence that says what is wrong with the usage
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const parsed = parseArguments(sources.argv, sources.embedded === true);
  if (!parsed.ok) return parsed;
  const { env, cwd } = sources;
  const from = { flags: parsed.arguments.options, env };
  const userHome = sources.home === undefined ? undefined : realLocation(sources.home);
  const home = userHome ?? realLocation(env['HOME'] ?? '/');
  const configDir = join(home, '.config', 'bailiwick');
  const cacheDir = join(home, '.local', 'state', 'bailiwick', 'compile-cache');
  const { ceiling, notices, details } = readCeiling({
    configDir: userHome === undefined ? undefined : configDir,
    xdgConfigHome: env['XDG_CONFIG_HOME'],
    readFile: sources.readFile,
  });
  const access = bounded('access', ACCESS_LEVELS, ceiling.access, from);
  const preset = bounded('preset', PRESETS, ceiling.preset, from);
  const protocol = bounded('protocol', PROTOCOLS, 'auto', from);
  if (!access.ok) return access;
  if (!preset.ok) return preset;
  if (!protocol.ok) return protocol;

  const stateDir = realLocation(resolve(cwd, given('state-dir', from)[0]?.value ?? defaultStateDir(env, home)));
  const homes = [home, ...(env['HOME'] !== undefined && isAbsolute(env['HOME']) ? [realLocation(env['HOME'])] : [])];
  if (homes.some((entry) => contains(stateDir, entry)) || overlap(stateDir, configDir)) {
    return { ok: false, message: 'The state directory must not hold the home directory or the settings, nor lie among the settings.' };
  }
  const workspaceRules: WorkspaceRules = {
    homes: [...new Set(homes)],
    stateDir,
    configDir,
    cacheDir,
    workspaceLists: ceiling.workspaceLists,
  };
  const asked = given('workspace', from)[0];
  const accepted = asked === undefined ? undefined : acceptWorkspace(resolve(cwd, asked.value), workspaceRules);
  if (asked !== undefined && accepted?.ok === false) {
    return { ok: false, message: `${asked.source} cannot be the workspace: ${accepted.reason}.` };
  }
  const config: Config = {
    workspace: accepted?.ok === true ? accepted.workspace : undefined,
    stateDir,
    configDir,
    cacheDir,
    home,
    cwd,
    access: access.value,
    preset: preset.value,
    protocol: protocol.value,
    workspaceRules,
    dropFromEnvironment: ceiling.drop,
    model: ceiling.model,
    classifier: ceiling.classifier ?? {},
    agents: ceiling.agents,
    classifierModel: { flag: parsed.arguments.options['classifier-model'], environment: env['BAILIWICK_CLASSIFIER_MODEL'] },
    inherited: env,
    notices: [...notices, ...access.notices, ...preset.notices],
    details,
  };
  return { ok: true, config };
}

export type ResolvedWorkspace = { readonly ok: true; readonly workspace: string } | { readonly ok: false; readonly message: string };

/**
 * The workspace of one session.
 * @param roots the `file:` URIs that the host named, if it names any; a set workspace is never changed by them
 * @param cwd where the host started us: used when it names no root
 * @returns its real path, or a text for the model and the person that says what to set
 */
export function resolveWorkspace(options: { config: Config; roots: readonly string[]; cwd: string }): ResolvedWorkspace {
  const { config, roots, cwd } = options;
  if (config.workspace !== undefined) return { ok: true, workspace: config.workspace };
  const reasons: string[] = [];
  // A host that names roots means these; its working directory then says nothing.
  for (const candidate of roots.length === 0 ? [cwd] : roots.map(rootPath)) {
    const accepted = candidate === undefined ? undefined : acceptWorkspace(candidate, config.workspaceRules);
    if (accepted?.ok === true) return accepted;
    reasons.push(accepted?.reason ?? 'it is not a file: address of this machine');
  }
  const source = roots.length === 0 ? 'The directory that the host started Bailiwick in' : "The host's root";
  const message = `There is no workspace. ${source} cannot be it: ${[...new Set(reasons)].join('; ')}. Set BAILIWICK_WORKSPACE to the absolute path of a project directory in the host's configuration of Bailiwick, and start it again.`;
  return { ok: false, message };
}

function rootPath(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

function defaultStateDir(env: ConfigSources['env'], home: string): string {
  const xdg = env['XDG_STATE_HOME'];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.local', 'state'), 'bailiwick');
}
