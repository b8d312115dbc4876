import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Signal } from '../../src/policy/signals.ts';
import { decideCommand } from '../../test/policy/decide-harness.ts';
import { readRows } from './read-corpus.ts';
import type { Miss, Score } from './score.ts';

const row = z.object({
  command: z.string(),
  /** Each is part of one signal. */
  has: z.array(z.looseObject({ kind: z.string() })).optional(),
  /** Kinds that are not seen; `*` for none at all. */
  lacks: z.union([z.literal('*'), z.array(z.string())]).optional(),
  readOnly: z.boolean().optional(),
  /** The project that the row comes from gets it wrong: a false `alarm`, or a `miss`. */
  mistake: z.enum(['alarm', 'miss']).optional(),
});

/** Signals of single commands. The mistakes that their source is known for are not to be repeated, and count by themselves. */
export function scoreSignals(): Score[] {
  const rows = readRows('signals.jsonl', row);
  const repeated = rows.filter(({ mistake }) => mistake !== undefined);
  const plain = rows.filter(({ mistake }) => mistake === undefined);
  return [
    { corpus: 'signals', rows: plain.length, misses: plain.flatMap(missesOf), faults: [] },
    { corpus: "signals: others' mistakes", rows: repeated.length, misses: repeated.flatMap(missesOf), faults: [] },
  ];
}

function missesOf({ command, has = [], lacks = [], readOnly }: z.infer<typeof row>): Miss[] {
  const { signals, class: kind } = decideCommand(command).verdict;
  const absent = has.filter((wanted) => !signals.some((signal) => isPartOf(wanted, signal)));
  const unwanted = signals.filter((signal) => lacks === '*' || lacks.includes(signal.kind));
  const wrongClass = readOnly !== undefined && readOnly !== (kind === 'read-only');
  if (absent.length === 0 && unwanted.length === 0 && !wrongClass) return [];
  const expected = JSON.stringify({ has, lacks, readOnly });
  return [{ command, expected, seen: JSON.stringify({ class: kind, signals: signals.map(({ span: _, ...fact }) => fact) }) }];
}

function isPartOf(wanted: Readonly<Record<string, unknown>>, signal: Signal): boolean {
  const seen = new Map<string, unknown>(Object.entries(signal));
  return Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(seen.get(key), value));
}
