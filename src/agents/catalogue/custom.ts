import type { ProfilePart, ScriptedPlace } from './entry.ts';
import { type AgentEntry, NO_QUIRKS } from './entry.ts';
import { genericWanted } from './generic-wanted.ts';

/** An agent that a person has named in the settings; it speaks the Agent Client Protocol. */
export interface CustomAgent {
  readonly id: string;
  /** A program name, or an absolute path. */
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Arguments that make it print its version; `--version` when absent. */
  readonly versionArgs?: readonly string[] | undefined;
  /** Names of environment variables that it may see. */
  readonly environment?: readonly string[] | undefined;
  /** How it is pointed at a scripted model: `{base_url}` stands for the address of that, without a path. */
  readonly scripted?:
    | { readonly args?: readonly string[] | undefined; readonly env?: Readonly<Record<string, string>> | undefined }
    | undefined;
}

/**
 * Takes an agent of the settings; returns its entry. It is gated only: how its own tools could be switched off, and what a repository
 * can do to it, is not known here. What its calls would do is read from what the protocol itself says.
 */
export function customEntry(settings: CustomAgent): AgentEntry {
  const { id, command, args = [], env = {}, versionArgs = ['--version'], environment = [], scripted } = settings;
  return {
    id,
    program: command,
    protocol: 'acp',
    version: { args: versionArgs, pattern: /(\d+\.\d+[\w.+-]*)/ },
    // Nobody has tried any version of it but whoever proves it here.
    tested: { from: '0', to: '0' },
    install: `make "${command}" a program that can be started, or give its absolute path in the settings`,
    environment,
    profiles: { gated: () => ({ args, env, files: {} }) },
    models: {},
    resume: undefined,
    quirks: NO_QUIRKS,
    wanted: genericWanted,
    scripted: (place) => scriptedPart(scripted, place),
    hostile: {},
  };
}

function scriptedPart(scripted: CustomAgent['scripted'], { baseUrl }: ScriptedPlace): ProfilePart {
  const filled = (text: string): string => text.replaceAll('{base_url}', baseUrl);
  return {
    args: (scripted?.args ?? []).map(filled),
    env: Object.fromEntries(Object.entries(scripted?.env ?? {}).map(([name, value]) => [name, filled(value)])),
    files: {},
  };
}
