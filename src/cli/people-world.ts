import type { Readable, Writable } from 'node:stream';
import type { Arguments } from '../config/arguments.ts';
import type { Config } from '../config.ts';
import type { Screen } from './explain-text.ts';

/** What the commands of a person work on. */
export interface People {
  readonly given: Arguments;
  readonly config: Config;
  /** The address of a source file beside `main.ts`, or of the bundle. */
  readonly program: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Whether `stdout` is one. */
  readonly terminal: boolean;
  readonly screen: Screen;
  /** Ends what goes on. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}
