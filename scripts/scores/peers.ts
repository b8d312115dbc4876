import * as z from 'zod';
import type { Decision } from '../../src/policy/action.ts';
import { decideCommand } from '../../test/policy/decide-harness.ts';
import { scoreRefused } from './differences.ts';
import { readRows } from './read-corpus.ts';
import type { Miss, Score } from './score.ts';

const row = z.object({
  source: z.string(),
  command: z.string(),
  expected: z.enum(['allow', 'ask', 'deny', 'not_deny']),
  license: z.enum(['MIT', 'Apache-2.0']),
});

export type PeerRow = z.infer<typeof row>;

export function readPeers(): PeerRow[] {
  return readRows('peer-commands.jsonl', row);
}

/** What counts as agreement. Refusing and asking are one: peers without a person to ask can only refuse. */
const AGREES: Readonly<Record<PeerRow['expected'], (decision: Decision) => boolean>> = {
  allow: (decision) => decision === 'allow',
  ask: (decision) => decision !== 'allow',
  deny: (decision) => decision !== 'allow',
  not_deny: (decision) => decision !== 'deny',
};

/** The peers' test commands: agreement for each peer, and what a peer refuses and we allow, which needs a reason each. */
export function scorePeers(): Score[] {
  const rows = readPeers();
  const refused = rows.filter(({ expected }) => expected === 'deny' || expected === 'ask');
  const sources = Map.groupBy(rows, ({ source }) => source);
  return [
    scoreRefused('peers: refused', 'peer-commands', [...new Set(refused.map(({ command }) => command))]),
    ...[...sources].map(([source, own]): Score => {
      const misses = own.flatMap(({ command, expected }): Miss[] => {
        const { decision, class: kind } = decideCommand(command).verdict;
        return AGREES[expected](decision) ? [] : [{ command, expected, seen: `${decision}, ${kind}` }];
      });
      return { corpus: `peers: agreement with ${source}`, rows: own.length, misses, faults: [] };
    }),
  ];
}
