import { visible } from '../../shell/visible.ts';
import type { ProtocolEvents } from '../protocol.ts';
import type { CallBook } from './call-book.ts';
import { type Held, leftBounds } from './held.ts';
import {
  itemOf,
  messageDelta,
  modelRerouted,
  patchUpdated,
  requestResolved,
  settingsUpdated,
  terminalInput,
  tokenUsage,
  turnCompleted,
} from './messages.ts';
import type { Requests } from './requests.ts';
import type { Turns } from './turns.ts';

export interface NotificationsDeps {
  readonly book: CallBook;
  readonly turns: Turns;
  readonly requests: Pick<Requests, 'resolved'>;
  readonly held: Held;
  readonly events: Pick<ProtocolEvents, 'used' | 'violation'>;
  /** Whether a thread is the conversation that was opened, and not one that the agent made for itself. */
  readonly isMain: (threadId: string) => boolean;
  /** Another model answers now. */
  readonly answersNow: (model: string) => void;
}

/** Takes what the app-server tells; whatever is not understood, or not listed here, changes nothing. Calls of every thread count. */
export function createNotifications({ book, turns, requests, held, events, isMain, answersNow }: NotificationsDeps) {
  const listed: Readonly<Record<string, (params: unknown) => void>> = {
    'item/started'(params) {
      const { data } = itemOf.safeParse(params);
      if (data !== undefined) book.started(data.item);
    },
    'item/completed'(params) {
      const { data } = itemOf.safeParse(params);
      if (data === undefined) return;
      book.completed(data.item);
      if (isMain(data.threadId)) turns.message(data.item);
    },
    'item/fileChange/patchUpdated'(params) {
      const { data } = patchUpdated.safeParse(params);
      if (data !== undefined) book.patched(data.itemId, data.changes);
    },
    // Typing into a command that runs is switched off; nobody is asked about what is typed.
    'item/commandExecution/terminalInteraction'(params) {
      if (terminalInput.safeParse(params).data?.stdin !== '') events.violation('it typed into a command that was running');
    },
    'item/autoApprovalReview/started': () => events.violation('a model of its own approves its calls'),
    'hook/started': () => events.violation('it ran a hook'),
    'item/agentMessage/delta'(params) {
      const { data } = messageDelta.safeParse(params);
      if (data !== undefined && isMain(data.threadId)) turns.delta(data.itemId, data.delta);
    },
    'thread/tokenUsage/updated'(params) {
      const { data } = tokenUsage.safeParse(params);
      if (data === undefined || !isMain(data.threadId)) return;
      const { inputTokens, outputTokens } = data.tokenUsage.total;
      events.used({ inputTokens, outputTokens, usd: null });
    },
    'thread/settings/updated'(params) {
      const { data } = settingsUpdated.safeParse(params);
      if (data === undefined) return events.violation('it changed how it is held, in words that are not understood');
      const { approvalPolicy, approvalsReviewer, sandboxPolicy, model } = data.threadSettings;
      const left = leftBounds(held, { approvalPolicy, approvalsReviewer, sandboxType: sandboxPolicy.type });
      if (left !== undefined) events.violation(left);
      answersNow(model);
    },
    'model/rerouted'(params) {
      const { data } = modelRerouted.safeParse(params);
      if (data !== undefined && isMain(data.threadId)) answersNow(visible(data.toModel));
    },
    'serverRequest/resolved'(params) {
      const { data } = requestResolved.safeParse(params);
      if (data !== undefined) requests.resolved(data.requestId);
    },
    'turn/completed'(params) {
      const { data } = turnCompleted.safeParse(params);
      if (data !== undefined && isMain(data.threadId)) turns.ended(data.turn);
    },
  };
  return (method: string, params: unknown): void => {
    if (Object.hasOwn(listed, method)) listed[method]?.(params);
  };
}
