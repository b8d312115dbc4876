import type { ActionClass, Effects, Fact, Nested, PrefixRule, Word } from '../analysis.ts';

export interface Lists {
  readonly reads?: readonly Word[] | undefined;
  readonly writes?: readonly Word[] | undefined;
  readonly removes?: readonly Word[] | undefined;
  readonly recursive?: boolean | undefined;
  readonly runs?: readonly Nested[] | undefined;
  readonly facts?: readonly Fact[] | undefined;
  readonly settings?: readonly string[] | undefined;
  readonly installed?: string | undefined;
  readonly unproven?: string | undefined;
}

const NO_LISTS: Lists = {};

/** Builds effects, always of the same shape; what is empty is absent, so that equal meanings are equal values. */
export function effects(actionClass: ActionClass, prefix: PrefixRule, lists: Lists = NO_LISTS): Effects {
  const { reads, writes, removes, runs, facts } = lists;
  return {
    class: actionClass,
    prefix,
    reads: reads?.length ? reads : undefined,
    writes: writes?.length ? writes : undefined,
    removes: removes?.length ? removes : undefined,
    recursive: lists.recursive || undefined,
    runs: runs?.length ? runs : undefined,
    facts: facts?.length ? facts : undefined,
    settings: lists.settings?.length ? lists.settings : undefined,
    installed: lists.installed,
    unproven: lists.unproven || undefined,
  };
}

/** Something that is not understood: the widest class, no prefix. What is known of it is kept for signals and absolute denials. */
export function notProven(reason: string, { reads, writes, removes, recursive, runs, facts }: Lists = NO_LISTS): Effects {
  return effects('unknown', { none: reason }, { reads, writes, removes, recursive, runs, facts, unproven: reason });
}

/** A fact about traffic; `host` only when it is known. */
export function networkFact(tool: string, direction: 'upload' | 'download' | 'unknown', host?: string): Fact {
  return { kind: 'network', tool, ...(host === undefined ? {} : { host }), direction };
}

export function danger(pattern: string, severity: 'high' | 'medium' = 'high'): Fact {
  return { kind: 'dangerous_pattern', pattern, severity };
}
