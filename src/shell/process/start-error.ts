import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** The code of a system error, e.g. ENOENT; empty when it has none. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * Looked at before the start, because a shell that sets our tag would report it in its own words and as an exit code.
 * Takes the program's path and the working directory; returns why they can not be used.
 */
export function whyNotStartable(file: string, cwd: string): string | undefined {
  if (!isAbsolute(file)) return `${file === '' ? 'The empty name' : file} is not the absolute path of a program.`;
  try {
    if (!statSync(cwd).isDirectory()) return `The working directory ${cwd} is not a directory.`;
    accessSync(cwd, constants.X_OK);
  } catch (error) {
    return `The working directory ${cwd} ${codeOf(error) === 'ENOENT' ? 'does not exist' : `can not be entered (${codeOf(error)})`}.`;
  }
  try {
    if (!statSync(file).isFile()) return `${file} is not a program.`;
    accessSync(file, constants.X_OK);
  } catch (error) {
    return codeOf(error) === 'ENOENT'
      ? `The program ${file} does not exist.`
      : `The program ${file} may not be executed (${codeOf(error)}).`;
  }
  return undefined;
}

const START_ERRORS: Readonly<Record<string, string>> = {
  E2BIG: 'The command and its environment are longer than the system allows. Put long text into a file.',
  EAGAIN: 'No more processes may be started. Stop some tasks and try again.',
  EMFILE: 'This server has too many files open. Stop some tasks and try again.',
  ENFILE: 'The system has too many files open. Stop some programs and try again.',
  ENOMEM: 'The system is out of memory. Stop some programs and try again.',
  ERR_INVALID_ARG_VALUE: 'The command, its directory or its environment holds a NUL character, which no program can be given.',
};

/** Takes what starting a process failed with; returns it in our own words, with its code. */
export function startFailedText(error: unknown): string {
  const code = codeOf(error);
  const text = START_ERRORS[code] ?? 'The program could not be started.';
  return code === '' ? text : `${text} (${code})`;
}

const WRITE_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space there',
  EDQUOT: 'your quota is used up. Free some space there',
  EROFS: 'the file system is read-only. Use another state directory',
  EACCES: 'writing there is not permitted. Use another state directory',
  EMFILE: 'this server has too many files open. Stop some tasks',
  EFBIG: 'more than 4 GiB of one command are not kept. Let it write less, or into a file of its own',
  EEXIST: 'the file is there already. Use an empty directory for each run',
};

/** Takes the directory, the error of a write, and whether the command had begun; returns what happened and what to do. */
export function outputFailedText(dir: string, error: unknown, begun: boolean): string {
  const code = codeOf(error);
  const why = WRITE_ERRORS[code] ?? 'the file system reports an error. Check it';
  const next = begun ? '. What the command did is done; the rest of its output is lost.' : ', then run the command again.';
  return `The output can not be kept in ${dir}: ${why}${next}${code === '' ? '' : ` (${code})`}`;
}
