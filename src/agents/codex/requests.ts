import type { Answered, CallBook } from './call-book.ts';
import { aboutItem, commandApproval, fileApproval } from './messages.ts';
import type { Reply, RequestId } from './rpc.ts';

/** One request of the app-server, and who answers it. */
interface Asked {
  readonly book: CallBook;
  readonly params: unknown;
  readonly id: RequestId;
  readonly method: string;
  readonly signal: AbortSignal;
}

/** How a request is decided, and how a yes and a no are said in its own words. */
interface RequestKind {
  readonly ask: (asked: Asked) => Promise<Answered>;
  readonly yes: unknown;
  readonly no: unknown;
}

const ACCEPT = { decision: 'accept' };
/** The turn goes on. */
const DECLINE = { decision: 'decline' };
/** In the words of the protocol before this one. */
const DENIED = { decision: { denied: { rejection: 'denied' } } };

/**
 * Every request of the app-server. A yes is for this once: what is meant for the rest of the conversation, and every change of its own
 * rules, is never said. What is not here is refused as a method that nobody has: new tokens, attestations, the time.
 */
const REQUESTS: Readonly<Record<string, RequestKind>> = {
  'item/commandExecution/requestApproval': { ask: command, yes: ACCEPT, no: DECLINE },
  'item/fileChange/requestApproval': { ask: fileChange, yes: ACCEPT, no: DECLINE },
  'item/permissions/requestApproval': never({ permissions: {}, scope: 'turn' }),
  'item/tool/requestUserInput': never({ answers: {} }),
  'item/tool/call': never({ contentItems: [], success: false }),
  'mcpServer/elicitation/request': never({ action: 'decline', content: null, _meta: null }),
  applyPatchApproval: never(DENIED),
  execCommandApproval: never(DENIED),
};

export interface RequestsDeps {
  readonly book: CallBook;
  /** Whoever is asked is told why not, since the agent's own answer has no room for it. */
  readonly denied: (reason: string) => void;
}

/** Answers what the app-server asks. */
export interface Requests {
  answer(method: string, params: unknown, id: RequestId, reply: Reply): void;
  /** The agent no longer waits for it. */
  resolved(id: RequestId): void;
  /** Nothing is waited for any more. */
  abort(): void;
}

export function createRequests({ book, denied }: RequestsDeps): Requests {
  const waiting = new Map<RequestId, AbortController>();
  return {
    answer(method, params, id, reply) {
      const kind = Object.hasOwn(REQUESTS, method) ? REQUESTS[method] : undefined;
      if (kind === undefined) return reply({ refused: 'this client does not answer that' });
      const controller = new AbortController();
      waiting.set(id, controller);
      void kind
        .ask({ book, params, id, method, signal: controller.signal })
        .catch((): Answered => ({ accepted: false, reason: '' }))
        .then(({ accepted, reason }) => {
          if (waiting.get(id) === controller) waiting.delete(id);
          reply({ result: accepted ? kind.yes : kind.no });
          if (reason !== '') denied(reason);
        });
    },
    resolved: (id) => waiting.get(id)?.abort(),
    abort() {
      for (const controller of waiting.values()) controller.abort();
    },
  };
}

function command({ book, params, id, method, signal }: Asked): Promise<Answered> {
  const { data } = commandApproval.safeParse(params);
  if (data === undefined) return book.askUnknown(itemOr(params, id), method, signal);
  return book.askCommand(data.itemId, { command: data.command, cwd: data.cwd }, signal);
}

function fileChange({ book, params, id, method, signal }: Asked): Promise<Answered> {
  const { data } = aboutItem.safeParse(params);
  if (data === undefined) return book.askUnknown(itemOr(params, id), method, signal);
  return book.askPatch(data.itemId, fileApproval.safeParse(params).success, signal);
}

/** It is put before the gate as something unknown, which counts it; whatever comes back, the answer is no. */
function never(no: unknown): RequestKind {
  return { ask: ({ book, params, id, method, signal }) => book.askUnknown(itemOr(params, id), method, signal), yes: no, no };
}

/** A name of its own for what has none: it must not stand for another call. */
function itemOr(params: unknown, id: RequestId): string {
  return `request:${aboutItem.safeParse(params).data?.itemId ?? ''}:${id}`;
}
