import type { CheckResult, ReviewResult } from '../../agents/work/work.ts';
import { redactText } from '../../policy/redaction/redact.ts';
import { visible } from '../../shell/visible.ts';

/** Takes foreign text; returns it without known secrets and with nothing in it that acts or hides. */
export function safe(text: string): string {
  return visible(redactText(text));
}

/** The same on one line, of at most so many characters. */
export function safeLine(text: string, length: number): string {
  return shownLine(redactText(text), length);
}

/** For what secrets were taken out of before: looking for them again is most of the work. */
export function shownLine(text: string, length: number): string {
  return clipped(visible(text).replaceAll('\n', '\u240a').replaceAll('\t', ' '), length);
}

/** The first characters, never half of a pair. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = length - 1;
  const code = text.charCodeAt(end - 1);
  return `${text.slice(0, code >= 0xd800 && code < 0xdc00 ? end - 1 : end)}…`;
}

const DETAIL = 2_000;

export function safeCheck({ name, command, detail, ...rest }: CheckResult): CheckResult {
  return {
    ...rest,
    name: safeLine(name, 200),
    ...(command === undefined ? {} : { command: safeLine(command, 500) }),
    ...(detail === undefined ? {} : { detail: clipped(safe(detail), DETAIL) }),
  };
}

export function safeReview(review: ReviewResult): ReviewResult {
  const { agent, taskId, note, followups, scores } = review;
  return {
    ...review,
    agent: safeLine(agent, 200),
    taskId: safeLine(taskId, 200),
    note: clipped(safe(note), DETAIL),
    followups: followups.slice(0, 20).map((one) => safeLine(one, 500)),
    ...(scores === undefined
      ? {}
      : { scores: Object.fromEntries(Object.entries(scores).map(([name, score]) => [safeLine(name, 200), score])) }),
  };
}
