import { once } from 'node:events';
import { createServer } from 'node:http';
import * as z from 'zod';

/** What the model does next. `run` and `patch` take whatever way to them the agent offers. */
export type Step =
  | { readonly run: string; readonly more?: Readonly<Record<string, unknown>> }
  | { readonly patch: string }
  | { readonly call: string; readonly args: Readonly<Record<string, unknown>> }
  | { readonly say: string }
  /** It thinks, and does not come to an end. */
  | 'hang';

const tool: z.ZodType<Tool> = z.lazy(() =>
  z.looseObject({ type: z.string(), name: z.string().optional(), description: z.string().optional(), tools: z.array(tool).optional() }),
);
interface Tool {
  readonly type: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly tools?: readonly Tool[] | undefined;
}
const item = z.looseObject({
  type: z.string().optional(),
  call_id: z.string().optional(),
  output: z.unknown().optional(),
  tools: z.array(tool).optional(),
});
const body = z.looseObject({ tools: z.array(tool).default([]), input: z.array(item) });

/** One of the ways codex lets a model call a tool: as a function, as text, or from a script of its own language. */
interface Offered {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly custom: boolean;
}

export interface Model {
  readonly url: string;
  play(steps: readonly Step[]): void;
  /** Names of everything that was offered. */
  readonly offered: ReadonlySet<string>;
  /** What came back for each call, in their order. */
  results(): readonly string[];
  /** All that was ever sent to it. */
  sent(): string;
  /** Resolves when the model thinks without end. */
  hangs(): Promise<void>;
  close(): Promise<void>;
}

/** Serves the Responses API on a free port of the loopback interface. */
export async function startModel(): Promise<Model> {
  let steps: readonly Step[] = [];
  let calls = 0;
  let hanging = (): void => undefined;
  let hung = new Promise<void>((resolve) => {
    hanging = resolve;
  });
  const offered = new Set<string>();
  const results = new Map<string, string>();
  const bodies: string[] = [];

  function answer(text: string): object | undefined {
    bodies.push(text);
    const { tools, input } = body.parse(JSON.parse(text));
    const now = [...tools, ...input.flatMap((one) => (one.type === 'additional_tools' ? (one.tools ?? []) : []))].flatMap((one) =>
      offeredBy(one),
    );
    for (const { name } of now) offered.add(name);
    for (const { call_id: id, output } of input) if (id !== undefined && output !== undefined) results.set(id, JSON.stringify(output));
    const [step, ...rest] = steps;
    steps = rest;
    if (step === 'hang') {
      hanging();
      return undefined;
    }
    calls += 1;
    return itemOf(step ?? { say: 'nothing left to do' }, now, `call_${calls}`);
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (!(request.url ?? '').endsWith('/responses')) {
        response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"not here"}}');
        return;
      }
      const made = answer(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const whole = { id: 'resp', object: 'response', status: 'completed', output: [made], usage: USAGE };
      const send = (type: string, fields: object): boolean =>
        response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
      send('response.created', { response: { ...whole, status: 'in_progress', output: [] } });
      if (made === undefined) return;
      send('response.output_item.added', { output_index: 0, item: made });
      send('response.output_item.done', { output_index: 0, item: made });
      send('response.completed', { response: whole });
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the model listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    play(next) {
      steps = next;
      hung = new Promise((resolve) => {
        hanging = resolve;
      });
    },
    offered,
    results: () => [...results.values()],
    sent: () => bodies.join('\n'),
    hangs: () => hung,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const USAGE = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 120,
};

/** A tool, those of a group, and those that a script may call: they are only described. */
function offeredBy({ type, name = type, description = '', tools = [] }: Tool, namespace?: string): readonly Offered[] {
  const nested = [...description.matchAll(/declare const tools: \{ (\w+)\(/g)].map((match) => ({
    name: match[1] ?? '',
    namespace: SCRIPT,
    custom: false,
  }));
  if (type === 'namespace') return tools.flatMap((one) => offeredBy(one, name));
  return [{ name, namespace, custom: type === 'custom' }, ...nested];
}

/** Stands for tools that are called from a script. */
const SCRIPT = 'script';

function itemOf(step: Exclude<Step, 'hang'>, offered: readonly Offered[], id: string): object {
  if ('say' in step) {
    return {
      type: 'message',
      id: `m_${id}`,
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: step.say, annotations: [] }],
    };
  }
  const { name, input } = callOf(step);
  const tool = offered.find((one) => one.name === name);
  const base = { id: `i_${id}`, call_id: id, status: 'completed' };
  const scripted = offered.some((one) => one.name === 'exec' && one.custom);
  if (tool?.namespace === SCRIPT || (tool === undefined && scripted)) {
    return { type: 'custom_tool_call', ...base, name: 'exec', input: `text(await tools.${name}(${JSON.stringify(input)}))` };
  }
  if (tool?.custom === true) return { type: 'custom_tool_call', ...base, name, input: String(input) };
  const namespace = tool?.namespace === undefined ? {} : { namespace: tool.namespace };
  return { type: 'function_call', ...base, ...namespace, name, arguments: JSON.stringify(input) };
}

function callOf(step: Exclude<Step, 'hang' | { say: string }>): { readonly name: string; readonly input: unknown } {
  if ('run' in step) return { name: 'exec_command', input: { cmd: step.run, ...step.more } };
  if ('patch' in step) return { name: 'apply_patch', input: step.patch };
  return { name: step.call, input: step.args };
}
