import type { AgentCall } from '../hold/wanted.ts';
import { changesSchema, commandSchema, type Item } from './messages.ts';

/** What a call is made from; the rest of it follows from its type. */
type CallParts = Partial<Omit<AgentCall, 'id'>>;

const MAX_TITLE = 2_000;
/** Characters of a command or of what is written; one that is longer is not understood. */
const MAX_INPUT = 4 * 1_048_576;

/** Whatever the agent only says or notes. */
const NO_CALL = undefined;

/**
 * Every type of item, and what it is a call of; `undefined`: of nothing. An input that is absent was not understood: such a call is
 * denied where it is asked for, and a breach where it was not.
 */
const ITEM_TYPES: Readonly<Record<string, ((item: Item) => CallParts) | undefined>> = {
  userMessage: NO_CALL,
  hookPrompt: NO_CALL,
  agentMessage: NO_CALL,
  functionCallOutput: NO_CALL,
  plan: NO_CALL,
  reasoning: NO_CALL,
  enteredReviewMode: NO_CALL,
  exitedReviewMode: NO_CALL,
  contextCompaction: NO_CALL,
  sleep: () => ({ tool: 'sleep', input: {} }),
  commandExecution: (item) => commandParts(item),
  fileChange: (item) => changeParts(item['changes']),
  imageView: ({ path }) => ({
    tool: 'view_image',
    kind: 'read',
    input: { path },
    ...(typeof path === 'string' ? { title: path, locations: [path] } : {}),
  }),
  mcpToolCall: ({ server, tool }) => ({ tool: `${server}.${tool}` }),
  dynamicToolCall: ({ tool }) => ({ tool: String(tool) }),
  collabAgentToolCall: ({ tool }) => ({ tool: String(tool), kind: 'other' }),
  subAgentActivity: ({ kind }) => ({ tool: 'sub-agent', title: String(kind) }),
  webSearch: ({ query }) => ({ tool: 'web_search', kind: 'fetch', title: String(query) }),
  imageGeneration: () => ({ tool: 'image_generation' }),
};

/** The call that an item is, as far as it tells; `undefined` for what is no call. A type that is not known is a call of it. */
export function callOf(item: Item): AgentCall | undefined {
  const known = Object.hasOwn(ITEM_TYPES, item.type);
  const parts = known ? ITEM_TYPES[item.type] : () => ({});
  return parts === undefined ? undefined : callFrom(item.id, item.type, parts(item));
}

/** A call of which nothing but its tool is understood. */
export function unknownCall(id: string, tool: string): AgentCall {
  return callFrom(id, tool, {});
}

export function commandCall(id: string, command: unknown): AgentCall {
  return callFrom(id, 'exec_command', commandParts(command));
}

export function changeCall(id: string, changes: unknown): AgentCall {
  return callFrom(id, 'apply_patch', changeParts(changes));
}

function callFrom(id: string, fallback: string, parts: CallParts): AgentCall {
  const tool = parts.tool ?? fallback;
  const title = (parts.title ?? tool).slice(0, MAX_TITLE);
  return { id, tool, title, kind: parts.kind, input: parts.input, locations: parts.locations ?? [], diffs: parts.diffs ?? [] };
}

function commandParts(item: unknown): CallParts {
  const base = { tool: 'exec_command', kind: 'execute' };
  const { data } = commandSchema.safeParse(item);
  if (data === undefined) return base;
  const { command, cwd } = data;
  return { ...base, title: command, input: command.length > MAX_INPUT ? undefined : { command, cwd } };
}

function changeParts(changes: unknown): CallParts {
  const base = { tool: 'apply_patch', kind: 'edit' };
  const { data } = changesSchema.safeParse(changes);
  if (data === undefined) return base;
  const size = data.reduce((sum, { diff }) => sum + diff.length, 0);
  const locations = data.flatMap(({ path, kind }) => ('move_path' in kind && kind.move_path ? [path, kind.move_path as string] : [path]));
  return {
    ...base,
    title: locations.join(', '),
    locations,
    diffs: data.map(({ path, diff }) => ({ path, text: diff })),
    input: size > MAX_INPUT ? undefined : { changes: data },
  };
}
