import type { Wanted } from '../../agents/hold/wanted.ts';

/** What one call of an agent's tool would do. Relative paths count from the directory that the agent names. */
export type Intent =
  | Wanted
  /** Tells the names in a directory, and nothing of what is in the files. */
  | { readonly do: 'list'; readonly path: string }
  /** Starts an agent whose calls come here as well. */
  | { readonly do: 'delegate'; readonly objective: string }
  | { readonly do: 'tool'; readonly server: string; readonly name: string; readonly arguments: string };

/** What the call was made with, as far as the agent tells. */
export type Fields = Readonly<Record<string, unknown>>;
/** `undefined`: what the call would do is not understood. */
export type Reading = (input: Fields) => readonly Intent[] | undefined;

/** The arguments of a tool. One that is not named here may change what a call does, so that such a call is not understood. */
interface Shape<Needed extends string, Text extends string> {
  /** Texts that must be there. */
  readonly needs?: readonly Needed[];
  /** Texts that may be there. */
  readonly texts?: readonly Text[];
  /** What may be there and changes nothing of what is judged. */
  readonly also?: readonly string[];
}

type Texts<Needed extends string, Text extends string> = Readonly<Record<Needed, string>> & Readonly<Partial<Record<Text, string>>>;

/** Makes the reading of a tool from its arguments. */
export function tool<const Needed extends string = never, const Text extends string = never>(
  { needs = [], texts = [], also = [] }: Shape<Needed, Text>,
  intents: (input: Texts<Needed, Text>) => readonly Intent[] | undefined,
): Reading {
  const known = new Set<string>([...needs, ...texts, ...also]);
  return (input) => {
    if (Object.keys(input).some((name) => !known.has(name)) || needs.some((name) => typeof input[name] !== 'string')) return undefined;
    const given = texts.filter((name) => input[name] !== undefined && input[name] !== null);
    if (given.some((name) => typeof input[name] !== 'string')) return undefined;
    return intents(Object.fromEntries([...needs, ...given].map((name) => [name, input[name]])) as Texts<Needed, Text>);
  };
}

/** Touches nothing, whatever it is called with: the agent's own plan, its questions to its user, what its own commands have written. */
export const nothing: Reading = () => [{ do: 'nothing' }];

/** Starts another agent, whatever it is told. */
export const delegates: Reading = (input) => [{ do: 'delegate', objective: JSON.stringify(input) }];

/** The names that fit a pattern below a directory; a pattern that may lead out of it is not understood. */
export function listed(pattern: string, directory = '.'): readonly Intent[] | undefined {
  return staysBelow(pattern) ? [{ do: 'list', path: directory }] : undefined;
}

/** Names to choose from, and letters to choose from. Other braces may hold a `/`, nothing, or half of a `..`; `[.]` is a dot. */
const CHOICE = /\{[\w-][\w.*?-]*(?:,[\w-][\w.*?-]*)*\}|\[[\w-]+\]/g;

/** Whether a pattern for file names can only name what lies below the directory that it is used in, whoever reads it. */
export function staysBelow(pattern: string): boolean {
  return !pattern.includes('..') && !/^[/~]|[$\\{}()[\]]/.test(pattern.trim().replaceAll(CHOICE, 'x'));
}

/** What is looked for goes to a service under this address, so that a rule can name its host. */
export function searched(address: string, query: string): readonly Intent[] {
  return [{ do: 'fetch', url: `${address}${encodeURIComponent(query.toWellFormed())}` }];
}

const MCP = /^mcp__(.+)$/s;

/**
 * Every way to cut `mcp__server__tool` into a server and its tool; `undefined` when the name is none of an MCP tool. Names may hold `__`
 * themselves, and what is meant then nobody tells: all of it is judged.
 */
export function mcpCalls(name: string, input: Fields): readonly Intent[] | undefined {
  const rest = MCP.exec(name)?.[1];
  if (rest === undefined) return undefined;
  const text = JSON.stringify(input);
  return [...rest.matchAll(/(?=__)/g)]
    .map(({ index }) => index)
    .filter((at) => at > 0 && at + 2 < rest.length)
    .map((at) => ({ do: 'tool', server: rest.slice(0, at), name: rest.slice(at + 2), arguments: text }));
}
