import type { CommandAnalysis, Effects, Invocation, Word } from '../shell/analysis.ts';
import { NO_PROGRAM } from '../shell/programs/traits.ts';

/** What a tool does by itself, without a program: read, write, fetch. */
export interface ToolUse {
  /** One word for it. */
  readonly name: string;
  /** What it is done to, as it was given. */
  readonly object: string;
  readonly effects: Omit<Effects, 'prefix'>;
  /** Absolute. */
  readonly cwd: string;
  /** What it is known for beside that. */
  readonly traits?: number;
}

/** Everything is about all of it. */
export const wholeOf = (object: string): Word['span'] => ({ start: 0, end: object.length });

/** The analysis that one use of a tool has, made by hand: it is judged like a command of one program. */
export function analysisOfTool({ name, object, effects, cwd, traits = 0 }: ToolUse): CommandAnalysis {
  const span = wholeOf(object);
  const argv: readonly Word[] = [name, object].map((value) => ({ span, value, kind: 'static' }));
  const invocation: Invocation = {
    span,
    argv,
    name,
    traits: NO_PROGRAM | traits,
    assignments: [],
    redirects: [],
    wrappers: [],
    part: 0,
    piped: false,
    directories: [cwd],
    stale: false,
    effects: { ...effects, prefix: { none: 'it is no command' } },
  };
  return {
    command: object,
    parts: [{ span, argv }],
    invocations: [invocation],
    credentials: [],
    forkBombs: [],
    hazards: [],
    complete: true,
    plain: false,
    compound: false,
  };
}
