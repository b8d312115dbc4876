import * as z from 'zod';
import { decideCommand, verdictOf } from '../../test/policy/decide-harness.ts';
import { readRows, readValue } from './read-corpus.ts';
import type { Miss, Score } from './score.ts';

/** `prefix:git log`, `injection_detected` or `no_prefix`. */
function outcomeOf(command: string): string {
  const { prefix } = decideCommand(command).verdict;
  return prefix.kind === 'prefix' ? `prefix:${prefix.value}` : prefix.kind;
}

/** The published examples: each has exactly one right answer. */
export function scorePublishedPrefixes(): Score {
  const rows = readRows('prefix-examples.jsonl', z.object({ command: z.string(), expected: z.string() }));
  const misses = rows
    .map(({ command, expected }): Miss => ({ command, expected, seen: outcomeOf(command) }))
    .filter(({ expected, seen }) => expected !== seen);
  return { corpus: 'published prefixes', rows: rows.length, misses, faults: [] };
}

/** Commands that hide a program: the outcome is one of the safe ones. */
export function scoreAdversarial(): Score {
  const rows = readRows('adversarial.jsonl', z.object({ command: z.string(), safe_outcomes: z.array(z.string()) }));
  const misses = rows.flatMap(({ command, safe_outcomes }): Miss[] => {
    const outcome = outcomeOf(command);
    const safe = safe_outcomes.includes(outcome) || (outcome.startsWith('prefix:') && safe_outcomes.includes('prefix'));
    return safe ? [] : [{ command, expected: safe_outcomes.join(' or '), seen: outcome }];
  });
  return { corpus: 'adversarial', rows: rows.length, misses, faults: [] };
}

/** The absolute denial: what it must refuse, and what it must not. */
export function scoreTier0(): Score[] {
  const { deny, allow } = readValue('tier0.json', z.object({ deny: z.array(z.string()), allow: z.array(z.string()) }));
  const missed = deny
    .map((command): Miss => ({ command, expected: 'deny 0', seen: verdictOf(command) }))
    .filter(({ expected, seen }) => expected !== seen);
  const wrong = allow
    .map((command): Miss => ({ command, expected: 'no denial', seen: verdictOf(command) }))
    .filter(({ seen }) => seen.startsWith('deny'));
  return [
    { corpus: 'tier 0: must deny', rows: deny.length, misses: missed, faults: [] },
    { corpus: 'tier 0: must not deny', rows: allow.length, misses: wrong, faults: [] },
  ];
}
