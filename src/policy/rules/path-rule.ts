import { parseMatcher } from './matcher.ts';

/** The rule that allows one use of exactly one absolute path; `null` where a rule would mean something else. */
export function pathRule(use: 'read' | 'write', absolute: string): string | null {
  const rule = `${use === 'read' ? 'Read' : 'Write'}(${absolute})`;
  const parsed = parseMatcher(rule, 'allow');
  const says = parsed.ok && parsed.matcher.kind === use && parsed.matcher.pattern === absolute && !/[*?]/.test(absolute);
  return says && absolute.startsWith('/') ? rule : null;
}
