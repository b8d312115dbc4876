import type { ActionClass, CommandAnalysis } from '../shell/analysis.ts';
import type { Verdict } from './action.ts';
import type { CommandVerdict } from './decide.ts';

const NOTHING: CommandAnalysis = {
  command: '',
  parts: [],
  invocations: [],
  credentials: [],
  forkBombs: [],
  hazards: [],
  complete: true,
  plain: false,
  compound: false,
};

/** How a person can answer what asks. */
export const BY_PERSON = 'A person can allow it when their host asks them, or with `bailiwick approve` in a terminal.';

/** What was decided of something that no analysis looks into: it has no parts, and nothing of it can be granted for longer. */
export type Decided = Pick<Verdict, 'decision' | 'tier' | 'rule' | 'reason' | 'change'>;

/** @param cls of what it does, where anybody can tell, or nobody can */
export function withoutAnalysis(decided: Decided, cls?: ActionClass): CommandVerdict {
  return {
    verdict: {
      ...decided,
      ...(cls === undefined ? {} : { class: cls }),
      signals: [],
      prefix: { kind: 'no_prefix', reason: 'it is no command' },
    },
    parts: [],
    analysis: NOTHING,
    judged: [],
    asking: [],
  };
}
