import type { ParsedScript } from 'unbash';
import type { AnalysisContext, Credential, Span } from './analysis.ts';

/** Where a node stands in the text that it was parsed from. */
export interface Position {
  readonly pos: number;
  readonly end: number;
}

/** What reading a word needs from the walk around it. */
export interface WordScope {
  readonly source: string;
  readonly context: AnalysisContext;
  /** Maps a node to a span of the command that a person sees. */
  readonly spanOf: (node: Position) => Span;
  /** Expansions of variables that are named like a credential; filled while reading. */
  readonly credentials: Credential[];
  hazard: (node: Position, reason: string) => void;
  nested: (script: ParsedScript | undefined, node: Position) => void;
  /** The text changes HOME nowhere, so that `~` and `$HOME` mean the home directory. */
  readonly homeIsKnown: boolean;
  readonly pwdIsKnown: boolean;
  workingDirectory: () => string | undefined;
}
