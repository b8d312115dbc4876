import { isDeepStrictEqual } from 'node:util';
import type { AgentCall } from '../hold/wanted.ts';
import type { CallUpdate } from './messages.ts';

/** A call as far as the agent has told about it. */
export interface KnownCall extends AgentCall {
  /** What it shows to people about it before it ends, joined; some agents tell what they want only here. */
  readonly text: string;
  /** Whether the agent has ever told what the tool is called with. */
  readonly hasInput: boolean;
  readonly status: string | undefined;
  /** Something of it was not understood or too big: it stays denied. */
  readonly unreadable: boolean;
}

/** Deeper than any tool's arguments; what is deeper could exhaust the stack of whoever looks at it. */
const MAX_DEPTH = 64;
/** What agents call their tools: where a first title looks like this, it is the name. */
const TOOL_NAME = /^[\w.:-]{1,128}$/;
const ENDED: ReadonlySet<string> = new Set(['completed', 'failed']);

export const NEW_CALL: Omit<KnownCall, 'id'> = {
  tool: '',
  title: '',
  kind: undefined,
  input: undefined,
  locations: [],
  diffs: [],
  text: '',
  hasInput: false,
  status: undefined,
  unreadable: false,
};

/** Whether a status says that nothing more will happen. */
export function hasEnded(status: string | undefined): boolean {
  return status !== undefined && ENDED.has(status);
}

/**
 * Takes a call as it was known and what was told now; returns both as one. The latest word counts, but a field that is left out or
 * empty says nothing, and neither does an input that only repeats a part of the known one: agents send the whole in one message and
 * a piece of it in the next. Where no input is ever told, `input` is `{text}`: what the agent shows about the call.
 */
export function merged(known: KnownCall, update: CallUpdate): KnownCall {
  if (known.unreadable) return { ...known, status: update.status ?? known.status };
  if (!isShallow(update.rawInput)) return { ...unreadable(known), status: update.status ?? known.status };
  const title = update.title || known.title;
  const saysInput = saysSomething(update.rawInput) && !(known.hasInput && repeats(update.rawInput, known.input));
  const hasInput = known.hasInput || saysInput;
  const text = hasEnded(update.status ?? known.status) ? known.text : textOf(update) || known.text;
  const told = saysInput ? update.rawInput : known.input;
  const diffs = (update.content ?? []).flatMap((item) => ('path' in item ? [{ path: item.path, text: item.newText }] : []));
  const locations = (update.locations ?? []).map(({ path }) => path);
  return {
    id: known.id,
    tool: update.name || update._meta?.toolName || known.tool || (known.title === '' && TOOL_NAME.test(title) ? title : ''),
    title,
    kind: update.kind || known.kind,
    input: hasInput ? told : text === '' ? undefined : { text },
    locations: locations.length === 0 ? known.locations : locations,
    diffs: diffs.length === 0 || (hasEnded(update.status ?? undefined) && known.diffs.length > 0) ? known.diffs : diffs,
    text,
    hasInput,
    status: update.status ?? known.status,
    unreadable: false,
  };
}

/** The call without anything that could be taken for what it would do. */
export function unreadable(known: KnownCall): KnownCall {
  return { ...NEW_CALL, id: known.id, tool: known.tool, title: known.title, status: known.status, unreadable: true };
}

/** Only what the rest of us knows of a call. */
export function agentCallOf({ id, tool, title, kind, input, locations, diffs }: KnownCall): AgentCall {
  return { id, tool, title, kind, input, locations, diffs };
}

function textOf({ content }: CallUpdate): string {
  return (content ?? [])
    .flatMap((item) => (item.type === 'content' && item.content !== undefined && 'text' in item.content ? [item.content.text] : []))
    .join('\n');
}

function saysSomething(input: unknown): boolean {
  if (input === undefined || input === null || input === '') return false;
  return typeof input !== 'object' || Object.keys(input).length > 0;
}

/** Whether everything in it was known, with the same value. */
function repeats(input: unknown, known: unknown): boolean {
  if (!isRecord(input) || !isRecord(known)) return isDeepStrictEqual(input, known);
  return Object.entries(input).every(([key, value]) => Object.hasOwn(known, key) && isDeepStrictEqual(value, known[key]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without recursion: it is what decides whether others may recurse. */
function isShallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return false;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return true;
}
