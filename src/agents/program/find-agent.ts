import { realpathSync } from 'node:fs';
import path from 'node:path';
import { which } from '../../shell/process/which.ts';
import { visible } from '../../shell/visible.ts';
import type { AgentEntry } from '../catalogue/entry.ts';
import { AgentError } from '../protocol.ts';
import { interpreterOf } from './interpreter.ts';
import { packagesOf } from './packages.ts';
import { type WritableRoots, whyNotTrusted, writableAt } from './program-place.ts';

/** An agent's program as it lies on this machine. */
export interface FoundAgent {
  /** Id in the catalogue. */
  readonly id: string;
  /** Absolute path it was found at. */
  readonly path: string;
  /** Real path of the program. */
  readonly executable: string;
}

/** What became of looking for an agent. */
export type Found =
  | { readonly kind: 'found'; readonly agent: FoundAgent }
  /** It lies where whoever works in the workspace could have put it; our own words. */
  | { readonly kind: 'refused'; readonly path: string; readonly why: string }
  | { readonly kind: 'absent' };

export type FindAgent = (entry: AgentEntry) => Found;

export interface AgentFinderDeps extends WritableRoots {
  /** The PATH that agents get, as `searchPathOf` gives it. */
  readonly searchPath: string;
  /** Programs that the user's settings name, by id of the agent; absolute paths. */
  readonly configured: Readonly<Record<string, string>>;
}

/**
 * Returns what looks for an agent's program: where the settings say, else the first that PATH has. That one counts, and when it can not be
 * trusted no other takes its place: who runs the agent in a terminal gets the same.
 */
export function createAgentFinder({
  searchPath,
  configured,
  ...roots
}: AgentFinderDeps): (entry: Pick<AgentEntry, 'id' | 'program' | 'install'>) => Found {
  const writable = writableAt(roots);

  function whyRefused(file: string): string | undefined {
    const executable = realpathSync.native(file);
    const interpreter = interpreterOf(executable, searchPath);
    const places = [file, ...packagesOf(executable, interpreter !== undefined), ...(interpreter === undefined ? [] : [interpreter])];
    for (const place of places) {
      const why = whyNotTrusted(place, writable);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  return ({ id, program, install }) => {
    const named = Object.hasOwn(configured, id) ? configured[id] : undefined;
    if (named !== undefined && !path.isAbsolute(named)) return { kind: 'refused', path: named, why: `${quoted(named)} ${NOT_ABSOLUTE}` };
    const file = which(named ?? program, searchPath, '/');
    if (file === undefined)
      return named === undefined ? { kind: 'absent' } : { kind: 'refused', path: named, why: `${quoted(named)} ${NO_PROGRAM}` };
    try {
      const why = whyRefused(file);
      if (why === undefined) return { kind: 'found', agent: { id, path: file, executable: realpathSync.native(file) } };
      return { kind: 'refused', path: file, why: `${why}. Install ${id} elsewhere (${install}), or name its program in the settings.` };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return {
        kind: 'refused',
        path: file,
        why: error instanceof AgentError ? why : `${quoted(file)} can not be looked at: ${visible(why)}`,
      };
    }
  };
}

const quoted = (text: string): string => JSON.stringify(visible(text));
const NOT_ABSOLUTE = 'in the settings is not an absolute path. Give the whole path of the program.';
const NO_PROGRAM = 'in the settings is not a program that can be executed. Give the whole path of one.';
