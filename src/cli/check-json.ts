import type { Explanation } from '../policy/action.ts';
import { printable } from '../shell/printable-json.ts';

export { printable };

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
