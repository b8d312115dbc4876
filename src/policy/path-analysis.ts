import path from 'node:path';
import type { CommandAnalysis, Word } from '../shell/analysis.ts';
import { nameIn } from '../shell/name-in.ts';
import { SHALLOW } from '../shell/programs/traits.ts';
import { screen } from '../shell/screen.ts';
import { analysisOfTool, wholeOf } from './own-tool.ts';
import { isStream } from './places.ts';

export interface PathUse {
  readonly use: 'read' | 'write';
  /** As the tool was given it. */
  readonly path: string;
  /** Of a directory: whoever reads leaves out files with secret names and follows no link. */
  readonly plain?: true | undefined;
}

/** PATH_MAX of Linux, in bytes. */
const LONGEST = 4096;

/** Why a text can be no path at all; our own words. */
export function whyNoPath(text: string): string | undefined {
  if (text === '') return 'the path is empty';
  if (/[\0\n\r]/.test(text) || !text.isWellFormed()) return 'the path holds a character that no path has';
  return Buffer.byteLength(text) > LONGEST ? `the path is longer than ${LONGEST} bytes` : undefined;
}

/** What is known of the place where a path is used. */
export interface PathPlace {
  readonly home: string;
  /** Absolute, real. */
  readonly cwd: string;
  /** Whether an absolute name leads to a directory. */
  readonly isDirectory: (absolute: string) => boolean;
}

/** The analysis of a tool that reads or writes one path; a directory is read with all below it, and nobody knows what it is to write one. */
export function analysePath({ use, path: given, plain }: PathUse, { home, cwd, isDirectory }: PathPlace): CommandAnalysis {
  const meant = meaningsOf(given, home, cwd);
  const span = wholeOf(given);
  const words = meant.paths.map((value): Word => ({ span, value, kind: 'static' }));
  const writesDirectory = use === 'write' && meant.paths.some((each) => isDirectory(nameIn(cwd, each)));
  const why = meant.unproven ?? (writesDirectory ? 'it changes a directory, and what of it is not known' : undefined);
  const unproven = why === undefined ? {} : { unproven: why };
  const effects =
    use === 'read'
      ? { class: 'read-only' as const, reads: words, ...unproven }
      : { class: 'workspace-write' as const, writes: words, ...unproven };
  const traits = plain === true && use === 'read' ? SHALLOW : 0;
  return analysisOfTool({ name: use, object: given, effects, cwd, traits });
}

interface Meanings {
  readonly paths: readonly string[];
  /** Why it may mean something else. */
  readonly unproven: string | undefined;
}

/**
 * Every path that a text may mean: tools take blanks from its ends, put its letters together, take `..` from the text or from the disk, and
 * some know homes. All of them are judged.
 */
function meaningsOf(given: string, home: string, cwd: string): Meanings {
  const trimmed = given.trim();
  const spellings = new Set([given, trimmed, given.normalize('NFC'), trimmed.normalize('NFC')]);
  const paths = new Set<string>();
  for (const text of spellings) {
    paths.add(text === '' ? '.' : text);
    if (text.split('/').includes('..')) paths.add(path.resolve(cwd, text));
    if (text === '~' || text.startsWith('~/')) paths.add(path.join(home, text.slice(1)));
  }
  const isAddress = /^(?:[a-z][a-z\d+.-]*:\/\/|file:)/i.test(trimmed);
  const streams = [...paths].some((text) => isStream(path.resolve(cwd, text)));
  const [odd] = screen(given).hazards;
  const unproven = isAddress
    ? 'it names an address, not a path'
    : /^~[^/]/.test(trimmed)
      ? "it may mean somebody's home"
      : streams
        ? 'it means an open file of whoever does it'
        : odd === undefined
          ? undefined
          : `its path holds what does not show: ${odd.reason}`;
  return { paths: [...paths], unproven };
}
