import { AgentError, type AgentWire, type Conversation, type Protocol, type ProtocolSetup } from '../protocol.ts';
import { createCallBook } from './call-book.ts';
import { heldBy } from './held.ts';
import { createNotifications } from './notifications.ts';
import { openThread, type Thread } from './open-thread.ts';
import { createRequests } from './requests.ts';
import { createRpc, type Rpc } from './rpc.ts';
import { createTurns, type Turns } from './turns.ts';

/** Codex over its app-server, version 2 of its protocol. */
export const codexProtocol: Protocol = {
  async open(wire, setup) {
    const connection = connect(wire, setup);
    try {
      connection.thread = await openThread(connection.rpc, setup);
      return conversationOf(connection);
    } catch (error) {
      connection.rpc.close(new AgentError('it came to no conversation'));
      throw error;
    }
  },
};

interface Connection {
  readonly rpc: Rpc;
  readonly turns: Turns;
  thread: Thread | undefined;
  /** Nobody waits for an answer any more. */
  abortAsked(): void;
  /** Puts words into the running turn, and tells whether that worked. */
  steer(text: string): Promise<boolean>;
  /** A turn begins. */
  fresh(): void;
}

function connect(wire: AgentWire, setup: ProtocolSetup): Connection {
  const { events, signal, cage } = setup;
  const book = createCallBook(events, cage?.name);
  const turns = createTurns({ text: events.text, over: book.turnEnded });
  // What was said of one reason; a model that is denied tries again and again.
  const told = new Set<string>();
  const requests = createRequests({
    book,
    denied(reason) {
      if (told.has(reason)) return;
      told.add(reason);
      void connection.steer(`That was denied: ${reason}. Choose another way, or say what you could not do.`);
    },
  });
  const notification = createNotifications({
    book,
    turns,
    requests,
    held: heldBy(setup),
    events,
    isMain: (threadId) => threadId === connection.thread?.id,
    answersNow(model) {
      if (connection.thread !== undefined) connection.thread.model = model;
    },
  });
  const rpc = createRpc(wire, {
    request: requests.answer,
    notification,
    closed(why) {
      requests.abort();
      turns.fail(why.message);
    },
  });
  signal.addEventListener('abort', requests.abort, { once: true });

  const connection: Connection = {
    rpc,
    turns,
    thread: undefined,
    abortAsked: requests.abort,
    async steer(text) {
      const expectedTurnId = await turns.id();
      if (expectedTurnId === undefined) return false;
      const params = { threadId: connection.thread?.id, expectedTurnId, input: inputOf(text) };
      return await rpc.request('turn/steer', params).then(
        () => true,
        () => false,
      );
    },
    fresh: () => told.clear(),
  };
  return connection;
}

function conversationOf(connection: Connection): Conversation {
  const { rpc, turns, thread } = connection;
  return {
    id: thread?.id,
    get model() {
      return thread?.model;
    },
    prompt(text) {
      connection.fresh();
      return turns.run(() => rpc.request('turn/start', { threadId: thread?.id, input: inputOf(text), ...thread?.eachTurn }));
    },
    steer: connection.steer,
    async cancel() {
      const turnId = await turns.id();
      if (turnId === undefined) return;
      const interrupted = rpc.request('turn/interrupt', { threadId: thread?.id, turnId });
      // Told before the answers that are still awaited: those are a no, and must not let the turn go on.
      connection.abortAsked();
      await interrupted.catch(() => undefined);
    },
  };
}

const inputOf = (text: string) => [{ type: 'text', text, text_elements: [] }];
