import type { Explanation } from '../policy/action.ts';
import { visible } from '../shell/visible.ts';

/** The JSON object that tells programs a verdict, as text on one line. Strings are as they stand in the command. */
export function verdictJson({ verdict, parts }: Pick<Explanation, 'verdict' | 'parts'>): string {
  return printable(
    JSON.stringify({
      prefix: verdict.prefix,
      verdict: verdict.decision,
      tier: verdict.tier,
      class: verdict.class ?? 'unknown',
      signals: verdict.signals.map(({ span, kind, ...facts }) => ({ kind, ...facts, start: span.start, end: span.end })),
      parts: parts.map(({ span, argv, prefix, class: cls }) => ({
        start: span.start,
        end: span.end,
        argv: argv.map((word) => word.value),
        prefix,
        class: cls,
      })),
      reason: verdict.reason,
    }),
  );
}

const PLAIN = /^[\x20-\x7e]*$/;

/** Takes JSON text; writes whatever acts on a terminal, or hides on it, as an escape of JSON: the value stays the same. */
export function printable(json: string): string {
  return PLAIN.test(json) ? json : json.replace(/[^\x20-\x7e]/gu, (sign) => (visible(sign) === sign ? sign : escaped(sign)));
}

function escaped(sign: string): string {
  return sign
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
