import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/**
 * What a table says of a command in one line: its class, or `unproven`; the words of its prefix, or `-`; the kinds of its facts; what it
 * reads and writes.
 */
export function told(command: string): string {
  const { class: cls, unproven, prefix, facts = [], reads, writes, removes, runs } = shown(effectsOf(command));
  const lists = Object.entries({ reads, writes, removes, runs }).flatMap(([name, list]) =>
    list === undefined ? [] : [`${name} ${JSON.stringify(list)}`],
  );
  const kinds = facts.map((fact) => (fact.kind === 'network' ? fact.direction : fact.kind));
  return [unproven === undefined ? cls : 'unproven', 'none' in prefix ? '-' : prefix.words, ...kinds, ...lists].join(' ');
}
