import { setTimeout as delay } from 'node:timers/promises';
import { visible } from '../../shell/visible.ts';
import type { Calls } from '../hold/calls.ts';
import { AgentError, type Conversation, type ProtocolEvents, type TurnEnd } from '../protocol.ts';
import type { DirectedEnd, Director } from '../pursue/director.ts';
import type { Meter } from '../pursue/meter.ts';
import type { ChildOutcome, RunnerContext } from '../runner.ts';
import type { Transcript } from '../transcript.ts';

/** Milliseconds that an agent has to look at its tools; then it is told what to do all the same. */
const TOOLS_MS = 10_000;
/** Milliseconds that it has to take up what it has just seen: it gives no sign of that. */
const TAKE_UP_MS = 1_000;
/** Turns of one child; each refusal of some agents takes one. */
const MOST_TURNS = 200;

/** Somebody who can be talked to, whether a process or our own loop is behind it. */
export interface Partner {
  /** Rejects with an `AgentError` when it does not come to a conversation. */
  open(events: ProtocolEvents, signal: AbortSignal): Promise<Conversation>;
  /** Resolves when nothing more will come of it. */
  readonly ended: Promise<void>;
  readonly calls: Pick<Calls, 'ask' | 'began' | 'finished' | 'refusals'>;
  /** Resolves when the agent has seen the tools of its cage; absent for one that has none. */
  readonly ready: Promise<void> | undefined;
  readonly quirks: { readonly refusalEndsTurn: boolean; readonly seesToolsLate: boolean };
  /** It reports each call of its model as a turn by itself. */
  readonly countsTurns: boolean;
}

export interface Talk {
  readonly partner: Partner;
  /** The whole of what it is told first. */
  readonly prompt: string;
  readonly director: Director;
  readonly meter: Meter;
  /** Calls of tools so far. */
  readonly callsMade: () => number;
  readonly transcript: Pick<Transcript, 'say' | 'note'>;
  readonly context: Pick<RunnerContext, 'report' | 'breach' | 'inbox' | 'hurry'>;
  /** Aborted when the child is to stop, for whatever reason. */
  readonly stop: AbortSignal;
  /** Milliseconds that the agent has until it can be talked to, and that it has to end a turn when it is to stop. */
  readonly limits: { readonly openMs: number; readonly cancelMs: number };
}

/** How a conversation ended, and what the director made of it. */
export interface Talked extends ChildOutcome {
  readonly directed?: DirectedEnd;
}

const STOPPED: ChildOutcome = { status: 'stopped', reason: '' };

/** Talks to a child until it has done what it was told, and everything that it was told meanwhile. Rejects with an `AgentError`. */
export async function converse(talk: Talk): Promise<Talked> {
  const { context, stop, partner, meter } = talk;
  const conversation = await opened(talk);
  if (conversation === undefined) return STOPPED;
  const { id, model } = conversation;
  context.report({ kind: 'conversation', id, model });
  let known = model;
  if (partner.quirks.seesToolsLate) {
    await Promise.race([partner.ready, delay(TOOLS_MS), aborted(stop)]);
    await Promise.race([delay(TAKE_UP_MS), aborted(stop)]);
  }
  let text = talk.director.opening === '' ? talk.prompt : `${talk.prompt}\n\n${talk.director.opening}`;
  let final = '';
  for (let turn = 1; turn <= MOST_TURNS; turn += 1) {
    const over = meter.mayTurn();
    if (over !== undefined) return { ...spent(over), final };
    if (!partner.countsTurns) context.report({ kind: 'turn' });
    const callsBefore = talk.callsMade();
    const end = await oneTurn(talk, conversation, text);
    // Some agents tell only with their first words which model it is.
    if (conversation.model !== known) {
      known = conversation.model;
      context.report({ kind: 'conversation', id, model: known });
    }
    if (end === undefined || stop.aborted) return { ...STOPPED, final };
    if (end.text !== '') final = end.text;
    const calls = talk.callsMade() - callsBefore;
    const next = await afterTurn(talk, end, calls);
    if (stop.aborted) return { ...STOPPED, final };
    if (typeof next !== 'string') return { ...next, final };
    text = next;
  }
  return { status: 'paused', reason: `it took ${MOST_TURNS} turns and had not come to an end`, final };
}

const spent = (why: string): ChildOutcome => ({ status: 'paused', reason: why, overBudget: true });

/** What the child is told next, or how it ends. */
async function afterTurn(talk: Talk, end: TurnEnd, calls: number): Promise<string | Talked> {
  const { context, meter, director, stop } = talk;
  // Before anything else goes on: one that does not tell what it uses keeps no bound.
  const unkept = end.kind === 'failed' || end.kind === 'limit' ? undefined : meter.afterTurn();
  if (unkept !== undefined) return spent(unkept);
  const message = context.inbox.take() ?? afterRefusal(talk, end);
  if (message !== undefined) return message;
  if (end.kind !== 'done') {
    const over = end.kind === 'limit' ? meter.mayTurn() : undefined;
    return over === undefined ? outcomeOf(end, talk.partner.calls) : spent(over);
  }
  const next = await director.after({ text: end.text, calls }, stop);
  if (next.kind === 'end') return { ...next.end.outcome, directed: next.end };
  // Somebody may have said something while its work was looked at.
  const meanwhile = context.inbox.take();
  tell(talk, next.text);
  return meanwhile === undefined ? next.text : `${next.text}\n\n${meanwhile}`;
}

function tell({ context, transcript }: Talk, text: string): void {
  const shown = visible(text);
  transcript.note(`[told: ${shown}]`);
  context.report({ kind: 'told', text: shown });
}

/** The conversation with the child; `undefined` when it is to stop before there is one. */
async function opened({ partner, transcript, context, stop, limits }: Talk): Promise<Conversation | undefined> {
  const given = new AbortController();
  const { calls } = partner;
  const events: ProtocolEvents = {
    ask: calls.ask,
    began: calls.began,
    finished: calls.finished,
    text: transcript.say,
    used: (use) => context.report({ kind: 'used', use }),
    violation: (what) => context.breach(`it left the bounds it was started in: ${visible(what)}`),
  };
  const opening = partner.open(events, AbortSignal.any([stop, given.signal]));
  const late = delay(limits.openMs, 'late' as const, { signal: given.signal }).catch(() => 'late' as const);
  const ended = partner.ended.then(() => 'ended' as const);
  const first = await Promise.race([opening, late, aborted(stop), ended]).catch((error: unknown) => {
    given.abort();
    throw error;
  });
  if (typeof first === 'object') {
    // The clock is not needed any more; the conversation goes on.
    void late;
    return first;
  }
  given.abort();
  // Nobody waits for it any more.
  opening.catch(() => undefined);
  if (first === 'late') throw new AgentError(`it could not be talked to within ${limits.openMs / 1000} s`);
  if (first === 'ended') throw new AgentError('it ended before it could be talked to');
  return undefined;
}
/** One turn; what is said to the child meanwhile goes into it where that is possible. `undefined` when it had to be stopped. */
async function oneTurn({ context, stop, limits }: Talk, conversation: Conversation, text: string): Promise<TurnEnd | undefined> {
  let steering = Promise.resolve(true);
  const steer = (): void => {
    steering = steering.then(async (works) => works && (await steerAll(context, conversation)));
  };
  const forget = context.inbox.onMessage(steer);
  const turn = conversation.prompt(text);
  try {
    const first = await Promise.race([turn, aborted(stop)]);
    if (first !== 'aborted') return first;
    const cancelled = conversation.cancel().then(() => turn);
    return await Promise.race([cancelled, delay(limits.cancelMs, undefined), aborted(context.hurry).then(() => undefined)]);
  } finally {
    forget();
    // One that does not answer holds up neither a stop nor the next turn.
    await Promise.race([steering, aborted(stop), delay(limits.cancelMs, undefined, { ref: false })]);
  }
}

/** False when the agent takes nothing in the middle of a turn: what is left is for the next one. */
async function steerAll({ inbox }: Pick<RunnerContext, 'inbox'>, conversation: Conversation): Promise<boolean> {
  for (let text = inbox.take(); text !== undefined; text = inbox.take()) {
    if (await conversation.steer(text)) continue;
    inbox.putBack(text);
    return false;
  }
  return true;
}

/** Agents whose turn ends with a refusal never hear why: they are told, and may go on. */
function afterRefusal(talk: Talk, { kind }: TurnEnd): string | undefined {
  const { calls, quirks } = talk.partner;
  const refusals = calls.refusals();
  if (refusals.length === 0 || !quirks.refusalEndsTurn || kind === 'failed' || kind === 'limit') return undefined;
  const said = `That was denied: ${refusals.join('; ')}. Choose another way, or say what you could not do.`;
  tell(talk, said);
  return said;
}

function outcomeOf({ kind, why }: TurnEnd, calls: Pick<Calls, 'refusals'>): ChildOutcome {
  const told = why === undefined ? '' : `: ${visible(why)}`;
  switch (kind) {
    case 'done':
      return { status: 'completed', reason: '' };
    case 'limit':
      return { status: 'paused', reason: `a limit of the agent was reached${told}` };
    case 'stuck':
      return { status: 'blocked', reason: `it went round in a circle${told}` };
    case 'refused':
      return { status: 'failed', reason: `its model refused to go on${told}` };
    case 'cancelled': {
      const refusals = calls.refusals();
      return refusals.length > 0
        ? { status: 'blocked', reason: `it gave up when it was denied: ${refusals.join('; ')}` }
        : { status: 'failed', reason: `it ended its turn by itself${told}` };
    }
    case 'failed':
      return { status: 'failed', reason: `mid-run-failure${told}` };
  }
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}
