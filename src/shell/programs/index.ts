import { lookUp, type NameTable, nameTable } from '../name-table.ts';
import { BUILD_TOOLS } from './build/build-tools.ts';
import { BUILTINS } from './builtins/builtins.ts';
import { CLOUD_PROGRAMS } from './cloud/cloud-programs.ts';
import { INTERPRETERS } from './code/interpreters.ts';
import { DATA_PROGRAMS } from './data/data-programs.ts';
import { FILE_READERS } from './files/files.ts';
import { FORGE_PROGRAMS } from './forges/forge-programs.ts';
import { GIT_PROGRAMS } from './git/git-programs.ts';
import { INFRA_PROGRAMS } from './infra/infra-programs.ts';
import { NETWORK_PROGRAMS } from './network/network-programs.ts';
import { PACKAGE_MANAGERS } from './packages/package-managers.ts';
import type { Program } from './program.ts';
import { SEARCHES } from './search/searches.ts';
import { SYSTEM_PROGRAMS } from './system/system-programs.ts';
import { TEXT_PROGRAMS } from './text/text-programs.ts';
import { namesWithTraits, traitsOf } from './traits.ts';
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
  ...INFRA_PROGRAMS,
  ...FORGE_PROGRAMS,
  ...DATA_PROGRAMS,
  ...SYSTEM_PROGRAMS,
  ...WRAPPERS,
];

/** What a name alone tells. */
interface Known {
  readonly program: Program | undefined;
  /** Of the program; here so that it is found at once, for programs are objects of many shapes. */
  readonly effects: Program['effects'] | undefined;
  /** Bits of `traits.ts`. */
  readonly traits: number;
}

/** Names of one program that tell the same share what is known: there are many names, and all are in use. */
function knownNames(): NameTable<Known> {
  const shared = new Map<Program | undefined, Map<number, Known>>();
  const knownOf = (program: Program | undefined, traits: number): Known => {
    const byTraits = shared.get(program) ?? new Map<number, Known>();
    const known = byTraits.get(traits) ?? { program, effects: program?.effects, traits };
    shared.set(program, byTraits.set(traits, known));
    return known;
  };
  return nameTable([
    ...[...namesWithTraits()].map((name) => [name, knownOf(undefined, traitsOf(name))] as const),
    ...PROGRAMS.flatMap((program) => program.names.map((name) => [name, knownOf(program, traitsOf(name))] as const)),
  ]);
}

const BY_NAME = knownNames();

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

/** The table and the traits of a program's base name. */
export function lookupProgram(name: string): Known {
  return lookUp(BY_NAME, name) ?? variant(name);
}

const NOTHING_KNOWN: Known = { program: undefined, effects: undefined, traits: 0 };

/** A variant has the table of the program it is one of, and no traits. */
function variant(name: string): Known {
  if (!/[.-]/.test(name)) return NOTHING_KNOWN;
  for (const [pattern, base] of VARIANTS) {
    if (!pattern.test(name)) continue;
    const program = lookUp(BY_NAME, base)?.program;
    return { program, effects: program?.effects, traits: 0 };
  }
  return NOTHING_KNOWN;
}
