import { BUILD_TOOLS } from './build/build-tools.ts';
import { BUILTINS } from './builtins/builtins.ts';
import { CLOUD_PROGRAMS } from './cloud/cloud-programs.ts';
import { INTERPRETERS } from './code/interpreters.ts';
import { FILE_READERS } from './files/files.ts';
import { GIT_PROGRAMS } from './git/git-programs.ts';
import { NETWORK_PROGRAMS } from './network/network-programs.ts';
import { PACKAGE_MANAGERS } from './packages/package-managers.ts';
import type { Program } from './program.ts';
import { SEARCHES } from './search/searches.ts';
import { SYSTEM_PROGRAMS } from './system/system-programs.ts';
import { TEXT_PROGRAMS } from './text/text-programs.ts';
import { WRAPPERS } from './wrappers/wrappers.ts';
import { WRITERS } from './write/writers.ts';

/** Everything that is known about programs. */
export const PROGRAMS: readonly Program[] = [
  ...BUILTINS,
  ...FILE_READERS,
  ...SEARCHES,
  ...GIT_PROGRAMS,
  ...TEXT_PROGRAMS,
  ...WRITERS,
  ...INTERPRETERS,
  ...PACKAGE_MANAGERS,
  ...BUILD_TOOLS,
  ...NETWORK_PROGRAMS,
  ...CLOUD_PROGRAMS,
  ...SYSTEM_PROGRAMS,
  ...WRAPPERS,
];

const BY_NAME: ReadonlyMap<string, Program> = new Map(PROGRAMS.flatMap((program) => program.names.map((name) => [name, program])));

/** Names that carry a version or a variant: `python3.12`, `mkfs.ext4`, `gcc-13`. */
const VARIANTS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^mkfs\.[a-z0-9]+$/, 'mkfs'],
  [/^python[23]?\.\d+$/, 'python3'],
  [/^(gcc|g\+\+|clang|clang\+\+)-\d+$/, 'gcc'],
  [/^pip3?\.\d+$/, 'pip'],
  [/^ld-(linux|musl).*\.so(\.\d+)*$/, 'ld.so'],
  [/^ruby\d\.\d$/, 'ruby'],
  [/^perl5\.\d+(\.\d+)?$/, 'perl'],
  [/^php\d\.\d$/, 'php'],
  [/^lua5\.\d$/, 'lua'],
];

/** The table for a program's base name; undefined when nothing is known about it. */
export function lookupProgram(name: string): Program | undefined {
  return BY_NAME.get(name) ?? variant(name);
}

function variant(name: string): Program | undefined {
  const found = VARIANTS.find(([pattern]) => pattern.test(name));
  return found === undefined ? undefined : BY_NAME.get(found[1]);
}
