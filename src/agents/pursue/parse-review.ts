import * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import { VERDICTS } from '../work/work.ts';

/** Characters at the end of a message in which a verdict is looked for. */
const MOST_TEXT = 32_768;
/** How many beginnings of an object are tried; one verdict has two. */
const MOST_STARTS = 64;
const MOST_NOTE = 2_000;
const MOST_FOLLOWUPS = 20;
const MOST_FOLLOWUP = 500;

/** Foreign text, escaped and not longer than that. */
const told = (most: number) => z.string().transform((text) => visible(text.slice(0, most).trim()));

const verdictSchema = z.looseObject({
  verdict: z.string().toLowerCase().pipe(z.enum(VERDICTS)),
  note: told(MOST_NOTE).nullish(),
  followups: z.array(told(MOST_FOLLOWUP)).nullish(),
  scores: z.record(z.string(), z.unknown()).nullish(),
});

/** A verdict as a reviewer gave it. */
export interface ToldVerdict {
  readonly verdict: (typeof VERDICTS)[number];
  /** Foreign text, escaped. */
  readonly note: string;
  /** Likewise. */
  readonly followups: readonly string[];
  /** By the name of a criterion; only numbers from 0 to 1. */
  readonly scores: ReadonlyMap<string, number>;
}

/**
 * Takes the last message of a reviewer; returns its verdict, the JSON object that the message ends with. One that stands before other words
 * does not count: a reviewer may quote what somebody else has written. `undefined` when there is none that can be understood.
 */
export function parseReview(text: string): ToldVerdict | undefined {
  const { success, data } = verdictSchema.safeParse(objectAtEnd(withoutFence(text.slice(-MOST_TEXT))));
  if (!success) return undefined;
  return {
    verdict: data.verdict,
    note: data.note ?? '',
    followups: (data.followups ?? []).filter((one) => one !== '').slice(0, MOST_FOLLOWUPS),
    scores: new Map(Object.entries(data.scores ?? {}).flatMap(([name, score]) => (isScore(score) ? [[name, score]] : []))),
  };
}

const isScore = (score: unknown): score is number => typeof score === 'number' && score >= 0 && score <= 1;

/** Without the fence that many models put around JSON. One that holds something else first, e.g. lines of a diff, is a quotation. */
function withoutFence(text: string): string {
  const end = text.trimEnd();
  if (!end.endsWith('```')) return end;
  const inside = end.slice(0, -3).trimEnd();
  const lines = inside.split('\n');
  const opening = lines.findLastIndex((line) => /^ {0,3}```/.test(line));
  if (opening === -1 || !/^ {0,3}```\s*\w*\s*$/.test(lines[opening] ?? '')) return inside;
  const held = lines.slice(opening + 1).join('\n');
  return held.trimStart().startsWith('{') ? held : '';
}

/** The outermost object that goes to the end of the text. */
function objectAtEnd(text: string): unknown {
  const starts: number[] = [];
  for (let at = text.lastIndexOf('{'); at !== -1 && starts.length < MOST_STARTS; at = at === 0 ? -1 : text.lastIndexOf('{', at - 1)) {
    starts.unshift(at);
  }
  for (const start of starts) {
    try {
      return JSON.parse(text.slice(start));
    } catch {
      // It begins further on.
    }
  }
  return undefined;
}
