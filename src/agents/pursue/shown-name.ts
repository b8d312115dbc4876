import { visible } from '../../shell/visible.ts';

const SHOWN = 200;

/** Takes the name of a check or a criterion, or another short text of somebody else's; returns it escaped, on one line, in quotation marks. */
export function shownName(name: string): string {
  return JSON.stringify(oneLine(name, SHOWN));
}

/** Takes foreign text and how many characters of it are shown; returns it escaped and on one line. */
export function oneLine(text: string, most: number): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return visible(cut).replaceAll(/\s+/g, ' ').trim();
}
