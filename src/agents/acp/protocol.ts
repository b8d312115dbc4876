import { AGENT_METHODS, CLIENT_METHODS, type ClientConnection, client, RequestError } from '@agentclientprotocol/sdk';
import { AgentError, type AgentWire, type Conversation, type Protocol, type TurnEnd } from '../protocol.ts';
import { createAsking } from './asking.ts';
import { createCallTable } from './call-table.ts';
import { createLastMessage, type LastMessage } from './last-message.ts';
import { type PromptResponse, promptResponseSchema } from './messages.ts';
import { modeThatAsksNobody } from './modes.ts';
import { errorWords, openSession, wayToResume } from './open-session.ts';
import { serveClientSide } from './serve-client-side.ts';
import { streamOf } from './stream.ts';
import { takeUpdates } from './updates.ts';
import { createUsage } from './usage.ts';

export interface AcpOptions {
  /** Milliseconds that an agent has to tell the rest of a call behind its request for permission. */
  readonly restMs: number;
}

/** The Agent Client Protocol, version 1, over standard input and output. */
export const acpProtocol: Protocol = createAcpProtocol({ restMs: 1_000 });

export function createAcpProtocol({ restMs }: AcpOptions): Protocol {
  return {
    async open(wire, setup) {
      const { entry, events, cwd, signal } = setup;
      const message = createLastMessage();
      const usage = createUsage(entry.quirks.usage);
      const table = createCallTable(events);
      let hasBegun = false;
      let turn = new AbortController();
      const over = new AbortController();
      const cancelled = (): AbortSignal => AbortSignal.any([turn.signal, over.signal]);
      const asking = createAsking({ entry, events, table, restMs, cancelled });
      const app = client({ name: 'bailiwick' });
      app.onRequest(CLIENT_METHODS.session_request_permission, unchecked, ({ params, signal: taken }) => asking.permission(params, taken));
      app.onRequest(CLIENT_METHODS.elicitation_create, unchecked, () => ({ action: 'decline' }));
      const offers = { fs: entry.quirks.clientFs, terminal: entry.quirks.clientTerminal };
      serveClientSide({ app, client: setup.client, offers, cwd, cancelled, over: over.signal });
      const stream = streamOf(wire, takeUpdates({ events, table, message, usage, hasBegun: () => hasBegun }));
      const connection = app.connect(stream);
      connection.signal.addEventListener('abort', () => over.abort());
      closeWhen(connection, wire, signal);
      try {
        const { id, session, model } = await openSession(connection.agent, setup);
        const left = modeThatAsksNobody(session);
        if (left !== undefined) throw new AgentError(`it opened the conversation with ${left}, where it asks nobody`);
        return conversationOf({
          connection,
          id,
          name: wayToResume(setup) === undefined ? undefined : id,
          model,
          message,
          begin() {
            hasBegun = true;
            turn = new AbortController();
            table.newTurn();
            message.clear();
          },
          cancel: () => turn.abort(),
          cancelled: () => turn.signal.aborted,
          ended(response) {
            const use = usage.turn(response);
            if (use !== undefined) events.used(use);
          },
        });
      } catch (error) {
        connection.close();
        throw error instanceof AgentError ? error : new AgentError(brokenWords(error));
      }
    },
  };
}

/** Parameters are checked where they are used, since one that is wrong is answered with a no. */
const unchecked = (params: unknown): unknown => params;

interface ConversationDeps {
  readonly connection: ClientConnection;
  readonly id: string;
  /** What another process could go on with it by. */
  readonly name: string | undefined;
  readonly model: string | undefined;
  readonly message: LastMessage;
  readonly begin: () => void;
  readonly cancel: () => void;
  readonly cancelled: () => boolean;
  readonly ended: (response: PromptResponse) => void;
}

function conversationOf({ connection, id, name, model, message, begin, cancel, cancelled, ended }: ConversationDeps): Conversation {
  let answering = model;
  return {
    id: name,
    get model() {
      return answering;
    },
    async prompt(text) {
      begin();
      try {
        const request = { sessionId: id, prompt: [{ type: 'text', text }] };
        const response = promptResponseSchema.safeParse(
          await connection.agent.request<unknown>(AGENT_METHODS.session_prompt, request),
        ).data;
        if (response === undefined)
          return { kind: 'failed', text: message.text(), why: 'it ended its turn with an answer that can not be read' };
        answering = response._meta?.quota.model_usage?.at(-1)?.model ?? answering;
        ended(response);
        return { text: message.text(), ...endOf(response.stopReason) };
      } catch (error) {
        if (cancelled()) return { kind: 'cancelled', text: message.text() };
        return { kind: 'failed', text: message.text(), why: brokenWords(error) };
      }
    },
    // The protocol has no message for it.
    steer: async () => false,
    async cancel() {
      cancel();
      await connection.agent.notify(AGENT_METHODS.session_cancel, { sessionId: id }).catch(() => undefined);
    },
  };
}

/** What the protocol's reasons mean here; one that is unknown is a failure. */
const ENDS: Readonly<Record<string, Pick<TurnEnd, 'kind' | 'why'>>> = {
  end_turn: { kind: 'done' },
  cancelled: { kind: 'cancelled' },
  refusal: { kind: 'refused' },
  max_tokens: { kind: 'limit', why: 'the most tokens that its model may write' },
  max_turn_requests: { kind: 'limit', why: 'the most requests to its model in one turn' },
};

function endOf(stopReason: string): Pick<TurnEnd, 'kind' | 'why'> {
  return (
    (Object.hasOwn(ENDS, stopReason) ? ENDS[stopReason] : undefined) ?? { kind: 'failed', why: `it ended its turn with "${stopReason}"` }
  );
}

/** Ends the conversation with the process, or when nobody wants it any more. */
function closeWhen(connection: ClientConnection, { ended, stdout }: AgentWire, signal: AbortSignal): void {
  const gone = new AgentError('it ended');
  const close = (): void => connection.close(new AgentError('nobody waits for it any more'));
  if (signal.aborted) close();
  else signal.addEventListener('abort', close, { once: true });
  void connection.closed.then(() => signal.removeEventListener('abort', close));
  void ended.then(() => {
    // What it wrote before is still read; what it left behind may hold the stream open.
    if (stdout.readableEnded || stdout.destroyed) return connection.close(gone);
    const late = setTimeout(() => connection.close(gone), DRAIN_MS);
    void connection.closed.then(() => clearTimeout(late));
  });
}

/** Milliseconds for what an ended agent has written and was not read yet. */
const DRAIN_MS = 500;

function brokenWords(error: unknown): string {
  if (error instanceof AgentError) return error.message;
  return error instanceof RequestError ? errorWords(error) : 'it ended, or closed the way to it';
}
