import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import type { ChildTool, ToolReply } from '../../../src/agents/child-tools/child-tool.ts';
import type { Entry } from '../../../src/agents/loop/entries.ts';
import type { LoopSetup } from '../../../src/agents/loop/loop.ts';
import { openLoop } from '../../../src/agents/loop/open-loop.ts';
import type { Conversation } from '../../../src/agents/protocol.ts';
import type { ChildEvent } from '../../../src/agents/runner.ts';
import { anthropic } from '../../../src/model/anthropic.ts';
import { fields, items } from '../../../src/model/fields.ts';
import type { CallOptions, FailureClass, ModelCall, ModelMessage, ModelReply, ModelResult, ToolUse } from '../../../src/model/model.ts';
import { openai } from '../../../src/model/openai.ts';

/** What the model answers to one call; a function may look at it, and wait. */
export type Answer = ModelResult | ((call: ModelCall, options: CallOptions) => ModelResult | Promise<ModelResult>);

const USAGE = { inputTokens: 10, outputTokens: 5, cachedInputTokens: undefined };

export const reply = (more: Partial<ModelReply>): ModelResult => ({
  ok: true,
  reply: { text: '', toolUses: [], stop: 'end', usage: USAGE, model: 'answering', ...more },
});
export const says = (text: string, more: Partial<ModelReply> = {}): ModelResult => reply({ text, ...more });
export const use = (id: string, name: string, args: unknown = {}): ToolUse => ({
  id,
  name,
  arguments: typeof args === 'string' ? args : JSON.stringify(args),
});
export const calls = (...toolUses: readonly ToolUse[]): ModelResult => reply({ toolUses, stop: 'tool_use' });
export const fails = (kind: FailureClass, message = 'why'): ModelResult => ({ ok: false, failure: { class: kind, message } });

/** Without a script for summaries there is none. */
export interface LoopOptions extends Partial<LoopSetup> {
  readonly answers?: readonly Answer[];
  readonly summaries?: readonly Answer[];
}

export interface Loop {
  readonly conversation: Conversation;
  /** What the model was asked, in the roles of the child and of its summaries. */
  readonly asked: readonly ModelCall[];
  readonly options: readonly CallOptions[];
  readonly summed: readonly ModelCall[];
  readonly events: readonly ChildEvent[];
  readonly notes: readonly string[];
  readonly logged: readonly string[];
  readonly dir: string;
  entries(): readonly Entry[];
}

/** A directory that goes when the test ends. */
export function scratch(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'loop-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export const entriesIn = (dir: string): Entry[] =>
  readFileSync(join(dir, 'conversation.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A conversation with a model that gives its answers one after the other, the last one again and again. */
export async function loop({ answers = [], summaries = [], ...setup }: LoopOptions = {}): Promise<Loop> {
  const dir = setup.logDir ?? scratch();
  const asked: ModelCall[] = [];
  const options: CallOptions[] = [];
  const summed: ModelCall[] = [];
  const events: ChildEvent[] = [];
  const notes: string[] = [];
  const logged: string[] = [];
  const conversation = await openLoop({
    taskId: 't1',
    client: {
      async complete(call, given) {
        wellFormed(call.messages);
        const [script, heard] = call.role === 'summary' ? [summaries, summed] : [answers, asked];
        heard.push({ ...call, messages: structuredClone(call.messages) as ModelMessage[] });
        if (call.role === 'child') options.push(given);
        if (given.signal.aborted) return fails('user_abort');
        const answer = script[Math.min(heard.length, script.length) - 1] ?? fails('non_retryable', 'no script');
        return typeof answer === 'function' ? await answer(call, given) : answer;
      },
    },
    model: 'named',
    useModel: undefined,
    smallModel: undefined,
    contextTokens: 100_000,
    tools: [],
    logDir: dir,
    resumeDir: undefined,
    report: (event) => events.push(event),
    spent: () => ({ inputTokens: asked.length * 10, outputTokens: asked.length * 5, usd: null }),
    mayCall: () => true,
    say: () => {},
    note: (line) => notes.push(line),
    now: () => 1,
    log: (line) => logged.push(line),
    ...setup,
  });
  return { conversation, asked, options, summed, events, notes, logged, dir, entries: () => entriesIn(dir) };
}

/** A tool with one optional text. */
export function tool(
  name: string,
  run: (text: string, signal: AbortSignal) => ToolReply | string | Promise<ToolReply | string>,
): ChildTool {
  const input = z.strictObject({ text: z.string().optional(), path: z.string().optional() });
  const made: ChildTool<typeof input> = {
    name,
    description: `does ${name}`,
    input,
    async call({ text = '' }, signal) {
      const came = await run(text, signal);
      return typeof came === 'string' ? { text: came, isError: false } : came;
    },
  };
  return made as unknown as ChildTool;
}

const body = { model: 'm', stream: true, without: new Set<string>() };

/** Each call has exactly one result, where both formats want it. */
export function wellFormed(messages: readonly ModelMessage[]): void {
  const call: ModelCall = { role: 'child', system: 's', messages, maxTokens: 1 };
  expectChat(items(openai.body(call, body)['messages']).map(fields));
  expectTurns(items(anthropic.body(call, body)['messages']).map(fields));
}

function expectChat(messages: readonly Readonly<Record<string, unknown>>[]): void {
  let open: unknown[] = [];
  for (const message of messages) {
    if (message['role'] === 'tool') expect(open.shift()).toBe(message['tool_call_id']);
    else expect(open).toEqual([]);
    if (message['role'] === 'assistant') open = items(message['tool_calls']).map((each) => fields(each)['id']);
  }
  expect(open).toEqual([]);
}

function expectTurns(turns: readonly Readonly<Record<string, unknown>>[]): void {
  let open: unknown[] = [];
  let role: unknown;
  for (const turn of turns) {
    expect(turn['role']).not.toBe(role);
    role = turn['role'];
    const blocks = items(turn['content']).map(fields);
    const results = blocks.filter(({ type }) => type === 'tool_result');
    expect(blocks.slice(0, results.length)).toEqual(results);
    expect(results.map(({ tool_use_id: id }) => id)).toEqual(open);
    open = blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => id);
  }
  expect(open).toEqual([]);
}
