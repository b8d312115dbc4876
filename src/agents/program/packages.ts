import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import { AgentError } from '../protocol.ts';

const NODE_MODULES = '/node_modules/';
/** npm's own limit of a name is 214; a part that begins with a dot could lead upwards. */
const NAME = /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/;
/** Installed agents have a few hundred. */
const MOST_PACKAGES = 10_000;

const names = z.record(z.string(), z.unknown()).optional();
const manifest = z.object({
  name: z.string().optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
});
type Manifest = z.infer<typeof manifest>;

/**
 * Takes the real path of a program; returns the real directories of its package and of every package that Node would find for it by the
 * dependencies that are written down, none inside another. Empty when it belongs to no package.
 * Throws `AgentError` when that can not be told, e.g. a dependency is missing.
 * @param script it is run by Node, so that what lies around it matters also when no package names it as its program
 */
export function packagesOf(executable: string, script: boolean): readonly string[] {
  const top = packageOf(executable, script);
  if (top === undefined) return [];
  const found = new Set([top]);
  for (const dir of found) {
    for (const dependency of dependenciesOf(dir)) found.add(dependency);
    if (found.size > MOST_PACKAGES) throw new AgentError(`${visible(top)} needs more than ${MOST_PACKAGES} packages. ${REINSTALL}`);
  }
  // Sorted with the slash, a directory comes right before all that lies in it.
  const sorted = [...found].map((dir) => `${dir}/`).sort();
  const outer: string[] = [];
  for (const dir of sorted) if (!dir.startsWith(outer.at(-1) ?? '\0')) outer.push(dir);
  return outer.map((dir) => dir.slice(0, -1));
}

const REINSTALL = 'Install the agent again.';

function packageOf(executable: string, script: boolean): string | undefined {
  const end = executable.lastIndexOf(NODE_MODULES) + NODE_MODULES.length;
  if (end > NODE_MODULES.length) {
    const parts = executable.slice(end).split('/');
    const length = parts[0]?.startsWith('@') === true ? 2 : 1;
    const name = parts.slice(0, length).join('/');
    if (parts.length > length && NAME.test(name)) return executable.slice(0, end) + name;
  }
  for (let dir = path.dirname(executable); dir !== path.dirname(dir); dir = path.dirname(dir)) {
    const found = manifestOf(dir);
    if (found === undefined) continue;
    // Somebody's home may hold a package.json that has nothing to do with a program below it.
    const bins = typeof found.bin === 'string' ? [found.bin] : Object.values(found.bin ?? {});
    if (bins.some((bin) => path.resolve(dir, bin) === executable) || (script && found.name !== undefined)) return dir;
  }
  return undefined;
}

function dependenciesOf(dir: string): readonly string[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifestOf(dir) ?? {};
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).flatMap((name) => {
    if (!NAME.test(name)) throw new AgentError(`${visible(dir)} needs a package with the odd name ${visible(name)}. ${REINSTALL}`);
    const found = resolved(name, dir);
    if (found !== undefined) return [found];
    // Installed later, it is found then, and what is executed is no longer the same.
    if (!Object.hasOwn(dependencies, name) || Object.hasOwn(optionalDependencies, name)) return [];
    throw new AgentError(`${visible(dir)} needs the package ${name}, which is not installed. ${REINSTALL}`);
  });
}

/** Where Node finds a package from a directory: in the nearest node_modules above that has it. */
function resolved(name: string, from: string): string | undefined {
  for (let dir = from; ; dir = path.dirname(dir)) {
    if (path.basename(dir) !== 'node_modules') {
      const candidate = path.join(dir, 'node_modules', name);
      if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory() === true) return realpathSync.native(candidate);
    }
    if (dir === path.dirname(dir)) return undefined;
  }
}

/** `undefined` when there is none. */
function manifestOf(dir: string): Manifest | undefined {
  const file = path.join(dir, 'package.json');
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  try {
    return manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new AgentError(`${visible(file)} can not be read as the description of a package. ${REINSTALL}`);
  }
}
