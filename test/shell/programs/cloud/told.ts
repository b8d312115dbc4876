import { effectsOf } from '../effects-of.ts';

/** What a table says of a command, in a line: class, words of its prefix (`-` for none), then `unproven`, `secret`, `deletes`, `settings`. */
export function told(command: string): string {
  const { class: cls, prefix, unproven, facts = [], settings } = effectsOf(command);
  return [
    cls,
    'none' in prefix ? '-' : prefix.words,
    ...(unproven === undefined ? [] : ['unproven']),
    ...(facts.some(({ kind }) => kind === 'credential_access') ? ['secret'] : []),
    ...(facts.some(({ kind }) => kind === 'dangerous_pattern') ? ['deletes'] : []),
    ...(settings === undefined ? [] : ['settings']),
  ].join(' ');
}
