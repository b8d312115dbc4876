import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * An agent that does what a hostile one would: it speaks the Agent Client Protocol by hand, so that it can break it, and gets the tools of
 * its cage as any agent does, by starting the program that it was given. A prompt holds its steps between `[[steps]]` and `[[/steps]]`;
 * an argument is what it calls its conversation.
 */
export type Step =
  /** Asks for all of these commands at once; says how each was answered. */
  | { readonly asks: readonly string[]; readonly id?: string }
  | { readonly askFor: object }
  /** Calls a tool of its cage and says what came. */
  | { readonly tool: string; readonly args: object }
  /** What the agent's own process does, with nobody asked; says the exit code and the output. */
  | { readonly shell: string }
  /** Writes this to its standard output, so often. `MEBI` in it is 1 MiB of text, `"DEEP"` a hundred thousand lists in each other. */
  | { readonly raw: string; readonly times?: number }
  /** Bytes, in base64. */
  | { readonly bytes: string }
  /** Writes to the program that leads to its cage. */
  | { readonly cageRaw: string; readonly times?: number }
  | { readonly closeStdout: true }
  /** Reads nothing any more. */
  | { readonly deaf: true }
  /** Does not go when it is asked to, and not when nobody talks to it any more. */
  | { readonly stubborn: true }
  | { readonly die: true }
  | { readonly hang: true }
  | { readonly say: string };

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: unknown;
}

const answers = new Map<number | string, (message: Message) => void>();
let asked = 1_000_000;
let cage: ChildProcess | undefined;
const cageAnswers = new Map<number, (message: Message) => void>();
let cageAsked = 0;

const write = (text: string | Buffer): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
const send = (message: object): Promise<void> => write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const say = (text: string): Promise<void> =>
  send({
    method: 'session/update',
    params: { sessionId: 's', update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } } },
  });

function ask(toolCall: object): Promise<Message> {
  asked += 1;
  const id = asked;
  const answer = new Promise<Message>((resolve) => answers.set(id, resolve));
  const options = [
    { optionId: 'yes', kind: 'allow_once', name: 'Yes' },
    { optionId: 'no', kind: 'reject_once', name: 'No' },
  ];
  void send({ id, method: 'session/request_permission', params: { sessionId: 's', toolCall, options } });
  return answer;
}

function cageCall(method: string, params: object): Promise<Message> {
  cageAsked += 1;
  const id = cageAsked;
  const answer = new Promise<Message>((resolve) => cageAnswers.set(id, resolve));
  cage?.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
  return answer;
}

async function openCage({
  command,
  args,
  env,
}: {
  command: string;
  args: string[];
  env: { name: string; value: string }[];
}): Promise<void> {
  const added = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  cage = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...added } });
  cage.stdin?.on('error', () => undefined);
  if (cage.stdout !== null)
    createInterface({ input: cage.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as Message;
      cageAnswers.get(Number(message.id))?.(message);
    });
  await cageCall('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'hostile', version: '1' } });
  cage.stdin?.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
}

function shell(script: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('/bin/bash', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const take = (chunk: unknown): void => {
      text += String(chunk);
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', take);
    child.once('exit', (code) => setTimeout(() => resolve(`exit ${code}: ${text}`), 20));
  });
}

const filled = (text: string): string =>
  text.replaceAll('MEBI', 'x'.repeat(1_048_576)).replaceAll('"DEEP"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`);

async function play(step: Step): Promise<void> {
  if ('asks' in step) {
    const said = await Promise.all(
      step.asks.map((command, n) =>
        ask({ toolCallId: step.id ?? `${asked}-${n}`, title: command, kind: 'execute', rawInput: { command } }),
      ),
    );
    await say(`${said.map(({ result }) => (JSON.stringify(result)?.includes('"yes"') ? 'y' : 'n')).join('')}\n`);
  } else if ('askFor' in step) await say(`${JSON.stringify((await ask(step.askFor)).result)?.includes('"yes"') ? 'y' : 'n'}\n`);
  else if ('tool' in step) await say(`${JSON.stringify(await cageCall('tools/call', { name: step.tool, arguments: step.args }))}\n`);
  else if ('shell' in step) await say(`${await shell(step.shell)}\n`);
  else if ('raw' in step) {
    const text = filled(step.raw);
    for (let n = 0; n < (step.times ?? 1); n += 1) await write(text);
  } else if ('bytes' in step) await write(Buffer.from(step.bytes, 'base64'));
  else if ('cageRaw' in step) {
    const text = filled(step.cageRaw);
    for (let n = 0; n < (step.times ?? 1); n += 1) cage?.stdin?.write(text);
  } else if ('closeStdout' in step) {
    process.stdout.on('error', () => undefined);
    process.stdout.destroy();
    // Destroying it leaves the descriptor.
    (await import('node:fs')).closeSync(1);
  } else if ('deaf' in step) {
    lines.pause();
    process.stdin.pause();
  } else if ('stubborn' in step) {
    process.on('SIGTERM', () => undefined);
    setInterval(() => undefined, 60_000);
  } else if ('die' in step) process.kill(process.pid, 'SIGKILL');
  else if ('say' in step) await say(step.say);
  else await new Promise(() => undefined);
}

async function prompt(text: string): Promise<object> {
  const marked = /\[\[steps\]\]([\s\S]*?)\[\[\/steps\]\]/.exec(text)?.[1];
  for (const step of marked === undefined ? [] : (JSON.parse(marked) as Step[])) await play(step);
  return { stopReason: 'end_turn' };
}

async function handle({ id, method, params = {} }: Message): Promise<void> {
  if (method === 'initialize') return await send({ id, result: { protocolVersion: 1, agentCapabilities: { loadSession: true } } });
  if (method === 'session/new' || method === 'session/load') {
    const [server] = params['mcpServers'] as Parameters<typeof openCage>[0][];
    if (server !== undefined) await openCage(server);
    return await send({ id, result: { sessionId: process.argv[2] ?? 's' } });
  }
  if (method === 'session/prompt') {
    const [{ text } = { text: '' }] = params['prompt'] as { text: string }[];
    const result = await prompt(text);
    return await send({ id, result });
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const message = JSON.parse(line) as Message;
  if (message.method === undefined) answers.get(message.id ?? '')?.(message);
  else void handle(message);
});
