import type { ParsedScript } from 'unbash';
import type { AnalysisContext, Credential, Hazard, Span } from './analysis.ts';
import type { Directories } from './directories.ts';

/** Where a node stands in the text that it was parsed from. */
export interface Position {
  readonly pos: number;
  readonly end: number;
}

/** What reading a word needs from the walk around it. */
export interface WordScope {
  readonly source: string;
  readonly context: AnalysisContext;
  /** The span to report for everything, when the text is not the command itself but a script inside it. */
  readonly fixed: Span | undefined;
  readonly hazards: Hazard[];
  /** Expansions of variables that are named like a credential; filled while reading. */
  readonly credentials: Credential[];
  readonly certainty: Certainty;
  directories: Directories;
  nested: (script: ParsedScript | undefined, node: Position) => void;
}

/** Whether a text may change HOME or PWD; looked at when a word first needs it. */
export interface Certainty {
  readonly text: string;
  home: boolean | undefined;
  pwd: boolean | undefined;
}

/** The span of the command that a person sees for a node. */
export function spanOf({ fixed }: WordScope, node: Position): Span {
  return fixed ?? { start: node.pos, end: node.end };
}

export function addHazard(scope: WordScope, node: Position, reason: string): void {
  scope.hazards.push({ kind: 'syntax', span: spanOf(scope, node), reason });
}

/** The text names HOME only to expand it, so that `~` and `$HOME` mean the home directory. */
export function homeIsKnown({ certainty }: WordScope): boolean {
  certainty.home ??= !/HOME/.test(certainty.text.replace(/\$HOME\b|\$\{HOME\}/g, ''));
  return certainty.home;
}

/** The text names PWD only to expand it. */
export function pwdIsKnown({ certainty }: WordScope): boolean {
  certainty.pwd ??= !/PWD/.test(certainty.text.replace(/\$PWD\b|\$\{PWD\}/g, ''));
  return certainty.pwd;
}

/** The one directory that a command here starts in, when that is known. */
export function workingDirectory({ directories }: WordScope): string | undefined {
  return directories?.length === 1 ? directories[0] : undefined;
}
