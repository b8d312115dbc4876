import { hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** What lies in a directory: by relative path, what it is. */
export type TreeState = ReadonlyMap<string, string>;

/** Reads a whole directory; links are not followed. Throws what the system says. */
export function treeState(dir: string): TreeState {
  const state = new Map<string, string>();
  const walk = (relative: string): void => {
    for (const name of readdirSync(path.join(dir, relative)).sort()) {
      const one = path.join(relative, name);
      const stat = lstatSync(path.join(dir, one));
      state.set(one, whatIs(path.join(dir, one), stat));
      if (stat.isDirectory()) walk(one);
    }
  };
  walk('');
  return state;
}

function whatIs(file: string, stat: ReturnType<typeof lstatSync> & object): string {
  const mode = Number(stat.mode).toString(8);
  if (stat.isFile()) return `${mode} ${stat.nlink} ${hash('sha256', readFileSync(file))}`;
  return stat.isSymbolicLink() ? `${mode} ${readlinkSync(file)}` : mode;
}

/** One path that is another one now. */
export interface TreeChange {
  readonly path: string;
  readonly how: 'new' | 'gone' | 'changed';
}

/** Every path that is another one now; of what is new only the outermost directory. */
export function treeChanges(before: TreeState, after: TreeState): readonly TreeChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((one): TreeChange[] => {
    const [was, is] = [before.get(one), after.get(one)];
    if (was === is) return [];
    if (was !== undefined) return [{ path: one, how: is === undefined ? 'gone' : 'changed' }];
    const parent = path.dirname(one);
    return parent !== '.' && !before.has(parent) ? [] : [{ path: one, how: 'new' }];
  });
}
