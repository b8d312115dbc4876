import type { AnalysisContext, Effects, Redirect, Word } from '../analysis.ts';

/** What a program's table is asked about. */
export interface ProgramCall {
  /** The words after the program. */
  readonly args: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** Standard input comes from a pipe of the same command. */
  readonly piped: boolean;
  readonly context: AnalysisContext;
}

/** Knowledge about one program or a family that shares its grammar; one file each. */
export interface Program {
  readonly names: readonly string[];
  /** Total: never throws. An option or shape that it does not know is `unproven`, never guessed. */
  effects(call: ProgramCall, name: string): Effects;
  /** Commands that the table proves, with the class it gives; checked by the twin table test. */
  readonly match: Readonly<Record<string, Effects['class']>>;
  /** Commands that it must not prove (wider class or unproven), each a trap. */
  readonly notMatch: readonly string[];
}
