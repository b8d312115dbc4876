import * as z from 'zod';
import type { AgentCall, Wanted } from '../hold/wanted.ts';

type Reading = (call: AgentCall) => readonly Wanted[] | undefined;

const directory = z.string().min(1);
/** Names that agents use for where a command runs. */
const commandInput = z.object({
  command: z.union([z.string().min(1), z.array(z.string()).min(1)]),
  args: z.array(z.string()).nullish(),
  cwd: directory.nullish(),
  workdir: directory.nullish(),
  directory: directory.nullish(),
  dir_path: directory.nullish(),
});
const urlInput = z.object({ url: z.url({ protocol: /^https?$/ }) });

/** What the protocol says of each kind of call. A kind that is not here is not understood. */
const READINGS: Readonly<Record<string, Reading>> = {
  execute: commandOf,
  edit: writesOf,
  delete: writesOf,
  move: writesOf,
  read: readsOf,
  search: readsOf,
  fetch: urlOf,
  think: ({ locations, diffs }) => (locations.length + diffs.length === 0 ? [{ do: 'nothing' }] : undefined),
};

/**
 * What a call would do, by what every agent of the Agent Client Protocol can tell; `undefined` when that is not enough. A change of
 * mode is never understood: to allow one could allow what comes after it.
 */
export function genericWanted(call: AgentCall): readonly Wanted[] | undefined {
  const { kind } = call;
  return kind !== undefined && Object.hasOwn(READINGS, kind) ? READINGS[kind]?.(call) : undefined;
}

/** A command that is not told as a text or as its words is not understood; neither is one of which two places are told. */
function commandOf({ input }: AgentCall): readonly Wanted[] | undefined {
  const parsed = commandInput.safeParse(input).data;
  if (parsed === undefined) return undefined;
  const { command, args, cwd, workdir, directory: where, dir_path } = parsed;
  const places = new Set([cwd, workdir, where, dir_path].filter((place) => place !== null && place !== undefined));
  if (places.size > 1) return undefined;
  const words = [...(typeof command === 'string' ? [] : command), ...(args ?? [])];
  // A program beside its arguments is a word; a text alone is what a shell reads.
  const text =
    typeof command === 'string' ? [words.length === 0 ? command : quoted(command), ...words.map(quoted)].join(' ') : joined(words);
  const [place] = places;
  return [place === undefined ? { do: 'command', command: text } : { do: 'command', command: text, cwd: place }];
}

/** What each file would hold where that is told; every other file that is named is written, too. */
function writesOf({ diffs, locations }: AgentCall): readonly Wanted[] | undefined {
  const told = new Set(diffs.map(({ path }) => path));
  const writes: readonly Wanted[] = [
    ...diffs.map(({ path, text }) => ({ do: 'write', path, text }) as const),
    ...locations.filter((path) => !told.has(path)).map((path) => ({ do: 'write', path }) as const),
  ];
  return writes.length === 0 ? undefined : writes;
}

function readsOf({ locations, diffs }: AgentCall): readonly Wanted[] | undefined {
  if (locations.length === 0 || diffs.length > 0) return undefined;
  return locations.map((path) => ({ do: 'read', path }));
}

function urlOf({ input, diffs }: AgentCall): readonly Wanted[] | undefined {
  const url = urlInput.safeParse(input).data?.url;
  return url === undefined || diffs.length > 0 ? undefined : [{ do: 'fetch', url }];
}

/** Takes words; returns the one command line that bash reads as exactly these. */
export function joined(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
