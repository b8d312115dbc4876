import type { ActionClass, Effects, Fact, Nested, PrefixRule, Word } from '../analysis.ts';

export interface Lists {
  readonly reads?: readonly Word[] | undefined;
  readonly writes?: readonly Word[] | undefined;
  readonly removes?: readonly Word[] | undefined;
  readonly recursive?: boolean | undefined;
  readonly runs?: readonly Nested[] | undefined;
  readonly facts?: readonly Fact[] | undefined;
  readonly unproven?: string | undefined;
}

/** Builds effects without empty fields, so that equal meanings are equal values. */
export function effects(actionClass: ActionClass, prefix: PrefixRule, lists: Lists = {}): Effects {
  const { reads, writes, removes, recursive, runs, facts, unproven } = lists;
  return {
    class: actionClass,
    prefix,
    ...(reads?.length ? { reads } : {}),
    ...(writes?.length ? { writes } : {}),
    ...(removes?.length ? { removes } : {}),
    ...(recursive ? { recursive } : {}),
    ...(runs?.length ? { runs } : {}),
    ...(facts?.length ? { facts } : {}),
    ...(unproven ? { unproven } : {}),
  };
}

/** Something that is not understood: the widest class, no prefix. What is known of it is kept for signals and absolute denials. */
export function notProven(reason: string, known: Lists = {}): Effects {
  return effects('unknown', { none: reason }, { ...known, unproven: reason });
}

/** A fact about traffic; `host` only when it is known. */
export function networkFact(tool: string, direction: 'upload' | 'download' | 'unknown', host?: string): Fact {
  return { kind: 'network', tool, ...(host === undefined ? {} : { host }), direction };
}

export function danger(pattern: string, severity: 'high' | 'medium' = 'high'): Fact {
  return { kind: 'dangerous_pattern', pattern, severity };
}
