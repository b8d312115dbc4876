import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAgentFinder } from '../../agents/program/find-agent.ts';
import { type WritableRoots, writableAt } from '../../agents/program/program-place.ts';
import { visible } from '../../shell/visible.ts';

export interface ProgramOf {
  /** Name of the server, for people. */
  readonly name: string;
  /** Absolute, or a name on PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
}

export type FoundProgram =
  | { readonly ok: true; readonly executable: string; readonly path: string }
  /** Our own words, and escaped foreign ones; they say what to do. */
  | { readonly ok: false; readonly problem: string };

/**
 * Looks for the program of a server as for that of an agent: neither it, nor what leads to it or runs it, may lie where a child could have
 * put it. The same holds for each file that its arguments name: that may be the code, and it is executed without being judged. Directories
 * may be named, since servers are told so where they are to work; what a program loads from one nobody here can know.
 * @param searchPath the PATH that it gets
 */
export function findServerProgram({ name, command, args, cwd }: ProgramOf, searchPath: string, roots: WritableRoots): FoundProgram {
  const find = createAgentFinder({ searchPath, configured: {}, ...roots });
  const found = find({ id: `the MCP server ${name}`, program: command, install: 'outside of every workspace' });
  if (found.kind === 'absent')
    return { ok: false, problem: `its program ${quoted(command)} is not on PATH. Install it, or give its path.` };
  if (found.kind === 'refused') return { ok: false, problem: found.why };
  const writable = writableAt(roots);
  for (const file of args.flatMap((arg) => filesIn(arg, cwd))) {
    const where = writable(file) ?? (roots.ownDirs.some((dir) => file.startsWith(`${dir}/`)) ? 'among our own files' : undefined);
    if (where !== undefined)
      return { ok: false, problem: `its argument names ${quoted(file)}, which lies ${where}: a child could change it. Put it elsewhere.` };
  }
  return { ok: true, executable: found.agent.executable, path: found.agent.path };
}

/** The files, under their real and their given names, that an argument may mean: itself, what stands behind `=`, or behind a short option. */
function filesIn(arg: string, cwd: string): readonly string[] {
  const equals = arg.indexOf('=');
  const named = [arg, ...(equals === -1 ? [] : [arg.slice(equals + 1)]), ...(/^-[^-]/.test(arg) ? [arg.slice(2)] : [])];
  return named.flatMap((text) => {
    try {
      const file = text.startsWith('file:') ? fileURLToPath(text) : path.resolve(cwd, text);
      return statSync(file).isFile() ? [file, realpathSync.native(file)] : [];
    } catch {
      // Nothing is there, or it is no name of a file.
      return [];
    }
  });
}

const quoted = (text: string): string => JSON.stringify(visible(text));
