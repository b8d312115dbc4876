import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** What a table says of a command, in a line: the class or `not proven`, what it touches and starts, and kinds of facts. */
export function told(command: string): string {
  const judged = shown(effectsOf(command));
  const parts: string[] = [judged.unproven === undefined ? judged.class : 'not proven'];
  for (const list of ['reads', 'writes', 'removes'] as const) if (judged[list]) parts.push(`${list} ${judged[list]?.join(' ')}`);
  if (judged.recursive) parts.push('below it');
  for (const run of judged.runs ?? []) parts.push(`starts ${'argv' in run ? run.argv?.join(' ') : run.script}`);
  for (const fact of judged.facts ?? []) parts.push(fact.kind);
  return parts.join('; ');
}
