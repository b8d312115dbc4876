import { visible } from '../shell/visible.ts';

const SHOWN = 80;

/** Takes ids or names that somebody gave; returns them as one escaped text for a message. */
export function names(given: readonly string[]): string {
  return given.length === 0 ? 'none' : given.map(name).join(', ');
}

/** Takes one; returns it escaped, on one line, and cut when it is long. */
export function name(given: string): string {
  const cut = given.length > SHOWN ? `${given.slice(0, SHOWN)}…` : given;
  return visible(cut).replaceAll(/\s/g, ' ');
}
