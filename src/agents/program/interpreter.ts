import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { which } from '../../shell/process/which.ts';
import { visible } from '../../shell/visible.ts';
import { AgentError } from '../protocol.ts';

/** Linux reads no more of a first line (BINPRM_BUF_SIZE). */
const FIRST_LINE = 256;
/** What it loads lies in packages, which can be listed. */
const LISTABLE = /^node(js)?$/;
const ENV = new Set(['/usr/bin/env', '/bin/env']);
/** Behind `env`: an optional -S, settings of variables, then the name; options of `env` and its quoting are not understood. */
const ENV_WORDS = /^(?:-S\s*|--split-string[=\s]\s*)?(?:[A-Za-z_]\w*=[^\s"'\\$]*\s+)*([\w./+-]+)(?:\s+[^"'\\$]*)?$/;

/**
 * Takes the real path of a program and the PATH that it gets; returns the real path of what runs it, `undefined` for one that runs by itself.
 * Throws `AgentError` for a script whose files can not be listed, and what the file system says.
 */
export function interpreterOf(executable: string, searchPath: string): string | undefined {
  const line = firstLine(executable);
  if (line === undefined) return undefined;
  const shown = visible(executable);
  const name = interpreterName(line);
  if (name === undefined)
    throw new AgentError(`The first line of ${shown} names an interpreter in a way that is not understood. ${NAME_IT}`);
  if (!LISTABLE.test(path.basename(name)))
    throw new AgentError(`${shown} is a script for ${visible(name)}: what it starts can not be known. ${NAME_IT}`);
  const found = which(name, searchPath, '/');
  if (found === undefined) throw new AgentError(`${visible(name)}, which runs ${shown}, is not on PATH. Install it.`);
  const real = realpathSync.native(found);
  if (firstLine(real) !== undefined)
    throw new AgentError(`${visible(found)}, which runs ${shown}, is a script that starts another one. Put the real one first on PATH.`);
  return real;
}

const NAME_IT = "Name the agent's own program in the settings.";

/** The first line of a script without its mark; `undefined` when it is none. */
function firstLine(file: string): string | undefined {
  const buffer = Buffer.alloc(FIRST_LINE);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, buffer, 0, FIRST_LINE, 0);
    const text = buffer.toString('latin1', 0, length);
    return text.startsWith('#!') ? (text.slice(2).split('\n', 1)[0] ?? '').trim() : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function interpreterName(line: string): string | undefined {
  const [, program = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  if (!ENV.has(program)) return path.isAbsolute(program) ? program : undefined;
  const name = ENV_WORDS.exec(rest)?.[1];
  return name === undefined || name.startsWith('-') || (name.includes('/') && !path.isAbsolute(name)) ? undefined : name;
}
