import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { visible } from '../../shell/visible.ts';
import { AgentError } from '../protocol.ts';
import { interpreterOf } from './interpreter.ts';
import { packagesOf } from './packages.ts';
import type { WritableAt } from './program-place.ts';

/** Installed agents have up to nine thousand. */
const MOST_FILES = 50_000;
/** Directories that are listed before others get their turn: a millisecond or two. */
const DIRECTORIES_A_TURN = 64;

export interface Surroundings {
  /** The PATH that the agent gets. */
  readonly searchPath: string;
  readonly writable: WritableAt;
}

/** One file of what is executed. */
export interface ClosureFile {
  /** Where it lies, seen from the agent's package: the same wherever that was installed. */
  readonly name: string;
  readonly file: string;
  /** Where a link leads: its text, and its end as a name like the above; empty when there is nothing. */
  readonly link?: readonly [string, string];
}

/**
 * Takes the real path of a program; lists, by name, all that is executed with it as far as it is written down: the program, its package and
 * the packages that it needs, whole, and its interpreter. Rejects with `AgentError` when that can not be told, and with what the file
 * system says; never gives less.
 * @param mostFiles beyond which it is an error
 */
export async function closureOf(
  executable: string,
  { searchPath, writable }: Surroundings,
  mostFiles = MOST_FILES,
): Promise<readonly ClosureFile[]> {
  const interpreter = interpreterOf(executable, searchPath);
  const roots = packagesOf(executable, interpreter !== undefined);
  const top = roots.find((root) => executable.startsWith(`${root}/`)) ?? executable;
  const nameOf = (file: string): string => path.relative(path.dirname(top), file);
  const files: ClosureFile[] = interpreter === undefined ? [] : [{ name: `#!${path.basename(interpreter)}`, file: interpreter }];
  if (roots.length === 0) files.push({ name: nameOf(executable), file: executable });
  const directories = roots.map((dir) => ({ dir, as: nameOf(dir) }));
  let listed = 0;
  for (let at = directories.pop(); at !== undefined; at = directories.pop()) {
    for (const entry of readdirSync(at.dir, { withFileTypes: true })) {
      const file = `${at.dir}/${entry.name}`;
      const name = `${at.as}/${entry.name}`;
      if (entry.isDirectory()) directories.push({ dir: file, as: name });
      else if (entry.isFile()) files.push({ name, file });
      else if (entry.isSymbolicLink()) files.push(...linked(file));
      else throw new AgentError(`${visible(file)} is neither a file nor a directory. ${REINSTALL}`);
    }
    if (files.length + directories.length > mostFiles)
      throw new AgentError(`${visible(top)} holds more than ${mostFiles} files. ${ELSEWHERE}`);
    listed += 1;
    if (listed % DIRECTORIES_A_TURN === 0) await nextTurn();
  }
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));

  function linked(file: string): readonly ClosureFile[] {
    const text = readlinkSync(file);
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return [{ name: nameOf(file), file, link: [text, ''] }];
    const real = realpathSync.native(file);
    const where = writable(real);
    if (where !== undefined) throw new AgentError(`${visible(file)} leads to ${visible(real)}, which lies ${where}. ${REINSTALL}`);
    const link: ClosureFile = { name: nameOf(file), file, link: [text, nameOf(real)] };
    if (roots.some((root) => real === root || real.startsWith(`${root}/`))) return [link];
    if (!statSync(real).isFile())
      throw new AgentError(`${visible(file)} leads out of what was installed, to ${visible(real)}. ${REINSTALL}`);
    return [link, { name: `${nameOf(file)}/`, file: real }];
  }
}

const REINSTALL = 'Install the agent again.';
const ELSEWHERE = 'Install the agent in a directory of its own.';
