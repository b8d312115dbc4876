import type { Hazard } from './analysis.ts';
import { codeAt } from './code-at.ts';

/** Longer commands are never proven; 16 KiB is far above the longest of 27,749 real commands (9,209 bytes). */
export const MAX_COMMAND_LENGTH = 16 * 1024;
/** Longer commands are not even parsed. */
export const MAX_PARSED_LENGTH = 256 * 1024;
/** More openings than this are not parsed: recursion in the parser is bounded by them. */
export const MAX_OPENINGS = 256;

// Control characters but tab and newline; DEL and C1; soft hyphen; odd spaces; zero-width, bidi and invisible format characters; surrogates that stand alone are caught by \p{Cs}.
const ODD_ALL =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u3164\uffa0\ufffc]|[\ufe00-\ufe0f]/gu;

/** What the characters of a command tell before anything parses it. */
export interface Screening {
  /** In order. */
  readonly hazards: readonly Hazard[];
  /** False when the text must not reach a parser at all. */
  readonly parseable: boolean;
}

const CLEAN: Screening = { hazards: [], parseable: true };

const DELETE = 0x7f;

/** Looks at the characters of a command; at each one once, unless some are not plain ASCII. */
export function screen(command: string): Screening {
  let openings = 0;
  let ordinary = true;
  const { length } = command;
  for (let i = 0; i < length; i++) {
    const code = codeAt(command, i);
    if (code === 0x28 || code === 0x60 || code === 0x7b || code === 0x5b) openings++;
    else if (code >= DELETE || (code < 0x20 && code !== 0x09 && code !== 0x0a)) ordinary = false;
  }
  if (ordinary && openings <= MAX_OPENINGS && command.length <= MAX_COMMAND_LENGTH) return CLEAN;
  return screenClosely(command, openings);
}

function screenClosely(command: string, openings: number): Screening {
  const hazards: Hazard[] = [];
  const whole = { start: 0, end: command.length };
  if (command.length > MAX_COMMAND_LENGTH)
    hazards.push({ kind: 'syntax', span: whole, reason: `longer than ${MAX_COMMAND_LENGTH} characters` });
  if (command.length > MAX_PARSED_LENGTH) return { hazards, parseable: false };
  let parseable = true;
  for (const match of command.matchAll(ODD_ALL)) {
    const code = match[0].codePointAt(0) ?? 0;
    if (code === 0x09 || code === 0x0a) continue;
    if (code === 0) parseable = false;
    hazards.push({
      kind: 'syntax',
      span: { start: match.index, end: match.index + match[0].length },
      reason: `character U+${code.toString(16).toUpperCase().padStart(4, '0')}`,
    });
    if (hazards.length >= MAX_REPORTED) break;
  }
  if (openings > MAX_OPENINGS) {
    hazards.push({ kind: 'syntax', span: whole, reason: `more than ${MAX_OPENINGS} brackets or back-ticks` });
    parseable = false;
  }
  return { hazards, parseable };
}

/** Nobody reads more. */
const MAX_REPORTED = 8;
