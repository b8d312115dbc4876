import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { codexEntry } from '../../../src/agents/catalogue/codex.ts';
import type { McpProgram } from '../../../src/agents/catalogue/entry.ts';
import { linesOf } from '../../../src/agents/codex/lines.ts';
import { codexProtocol } from '../../../src/agents/codex/protocol.ts';
import type { CallAnswer, Conversation, ProtocolSetup } from '../../../src/agents/protocol.ts';

export type Message = Readonly<Record<string, unknown>>;

export const THREAD = 'thread-1';
export const TURN = 'turn-1';
export const CAGE: McpProgram = { name: 'bailiwick', command: '/bin/node', args: ['cage'], env: {} };

/** What `thread/start` and `thread/resume` answer. */
export const OPENED = {
  thread: { id: THREAD },
  model: 'gpt-test',
  approvalPolicy: 'untrusted',
  approvalsReviewer: 'user',
  sandbox: { type: 'readOnly', networkAccess: false },
};

/** Speaks what the app-server was heard to speak; whoever uses it says what comes next. */
export function createFakeCodex(answers: Readonly<Record<string, unknown>> = {}) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const heard: Message[] = [];
  const ended = Promise.withResolvers<void>();
  const given: Readonly<Record<string, unknown>> = {
    initialize: { userAgent: 'codex' },
    'thread/start': OPENED,
    'thread/resume': OPENED,
    'turn/start': { turn: { id: TURN, status: 'inProgress' } },
    'turn/steer': { turnId: TURN },
    'turn/interrupt': {},
    ...answers,
  };
  const say = (message: object): boolean => stdout.write(`${JSON.stringify(message)}\n`);
  const arrived = new PassThrough({ objectMode: true });

  async function listen(): Promise<void> {
    for await (const line of linesOf(stdin)) {
      const message: Message = JSON.parse(line);
      heard.push(message);
      const { id, method } = message;
      const answer = typeof method === 'string' ? given[method] : undefined;
      if (id !== undefined && answer instanceof Error) say({ id, error: { code: -32_600, message: answer.message } });
      else if (id !== undefined && answer !== undefined) say({ id, result: answer });
      arrived.emit('heard');
    }
  }
  // A wire that breaks ends what listens to it.
  listen().catch(() => undefined);

  return {
    wire: { stdin, stdout, ended: ended.promise },
    heard,
    say,
    raw: (bytes: string | Buffer) => stdout.write(bytes),
    tell: (method: string, params: object) => say({ method, params: { threadId: THREAD, turnId: TURN, ...params }, emittedAtMs: 1 }),
    ask: (id: number | string, method: string, params: object) =>
      say({ id, method, params: { threadId: THREAD, turnId: TURN, ...params } }),
    /** The first message that fits, now or later. */
    async sent(fits: (message: Message) => boolean): Promise<Message> {
      for (;;) {
        const found = heard.find(fits);
        if (found !== undefined) return found;
        await once(arrived, 'heard');
      }
    },
    endOfTurn: (more: object = {}) =>
      say({
        method: 'turn/completed',
        params: { threadId: THREAD, turn: { id: TURN, items: [], status: 'completed', error: null, ...more } },
      }),
    end() {
      stdout.end();
      ended.resolve();
    },
  };
}

export type FakeCodex = ReturnType<typeof createFakeCodex>;

/** Every event as it came, and a gate of which a test says what it answers. */
export interface Told {
  readonly events: readonly unknown[][];
  readonly signals: readonly AbortSignal[];
}

export async function opened(
  fake: FakeCodex,
  setup: Partial<ProtocolSetup> = {},
  answer: (signal: AbortSignal) => CallAnswer | Promise<CallAnswer> = () => ({ allowed: true }),
): Promise<Told & { readonly conversation: Conversation }> {
  const events: unknown[][] = [];
  const signals: AbortSignal[] = [];
  const { cage } = setup;
  const place = {
    home: '/home/u',
    privateDir: '/private',
    cwd: '/w',
    access: 'read-only',
    cage,
    model: undefined,
    resume: undefined,
  } as const;
  const profile = codexEntry.profiles[cage === undefined ? 'gated' : 'caged']?.(place);
  if (profile === undefined) throw new Error('no profile');
  const conversation = await codexProtocol.open(fake.wire, {
    entry: codexEntry,
    profile,
    cwd: '/w',
    cage: undefined,
    model: undefined,
    resume: undefined,
    signal: new AbortController().signal,
    events: {
      async ask(call, signal) {
        events.push(['ask', call]);
        signals.push(signal);
        return await answer(signal);
      },
      began: (call) => void events.push(['began', call]),
      finished: (call, ran) => void events.push(['finished', call, ran]),
      text: (text) => void events.push(['text', text]),
      used: (use) => void events.push(['used', use]),
      violation: (what) => void events.push(['violation', what]),
    },
    ...setup,
  });
  return { conversation, events, signals };
}

export const commandItem = (id: string, command: string, more: object = {}) => ({
  type: 'commandExecution',
  id,
  command,
  cwd: '/w',
  source: 'agent',
  status: 'inProgress',
  commandActions: [{ type: 'unknown', command: 'shown to people' }],
  exitCode: null,
  ...more,
});

export const commandCall = (id: string, command: string) => ({
  id,
  tool: 'exec_command',
  title: command,
  kind: 'execute',
  input: { command, cwd: '/w' },
  locations: [],
  diffs: [],
});

export const unknownCall = (id: string, tool: string) => ({
  id,
  tool,
  title: tool,
  kind: undefined,
  input: undefined,
  locations: [],
  diffs: [],
});
