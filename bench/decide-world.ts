import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decide } from '../src/policy/decide.ts';
import type { DecisionContext } from '../src/policy/opinion.ts';
import { boundsOf } from '../src/policy/places.ts';
import { NO_RULES } from '../src/policy/rules/rule.ts';
import type { World } from '../src/policy/world.ts';
import { analyse } from '../src/shell/analyse.ts';
import { codeAt } from '../src/shell/code-at.ts';

const HOME = '/home/ann';
const WORKSPACE = '/home/ann/project';

/** A machine made of values, as cheap as an answer can be: what is measured is deciding, not asking the disk. */
const IN_MEMORY: World = {
  // Most names are plain already; folding them again is the slow part of `path.resolve`.
  resolve: (absolute) => (folds(absolute) ? path.resolve(absolute) : absolute),
  which: (name, cwd) => (name.includes('/') ? path.resolve(cwd, name) : `/usr/bin/${name}`),
  hasOtherNames: () => false,
  isDirectory: () => false,
  glob: (directory, pattern) => [path.resolve(directory, pattern.replaceAll('*', 'x'))],
  find: (directory) => [directory],
  mayHoldSecrets: () => false,
  mayHoldControl: () => false,
  mayLeadOut: () => false,
  readText: () => undefined,
};

/** Holds a slash with another, or a dot, behind it. */
function folds(absolute: string): boolean {
  const last = absolute.length - 1;
  for (let at = 0; at < last; at++) {
    if (codeAt(absolute, at) !== 0x2f) continue;
    const next = codeAt(absolute, at + 1);
    if (next === 0x2f || next === 0x2e) return true;
  }
  return false;
}

export interface Place {
  readonly workspace: string;
  readonly home: string;
  readonly world: World;
}

export const MADE_UP: Place = { workspace: WORKSPACE, home: HOME, world: IN_MEMORY };

/** `analyse` for commands that start in that place. */
export function analyserIn({ home, workspace }: Place): (command: string) => ReturnType<typeof analyse> {
  const context = { home, cwd: workspace };
  return (command) => analyse(command, context);
}

/** `analyse` and `decide` as the gate calls them, with access `workspace-write` and preset `standard`. */
export function deciderIn(place: Place): (command: string) => ReturnType<typeof decide> {
  const { home, workspace, world } = place;
  const analyseHere = analyserIn(place);
  const context: DecisionContext = {
    bounds: boundsOf({ workspace, home, ownDirs: [`${home}/.local/state/bailiwick`, `${home}/.config/bailiwick`] }),
    access: 'workspace-write',
    preset: 'standard',
    grants: [],
    world,
    ownPrograms: ['/opt/bailiwick/src/main.ts', '/opt/bailiwick/dist/cli.cjs'],
    rules: NO_RULES,
  };
  return (command) => decide(analyseHere(command), context);
}

/** Every command of the corpora, each once. */
export function corpusCommands(): string[] {
  const read = (name: string) => readFileSync(new URL(`../test/corpora/${name}`, import.meta.url), 'utf8');
  const rows = (name: string) =>
    read(name)
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { command: string }).command);
  const lists = (name: string) =>
    Object.values(JSON.parse(read(name)) as Record<string, string | string[]>).flatMap((value) => (Array.isArray(value) ? value : []));
  return [
    ...new Set([
      ...['prefix-examples.jsonl', 'adversarial.jsonl', 'peer-commands.jsonl', 'signals.jsonl'].flatMap(rows),
      ...['tier0.json', 'kimi-shell.json'].flatMap(lists),
    ]),
  ];
}
