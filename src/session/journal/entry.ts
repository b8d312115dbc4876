import * as z from 'zod';
import type { ChildEvent } from '../../agents/runner.ts';
import { type CheckResult, checkSchema, type ReviewResult, reviewSchema } from '../../agents/work/work.ts';
import { redactText } from '../../policy/redaction/redact.ts';

/** Most characters that are kept of one text. */
const HINT = 2_000;
const REASON = 500;
const NAME = 200;
const FOLLOWUPS = 20;

const at = z.number();

/** One line of a journal. Texts are foreign unless said otherwise: known secrets are taken out of them, and nothing else. */
export const journalEntrySchema = z.discriminatedUnion('kind', [
  z.object({ at, kind: z.literal('turn') }),
  z.object({ at, kind: z.literal('call'), tool: z.string(), hint: z.string() }),
  z.object({
    at,
    kind: z.literal('answered'),
    allowed: z.boolean(),
    reason: z.string(),
    rule: z.string().exactOptional(),
    what: z.string().exactOptional(),
  }),
  z.object({ at, kind: z.literal('ran'), what: z.string(), status: z.string(), exitCode: z.number().exactOptional() }),
  z.object({ at, kind: z.literal('wrote'), path: z.string() }),
  z.object({ at, kind: z.literal('told'), text: z.string() }),
  z.object({ at, kind: z.literal('checked'), result: checkSchema }),
  z.object({ at, kind: z.literal('reviewed'), result: reviewSchema }),
  z.object({ at, kind: z.literal('placed'), path: z.string(), base: z.string() }),
  z.object({ at, kind: z.literal('compacted'), before: z.number(), after: z.number() }),
  z.object({ at, kind: z.literal('unapproved'), what: z.string() }),
  z.object({ at, kind: z.literal('waiting'), number: z.number(), what: z.string() }),
  z.object({ at, kind: z.literal('waited'), number: z.number() }),
  z.object({ at, kind: z.literal('used'), inputTokens: z.number(), outputTokens: z.number(), usd: z.number().nullable() }),
  z.object({ at, kind: z.literal('conversation'), id: z.string().exactOptional(), model: z.string().exactOptional() }),
  /** So many entries could not be written before this one. */
  z.object({ at, kind: z.literal('lost'), entries: z.number() }),
  /** The journal is as long as one gets: what came after is not in it. */
  z.object({ at, kind: z.literal('full') }),
]);

export type JournalEntry = z.output<typeof journalEntrySchema>;
export type JournalKind = JournalEntry['kind'];

/** Everything that a child tells and that is written down. */
export type JournalEvent = Exclude<ChildEvent, { kind: 'output' }>;

/** What is written down of an event. @param at milliseconds since 1970 */
export function entryOf(event: JournalEvent, at: number): JournalEntry {
  switch (event.kind) {
    case 'turn':
      return { at, kind: 'turn' };
    case 'call':
      return { at, kind: 'call', tool: kept(event.tool, NAME), hint: kept(event.hint, HINT) };
    case 'answered': {
      const { allowed, reason, rule, what } = event;
      return { at, kind: 'answered', allowed, reason: kept(reason, REASON), ...some('rule', rule, NAME), ...some('what', what, HINT) };
    }
    case 'ran': {
      const { what, status, exitCode } = event;
      return { at, kind: 'ran', what: kept(what, HINT), status: kept(status, NAME), ...(exitCode === undefined ? {} : { exitCode }) };
    }
    case 'wrote':
      return { at, kind: 'wrote', path: kept(event.path, HINT) };
    case 'told':
      return { at, kind: 'told', text: kept(event.text, HINT) };
    case 'checked':
      return { at, kind: 'checked', result: keptCheck(event.result) };
    case 'reviewed':
      return { at, kind: 'reviewed', result: keptReview(event.result) };
    case 'placed':
      return { at, kind: 'placed', path: kept(event.place.path, HINT), base: kept(event.place.base, NAME) };
    case 'compacted':
      return { at, kind: 'compacted', before: event.before, after: event.after };
    case 'unapproved':
      return { at, kind: 'unapproved', what: kept(event.what, HINT) };
    case 'waiting':
      // Its id is what an answer is known by, and is nobody's to read.
      return { at, kind: 'waiting', number: event.approval.number, what: kept(event.what, HINT) };
    case 'waited':
      return { at, kind: 'waited', number: event.approval.number };
    case 'used': {
      const { inputTokens, outputTokens, usd } = event.use;
      return { at, kind: 'used', inputTokens, outputTokens, usd };
    }
    case 'conversation':
      return { at, kind: 'conversation', ...some('id', event.id, NAME), ...some('model', event.model, NAME) };
  }
}

function keptCheck({ name, command, status, exitCode, detail }: CheckResult): CheckResult {
  return {
    name: kept(name, NAME),
    ...some('command', command, HINT),
    status,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...some('detail', detail, HINT),
  };
}

function keptReview(review: ReviewResult): ReviewResult {
  const { agent, note, followups, scores } = review;
  return {
    ...review,
    agent: kept(agent, NAME),
    note: kept(note, HINT),
    followups: followups.slice(0, FOLLOWUPS).map((one) => kept(one, REASON)),
    ...(scores === undefined
      ? {}
      : {
          scores: Object.fromEntries(
            Object.entries(scores)
              .slice(0, FOLLOWUPS)
              .map(([name, score]) => [kept(name, NAME), score]),
          ),
        }),
  };
}

function some<K extends string>(key: K, text: string | undefined, length: number): { readonly [P in K]?: string } {
  return text === undefined ? {} : ({ [key]: kept(text, length) } as { readonly [P in K]?: string });
}

/** Without known secrets first: what is cut first could end within one, which then is not known any more. */
function kept(text: string, length: number): string {
  const safe = redactText(text);
  return safe.length > length ? `${safe.slice(0, length - 1)}…` : safe;
}
