import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { ModelMessage, ToolUse } from '../../model/model.ts';
import { codeOf } from '../child-tools/refusal.ts';
import { AgentError } from '../protocol.ts';
import { type Entry, entrySchema, LOG_NAME, LOG_START, MAX_LOG_BYTES } from './entries.ts';
import { touchedBy } from './touched.ts';

/** What a conversation had come to. */
export interface Restored {
  readonly messages: readonly ModelMessage[];
  /** The files that its calls have named. */
  readonly touched: readonly string[];
}

export const NOTHING: Restored = { messages: [], touched: [] };
const INTERRUPTED = 'interrupted: whether it took effect is not known; look before you do it again';
const NOT_RUN = 'it was not run';

/** Takes the directory of an earlier log; returns what to go on with. Rejects with an `AgentError` that says what is wrong with it. */
export async function restored(dir: string): Promise<Restored> {
  const text = await textOf(dir);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  // What was cut short when its writer died announced nothing that has happened.
  const torn = text.slice(whole.length);
  if (whole === '') {
    if (LOG_START.startsWith(torn.slice(0, LOG_START.length))) return NOTHING;
    throw noLog();
  }
  const entries = whole
    .slice(0, -1)
    .split('\n')
    .map((line, index) => entryOf(line, index));
  return folded(entries);
}

async function textOf(dir: string): Promise<string> {
  const file = await open(path.join(dir, LOG_NAME), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      const code = codeOf(error);
      throw new AgentError(
        code === 'ENOENT'
          ? 'there is no conversation to go on with: its log is gone, or it never began; start a new child'
          : `the log of its conversation can not be read (${code})`,
      );
    },
  );
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw noLog();
    if (stats.size > MAX_LOG_BYTES)
      throw new AgentError('the log of its conversation has more than 64 MiB, too much to go on with; start a new child');
    return (await file.readFile()).toString('utf8');
  } finally {
    await file.close();
  }
}

function entryOf(line: string, index: number): Entry {
  const parsed = entrySchema.safeParse(jsonOf(line));
  if (parsed.success && (parsed.data.entry === 'start') === (index === 0)) return parsed.data;
  throw index === 0 ? noLog() : new AgentError(`line ${index + 1} of the log of its conversation is damaged; start a new child`);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const noLog = (): AgentError => new AgentError('what lies there is no log of a conversation; start a new child');

/** Calls of the last answer that have no result yet, in their order. */
interface Open {
  readonly use: ToolUse;
  begun: boolean;
}

function folded(entries: readonly Entry[]): Restored {
  let messages: ModelMessage[] = [];
  let touched: string[] = [];
  let open: Open[] = [];

  /** Nothing is run again by itself: the model is told how far each call had come. */
  function close(): void {
    for (const { use, begun } of open) messages.push({ role: 'tool', toolUseId: use.id, text: begun ? INTERRUPTED : NOT_RUN });
    open = [];
  }

  for (const entry of entries) {
    switch (entry.entry) {
      case 'restored':
      case 'compacted':
        messages = [...entry.messages];
        touched = [...entry.touched];
        open = [];
        break;
      case 'message':
        close();
        messages.push(entry.message);
        touched = [...touched, ...touchedBy(entry.message)];
        if (entry.message.role === 'assistant') open = (entry.message.toolUses ?? []).map((use) => ({ use, begun: false }));
        break;
      case 'begun':
        for (const one of open) if (one.use.id === entry.id) one.begun = true;
        break;
      case 'ended':
        if (!open.some(({ use }) => use.id === entry.id)) break;
        messages.push({ role: 'tool', toolUseId: entry.id, text: entry.text });
        open = open.filter(({ use }) => use.id !== entry.id);
        break;
      case 'start':
      case 'turn':
        break;
    }
  }
  close();
  return { messages, touched: [...new Set(touched)] };
}
