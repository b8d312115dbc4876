import { createHash } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod';
import { once } from '../once.ts';
import type { Invocation } from '../shell/analysis.ts';
import { NO_PROGRAM } from '../shell/programs/traits.ts';
import type { Grant } from '../store/store.ts';
import { ACCESS_LEVELS, type Access } from './action.ts';
import type { Judged } from './judge.ts';
import type { Prefix } from './prefix.ts';
import type { World } from './world.ts';

/** What one grant covers; a use must not go beyond any field of it. */
export interface GrantScope {
  /** The prefix, or the exact argv where there is none; of a tool that is no program, the real paths or the address. */
  readonly key: string;
  /** Every class that it is, joined by `+`. */
  readonly class: string;
  /** Kinds of signals that were there when it was given. */
  readonly signals: readonly string[];
  readonly hosts: readonly string[];
  readonly access: Access;
  readonly workspace: string;
  /** Hash of the manifest that says what workspace code runs; empty for other classes. */
  readonly manifest: string;
}

const scopeSchema = once(() =>
  z.strictObject({
    key: z.string(),
    class: z.string(),
    signals: z.array(z.string()),
    hosts: z.array(z.string()),
    access: z.enum(ACCESS_LEVELS),
    workspace: z.string(),
    manifest: z.string(),
  }),
);

const NONE: readonly GrantScope[] = [];
/** The store hands out the same list until it changes. */
const parsed = new WeakMap<readonly Grant[], readonly GrantScope[]>();

/** What stored grants cover; one that does not parse covers nothing. */
export function grantsOf(grants: readonly Grant[]): readonly GrantScope[] {
  if (grants.length === 0) return NONE;
  const known = parsed.get(grants);
  if (known !== undefined) return known;
  const scopes = grants.flatMap(({ scope }): GrantScope[] => {
    try {
      const read = scopeSchema().safeParse(JSON.parse(scope));
      return read.success ? [read.data] : [];
    } catch {
      return [];
    }
  });
  parsed.set(grants, scopes);
  return scopes;
}

/** Files that say what `npm test`, `make` and their like run. */
const MANIFESTS = [
  'package.json',
  'Makefile',
  'makefile',
  'GNUmakefile',
  '.npmrc',
  'Cargo.toml',
  'go.mod',
  'pyproject.toml',
  'justfile',
  'Taskfile.yml',
  'build.gradle',
  'pom.xml',
  'tsconfig.json',
  'vitest.config.ts',
];

/**
 * The scope a grant for one part would have, or `undefined` when it may not be granted for longer than once:
 * what is not understood, control files, secrets, everything destructive.
 */
export function grantScope(
  judged: Judged,
  prefix: Prefix,
  context: { access: Access; workspace: string; world: World },
): GrantScope | undefined {
  const { invocation } = judged;
  const facts = invocation.effects.facts ?? [];
  const classes = judged.reaches.map((reach) => reach.class);
  if (classes.includes('control-write') || classes.includes('system') || invocation.stale) return undefined;
  const unclear = judged.reaches.some((reach) => reach.class === 'unknown' && reach.why !== undefined);
  if (unclear || invocation.effects.unproven !== undefined) return undefined;
  if (judged.class === 'unknown' && invocation.wrappers.length > 0) return undefined;
  if (
    facts.some(
      (fact) =>
        fact.kind === 'dangerous_pattern' ||
        fact.kind === 'credential_access' ||
        fact.kind === 'privilege' ||
        fact.kind === 'obfuscation' ||
        fact.kind === 'persistence',
    )
  )
    return undefined;
  if (judged.touches.some((touch) => touch.place === 'secret' || touch.place === 'unknown')) return undefined;
  if (invocation.argv.some((word) => word.kind !== 'static')) return undefined;
  if (invocation.assignments.some(({ value }) => value.kind !== 'static')) return undefined;
  if (invocation.redirects.some(({ target }) => target.kind !== 'static')) return undefined;
  const byPrefix =
    prefix.kind === 'prefix' &&
    invocation.assignments.length === 0 &&
    classes.every((cls) => cls === 'read-only' || cls === 'git-write' || cls === 'remote-read' || cls === 'workspace-write');
  const isProgram = (invocation.traits & NO_PROGRAM) === 0;
  const directory = invocation.directories?.length === 1 ? invocation.directories[0] : undefined;
  if (directory === undefined) return undefined;
  return {
    key: byPrefix
      ? `prefix ${prefix.value}`
      : isProgram
        ? `exact ${JSON.stringify(wordsOf(invocation))} in ${directory}`
        : keyOfTool(judged),
    class: classes.join('+'),
    signals: [...new Set(facts.map((fact) => fact.kind))].sort(),
    hosts: facts.flatMap((fact) => (fact.kind === 'network' && fact.host !== undefined ? [fact.host] : [])).sort(),
    access: context.access,
    workspace: context.workspace,
    manifest: classes.some((cls) => cls === 'workspace-code' || cls === 'unknown' || cls === 'install')
      ? hashManifests(
          directory,
          context.workspace,
          context.world,
          [...invocation.argv, ...invocation.redirects.map((redirect) => redirect.target)].map((word) => word.value),
        )
      : '',
  };
}

/** All that the text says about one invocation: a file on standard input can be a script. */
function wordsOf({ argv, assignments, redirects }: Invocation): unknown[] {
  const set = assignments.map(({ name, value }) => ['=', name, value.value]);
  return [...argv.map((word) => word.value), ...redirects.map(({ kind, descriptor, target }) => [kind, descriptor, target.value]), ...set];
}

/** One real path, or one address; a text that means several paths is not known well enough. */
function keyOfTool({ invocation: { name, argv }, touches }: Judged): string {
  const paths = [...new Set(touches.flatMap((touch) => touch.paths))];
  return `tool ${JSON.stringify([name, ...(touches.length === 0 ? argv.slice(1).map((word) => word.value) : paths)])}`;
}

/** In words, for the person who is asked. */
export function describeScope(scope: GrantScope): string {
  if (scope.key.startsWith('tool '))
    return `exactly this ${scope.hosts.length > 0 ? 'address' : 'file, whatever is put into it'} (${scope.class})`;
  const what = scope.key.startsWith('prefix ') ? `\`${scope.key.slice('prefix '.length)}\` commands` : 'exactly this command';
  const code = scope.manifest === '' ? '' : ', while the files that say what it runs stay as they are; it runs code of this workspace';
  return `${what} (${scope.class})${code}`;
}

/** True when a grant covers a use: same key, class, bounds and manifest, and no signal or host that was not there. */
export function covers(grant: GrantScope, use: GrantScope): boolean {
  return (
    grant.key === use.key &&
    grant.class === use.class &&
    grant.access === use.access &&
    grant.workspace === use.workspace &&
    grant.manifest === use.manifest &&
    use.signals.every((kind) => grant.signals.includes(kind)) &&
    use.hosts.every((host) => grant.hosts.includes(host))
  );
}

const LONGEST_NAME = 4_096;

/** The files that a word may name: itself, or what is attached to an option: `-fMk`, `--require=./r.js`. */
function filesNamedIn(word: string): readonly string[] {
  if (word.length >= LONGEST_NAME) return [];
  if (!word.startsWith('-')) return [word];
  const equals = word.indexOf('=');
  return [...(equals < 0 ? [] : [word.slice(equals + 1)]), ...(word.startsWith('--') ? [] : [word.slice(2)])].filter((name) => name !== '');
}

/** One hash over the files that say what a command of this workspace runs, and over those that its words name. */
export function hashManifests(directory: string, workspace: string, world: World, argv: readonly string[]): string {
  const hash = createHash('sha256');
  const named = argv.flatMap(filesNamedIn).map((word) => path.resolve(directory, word));
  const below = named.filter((file) => world.isDirectory(file));
  const places = [...new Set([directory, workspace, ...below])];
  const files = new Set([...places.flatMap((place) => MANIFESTS.map((name) => path.join(place, name))), ...named]);
  for (const file of files) {
    const text = world.readText(file);
    hash.update(`${file}\0${text ?? ''}\0`);
  }
  return hash.digest('hex');
}
