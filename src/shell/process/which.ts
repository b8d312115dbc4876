import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

/**
 * Finds the file that a program's name stands for. Takes the name, a PATH and the directory that names with a slash count
 * from; returns an absolute path as found (links are not followed), undefined when there is none. Empty and relative
 * entries of PATH are skipped: they mean the working directory, where anybody may have put anything.
 */
export function which(name: string, path: string, cwd: string): string | undefined {
  if (name === '' || name.includes('\0')) return undefined;
  if (name.includes('/')) {
    const file = plain(isAbsolute(name) ? name : `${cwd}/${name}`);
    return file !== undefined && isProgram(file) ? file : undefined;
  }
  for (const dir of path.split(':')) {
    if (!isAbsolute(dir) || dir.includes('\0')) continue;
    const file = plain(`${dir}/${name}`);
    if (file !== undefined && isProgram(file)) return file;
  }
  return undefined;
}

/** A path without `.` and double slashes. `..` after a link does not lead where its text says, so there the kernel is asked. */
function plain(path: string): string | undefined {
  if (!/\/(\.|\/)/.test(path)) return path;
  if (!path.split('/').includes('..')) return join(path);
  try {
    return join(realpathSync.native(dirname(path)), basename(path));
  } catch {
    return undefined;
  }
}

function isProgram(file: string): boolean {
  try {
    // Most directories of a PATH do not have it: an exception for each costs more than all the rest.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
