import { visible } from '../../shell/visible.ts';
import { AgentError, type AgentWire, type Conversation, type Protocol, type ProtocolSetup } from '../protocol.ts';
import { checkUnread } from '../unread.ts';
import { initializeRequest } from './answers.ts';
import { createAsking } from './asking.ts';
import { createCallBook } from './call-book.ts';
import { linesOf } from './lines.ts';
import { initialized, initMessage, type Message, messageOf, resultMessage, statusMessage } from './messages.ts';
import { createMeter } from './meter.ts';
import { createRequests } from './requests.ts';
import { toldByModel, toldToModel } from './told.ts';
import { useOf } from './turn-end.ts';
import { createTurns } from './turns.ts';

/** The modes in which the agent asks: the usual one, under either name, and the one in which it only plans. */
const ASKING_MODES: ReadonlySet<string> = new Set(['default', 'manual', 'plan']);
/** Milliseconds that what is still in the pipe may take once the process is gone. */
const REST_MS = 1_000;

/** Claude Code over its standard streams: messages as lines of JSON, and requests of both sides among them. */
export const claudeProtocol: Protocol = {
  async open(wire, setup) {
    const talk = startTalk(wire, setup);
    const unwanted = (): void => talk.broken('nobody waits for it any more');
    if (setup.signal.aborted) unwanted();
    // Later the turn that is running is cancelled first, in the agent's own language.
    setup.signal.addEventListener('abort', unwanted, { once: true });
    try {
      const answer = initialized.safeParse(await talk.ask(initializeRequest()));
      if (!answer.success) throw new AgentError('this version does not say that it asks before each call; update it, or use another agent');
      talk.mode(answer.data.current_permission_mode);
    } finally {
      setup.signal.removeEventListener('abort', unwanted);
    }
    return talk.conversation;
  },
};

interface Talk {
  /** A request of ours. Rejects with an `AgentError`. */
  ask(request: object): Promise<unknown>;
  mode(mode: string | undefined): void;
  /** Nothing more is said or heard. */
  broken(why: string): void;
  readonly conversation: Conversation;
}

function startTalk(wire: AgentWire, setup: ProtocolSetup): Talk {
  const { events, cage } = setup;
  const violations = new Set<string>();
  let id = sessionOf(setup);
  let model: string | undefined;
  let lastError = '';
  let over = false;

  // Written to after its end: the conversation ends by itself when the process is gone.
  wire.stdin.on('error', () => undefined);
  const send = (message: object): void => {
    if (over || !wire.stdin.writable) return;
    const line = lineOf(message);
    if (line === undefined) broken('it asked about something that is nested too deeply');
    else wire.stdin.write(line);
  };
  const book = createCallBook(events, cage?.name);
  const turns = createTurns(send);
  const requests = createRequests(send);
  const meter = createMeter(events.used);
  const asking = createAsking({ book, cwd: setup.cwd, send, note: events.text, mode });
  const said = (text: string): void => {
    turns.said(text);
    events.text(text);
  };

  function violation(what: string): void {
    if (violations.has(what)) return;
    violations.add(what);
    events.violation(what);
  }

  function mode(is: string | undefined): void {
    if (is !== undefined && !ASKING_MODES.has(is)) violation(`it is in the mode "${is}", in which it does not ask before each call`);
  }

  function broken(why: string): void {
    over = true;
    book.leave();
    requests.broken(why);
    turns.broken(why);
  }

  function init(message: Message): void {
    const read = initMessage.safeParse(message);
    if (!read.success) {
      violation('it does not say what tools it has');
      return;
    }
    ({ session_id: id, model } = read.data);
    mode(read.data.permissionMode);
    if (cage === undefined) return;
    const others = read.data.tools.filter((tool) => !tool.startsWith(`mcp__${cage.name}__`));
    if (others.length > 0) violation(`it has tools that are not ours: ${others.join(', ')}`);
    const status = read.data.mcp_servers.find(({ name }) => name === cage.name)?.status;
    if (status === undefined || status === 'failed') broken('it could not reach the only tools that it has');
  }

  function result(message: Message): void {
    const read = resultMessage.safeParse(message);
    if (!read.success) {
      broken('the result of its turn was not understood');
      return;
    }
    const use = useOf(read.data);
    if (use !== undefined) meter.result(use);
    // One that belongs to no turn tells why the agent could not begin, and is about to end.
    if (!turns.result(read.data) && read.data.is_error) lastError = read.data.errors?.join('; ') ?? '';
  }

  /** What comes, by its type; the rest says nothing that matters here. */
  const handlers: ReadonlyMap<string, (message: Message) => void> = new Map([
    ['assistant', (message: Message) => toldByModel(message, { book, meter, said })],
    ['user', (message: Message) => toldToModel(message, { book })],
    ['result', result],
    ['control_response', requests.answered],
    ['control_cancel_request', asking.cancelled],
    [
      'control_request',
      (message: Message) => {
        if (!asking.request(message)) broken('it asked something that can not be answered');
      },
    ],
    [
      'system',
      (message: Message) => {
        if (message['subtype'] === 'init') init(message);
        else if (message['subtype'] === 'status') mode(statusMessage.safeParse(message).data?.permissionMode);
      },
    ],
  ]);

  async function listen(): Promise<void> {
    try {
      for await (const line of linesOf(wire.stdout)) {
        // What comes now is read, so that the agent can end, and not looked at.
        if (over) continue;
        const message = messageOf(line);
        handlers.get(message.type)?.(message);
        checkUnread(wire.stdin);
      }
      broken(lastError === '' ? 'it has ended' : `it has ended: ${visible(lastError)}`);
    } catch (error) {
      broken(error instanceof AgentError ? error.message : 'its standard output could not be read');
    }
  }

  const listening = listen();
  wire.ended
    .then(() => Promise.race([listening, new Promise((resolve) => setTimeout(resolve, REST_MS).unref())]))
    .then(() => broken('it has ended'))
    .catch(() => undefined);

  return {
    ask: requests.ask,
    mode,
    broken,
    conversation: {
      get id() {
        return id;
      },
      get model() {
        return model;
      },
      prompt: turns.prompt,
      // To one that does not read, it is for the next turn.
      steer: async (text) => !wire.stdin.writableNeedDrain && turns.steer(text),
      async cancel() {
        if (!turns.cancel()) return;
        book.leave();
        await requests.ask({ subtype: 'interrupt', cancel_queued: true }).catch(() => undefined);
      },
    },
  };
}

/** An answer holds what the agent asked about: parsing knows no depth, writing does. */
function lineOf(message: object): string | undefined {
  try {
    return `${JSON.stringify(message)}\n`;
  } catch {
    return undefined;
  }
}

/** The id that the agent was started with. */
function sessionOf({ resume, profile }: ProtocolSetup): string | undefined {
  const given = resume ?? profile.session?.['sessionId'];
  return typeof given === 'string' ? given : undefined;
}
