import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type AgentContext,
  agent,
  methods,
  ndJsonStream,
  type PromptRequest,
  type PromptResponse,
  RequestError,
} from '@agentclientprotocol/sdk';

/**
 * A small agent that speaks the real protocol and does what it is told: a prompt holds a JSON list of steps, alone or somewhere in its
 * text between `[[steps]]` and `[[/steps]]`. How it behaves before that is said by arguments:
 * `--protocol-version n`, `--needs-login`, `--no-session-id`, `--silent` (never answers), `--mode id`, `--models a,b`, `--old-models a,b`,
 * `--load`, `--resume`, `--version`.
 */
export type Step =
  | { readonly say: string; readonly messageId?: string }
  /** A call that is asked for: told, asked, and done when allowed. `done` says what is written, and `last` the last status. */
  | {
      readonly ask: Call;
      readonly options?: readonly { optionId: string; kind: string; name: string }[];
      readonly last?: 'completed' | 'failed';
      readonly writes?: Writes;
    }
  /** A call that nobody is asked about. */
  | { readonly call: Call; readonly last?: string; readonly writes?: Writes }
  | { readonly update: object }
  | { readonly request: string; readonly params?: object }
  | { readonly notify: string; readonly params?: object }
  | { readonly writes: Writes }
  | { readonly sleep: number }
  | { readonly env: string }
  /** The text of the result says what the answer to the last question or request was. */
  | { readonly sayAnswer: true }
  | { readonly raw: string }
  | { readonly rawLength: number }
  | { readonly crash: number }
  | { readonly hang: true }
  | { readonly fail: { readonly code: number; readonly message: string } }
  | { readonly stop: string; readonly extra?: object };

interface Call {
  readonly toolCallId: string;
  readonly [field: string]: unknown;
}
interface Writes {
  readonly path: string;
  readonly text: string;
}

const OPTIONS = [
  { optionId: 'always', kind: 'allow_always', name: 'Always' },
  { optionId: 'yes', kind: 'allow_once', name: 'Yes' },
  { optionId: 'no', kind: 'reject_once', name: 'No' },
];

const argv = process.argv.slice(2);
const has = (name: string): boolean => argv.includes(name);
const argument = (name: string): string | undefined => (has(name) ? argv[argv.indexOf(name) + 1] : undefined);

if (has('--version')) {
  process.stdout.write('scripted-agent 1.2.3\n');
  process.exit(0);
}

const opened: object[] = [];
let cwd = process.cwd();
let model = argument('--models')?.split(',')[0] ?? argument('--old-models')?.split(',')[0];
let cancelled = Promise.withResolvers<'cancelled'>();

const app = agent({ name: 'scripted-agent' })
  .onRequest(methods.agent.initialize, async ({ params }) => {
    if (has('--silent')) await new Promise(() => undefined);
    opened.push({ initialize: params });
    return {
      protocolVersion: Number(argument('--protocol-version') ?? 1),
      agentInfo: { name: 'scripted-agent', version: '1.2.3' },
      agentCapabilities: { loadSession: has('--load'), ...(has('--resume') ? { sessionCapabilities: { resume: {} } } : {}) },
      authMethods: [{ id: 'key', name: 'An \u001b[31mAPI key\u001b[0m', description: 'Set SCRIPTED_KEY' }],
    };
  })
  .onRequest(methods.agent.session.new, ({ params }) => {
    if (has('--needs-login')) throw RequestError.authRequired();
    opened.push({ 'session/new': params });
    cwd = params.cwd;
    return { ...(has('--no-session-id') ? {} : { sessionId: 'session-1' }), ...stateOf() } as { sessionId: string };
  })
  .onRequest(methods.agent.session.load, async ({ params, client }) => {
    opened.push({ 'session/load': params });
    cwd = params.cwd;
    // The old conversation is told again.
    await update(client, {
      sessionUpdate: 'tool_call',
      toolCallId: 'old',
      title: 'an old call',
      kind: 'execute',
      status: 'completed',
      rawInput: { command: 'rm old' },
    });
    await update(client, { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'an old message' } });
    return stateOf();
  })
  .onRequest(methods.agent.session.resume, ({ params }) => {
    opened.push({ 'session/resume': params });
    cwd = params.cwd;
    return stateOf();
  })
  .onRequest(methods.agent.session.setConfigOption, ({ params }) => {
    opened.push({ 'session/set_config_option': params });
    model = String(params.value);
    return { configOptions: [] };
  })
  .onRequest(
    'session/set_model',
    (params: unknown) => params as { modelId: string },
    ({ params }) => {
      opened.push({ 'session/set_model': params });
      model = params.modelId;
      return {};
    },
  )
  .onNotification(methods.agent.session.cancel, () => cancelled.resolve('cancelled'))
  .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
    cancelled = Promise.withResolvers();
    const end = await Promise.race([play(stepsOf(params), client), cancelled.promise]);
    return typeof end === 'string' ? { stopReason: 'cancelled' as const } : end;
  });
app.connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>));

function stateOf(): object {
  const models = argument('--models')?.split(',');
  const old = argument('--old-models')?.split(',');
  const mode = argument('--mode');
  return {
    ...(mode === undefined ? {} : { modes: { currentModeId: mode, availableModes: [] } }),
    ...(old === undefined
      ? {}
      : { models: { currentModelId: model, availableModels: old.map((modelId) => ({ modelId, name: modelId })) } }),
    ...(models === undefined
      ? {}
      : {
          configOptions: [
            {
              id: 'the-model',
              name: 'Model',
              category: 'model',
              type: 'select',
              currentValue: model,
              options: models.map((value) => ({ value, name: value })),
            },
          ],
        }),
  };
}

function stepsOf({ prompt }: PromptRequest): readonly Step[] {
  const said = prompt.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const marked = /\[\[steps\]\]([\s\S]*?)\[\[\/steps\]\]/.exec(said)?.[1];
  try {
    return JSON.parse(marked ?? said) as Step[];
  } catch {
    return [{ say: `heard: ${said}` }];
  }
}

async function play(steps: readonly Step[], client: AgentContext): Promise<PromptResponse> {
  let answer: unknown;
  const say = (text: string, messageId?: string): Promise<void> =>
    update(client, {
      sessionUpdate: 'agent_message_chunk',
      content: { type: 'text', text },
      ...(messageId === undefined ? {} : { messageId }),
    });
  for (const step of steps) {
    if ('say' in step) await say(step.say, step.messageId);
    else if ('ask' in step) {
      await update(client, { sessionUpdate: 'tool_call', status: 'pending', ...step.ask });
      answer = await client.request('session/request_permission', {
        sessionId: 'session-1',
        toolCall: step.ask,
        options: step.options ?? OPTIONS,
      });
      const allowed = JSON.stringify(answer).includes('"yes"');
      if (allowed && step.writes !== undefined) write(step.writes);
      await update(client, {
        sessionUpdate: 'tool_call_update',
        toolCallId: step.ask.toolCallId,
        status: allowed ? (step.last ?? 'completed') : 'failed',
      });
    } else if ('call' in step) {
      await update(client, { sessionUpdate: 'tool_call', status: 'in_progress', ...step.call });
      if (step.writes !== undefined) write(step.writes);
      await update(client, { sessionUpdate: 'tool_call_update', toolCallId: step.call.toolCallId, status: step.last ?? 'completed' });
    } else if ('update' in step) await update(client, step.update);
    else if ('request' in step) answer = await client.request(step.request, { sessionId: 'session-1', ...step.params }).catch(errorOf);
    else if ('notify' in step) await client.notify(step.notify, { sessionId: 'session-1', ...step.params });
    else if ('writes' in step) write(step.writes);
    else if ('sleep' in step) await wait(step.sleep);
    else if ('env' in step)
      await say(step.env === '*' ? Object.keys(process.env).sort().join(' ') : `${step.env}=${process.env[step.env] ?? ''}`);
    else if ('sayAnswer' in step) await say(JSON.stringify(answer ?? opened));
    else if ('raw' in step) process.stdout.write(step.raw);
    else if ('rawLength' in step) process.stdout.write(`"${'x'.repeat(step.rawLength)}`);
    else if ('crash' in step) process.exit(step.crash);
    else if ('hang' in step) await new Promise(() => undefined);
    else if ('fail' in step) throw new RequestError(step.fail.code, step.fail.message);
    else return { stopReason: step.stop, ...step.extra } as PromptResponse;
  }
  return { stopReason: 'end_turn' };
}

function update(client: AgentContext, told: object): Promise<void> {
  return client.notify('session/update', { sessionId: 'session-1', update: told });
}

function errorOf(error: unknown): unknown {
  return error instanceof RequestError ? { error: { code: error.code, message: error.message } } : { error: String(error) };
}

function write({ path: file, text }: Writes): void {
  writeFileSync(path.resolve(cwd, file), text);
}
