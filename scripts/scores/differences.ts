import * as z from 'zod';
import type { ActionClass } from '../../src/shell/analysis.ts';
import { decideCommand } from '../../test/policy/decide-harness.ts';
import { readRows } from './read-corpus.ts';
import type { Miss, Score } from './score.ts';

/** A command that others refuse and that is allowed here, with the reason that a person accepted. */
const difference = z.object({
  corpus: z.string(),
  command: z.string(),
  class: z.enum(['read-only', 'workspace-write']),
  reason: z.string().min(20),
});
export type Difference = z.infer<typeof difference>;

/** All of them; throws when a row lacks a reason, or has a class that is never allowed unasked. */
export function readDifferences(): Difference[] {
  return readRows('differences.jsonl', difference);
}

export interface Allowed {
  readonly command: string;
  readonly class: ActionClass | undefined;
}

/** Why the list and what is allowed do not fit together; empty when they do. */
export function findUnexplained(allowed: readonly Allowed[], listed: readonly Pick<Difference, 'command' | 'class'>[]): string[] {
  const reasons = new Map(listed.map((row) => [row.command, row.class]));
  const seen = new Set(allowed.map(({ command }) => command));
  return [
    ...allowed.flatMap(({ command, class: kind }) => {
      const known = reasons.get(command);
      if (known === undefined) return [`allowed as ${kind} and not listed: ${JSON.stringify(command)}`];
      return known === kind ? [] : [`listed as ${known}, allowed as ${kind}: ${JSON.stringify(command)}`];
    }),
    ...listed.filter(({ command }) => !seen.has(command)).map(({ command }) => `listed, and no longer allowed: ${JSON.stringify(command)}`),
  ];
}

/** Commands that others refuse: none is allowed here but those that are listed with a reason. */
export function scoreRefused(corpus: string, list: string, commands: readonly string[]): Score {
  const listed = readDifferences().filter((row) => row.corpus === list);
  const known = new Set(listed.map(({ command }) => command));
  const allowed = commands.flatMap((command): Allowed[] => {
    const { verdict } = decideCommand(command);
    return verdict.decision === 'allow' ? [{ command, class: verdict.class }] : [];
  });
  const misses = allowed
    .filter(({ command }) => !known.has(command))
    .map((row): Miss => ({ command: row.command, expected: 'ask or deny', seen: `allow, ${row.class}` }));
  return { corpus, rows: commands.length, misses, faults: findUnexplained(allowed, listed) };
}

/** Commands that others run unasked: how many are allowed here. */
export function scoreAccepted(corpus: string, commands: readonly string[]): Score {
  const misses = commands.flatMap((command): Miss[] => {
    const { decision, class: kind } = decideCommand(command).verdict;
    return decision === 'allow' ? [] : [{ command, expected: 'allow', seen: `${decision}, ${kind}` }];
  });
  return { corpus, rows: commands.length, misses, faults: [] };
}

/** The same, and what runs the workspace's own code counts as well: who grants that once is not asked again. */
export function scoreQuiet(corpus: string, commands: readonly string[]): Score {
  const misses = scoreAccepted(corpus, commands).misses.filter(({ seen }) => !seen.endsWith(', workspace-code'));
  return { corpus, rows: commands.length, misses, faults: [] };
}
