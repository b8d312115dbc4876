import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

/** What a table says of a command, on one line: class, prefix in words or `-`, then whatever else there is. */
export function told(command: string): string {
  const judged = shown(effectsOf(command));
  const { class: actionClass, prefix, unproven, facts, reads, writes, settings, runs } = judged;
  const lists = {
    reads,
    writes,
    settings,
    runs: runs?.map((one) => ('argv' in one ? one.argv?.join('_') : 'script')),
    facts: facts?.map(({ kind }) => kind),
  };
  const rest = Object.entries(lists).flatMap(([name, values]) => (values?.length ? [`${name}:${values.join(',')}`] : []));
  return [unproven === undefined ? actionClass : 'unproven', 'words' in prefix ? `${prefix.words}` : '-', ...rest].join(' ');
}
