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
  ...SYSTEM_PROGRAMS,
  ...WRAPPERS,
];

/** What a name alone tells. */
interface Known {
  readonly program: Program | undefined;
  /** Bits of `traits.ts`. */
  readonly traits: number;
}

const BY_NAME: ReadonlyMap<string, Known> = new Map(
  [
    ...[...namesWithTraits()].map((name) => [name, undefined] as const),
    ...PROGRAMS.flatMap((program) => program.names.map((name) => [name, program] as const)),
  ].map(([name, program]) => [name, { program, traits: traitsOf(name) }]),
);

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
  return BY_NAME.get(name) ?? variant(name);
}

const NOTHING_KNOWN: Known = { program: undefined, traits: 0 };

/** A variant has the table of the program it is one of, and no traits. */
function variant(name: string): Known {
  if (!/[.-]/.test(name)) return NOTHING_KNOWN;
  const found = VARIANTS.find(([pattern]) => pattern.test(name));
  return found === undefined ? NOTHING_KNOWN : { program: BY_NAME.get(found[1])?.program, traits: 0 };
}
