import * as z from 'zod';
import { scoreDippy } from './dippy.ts';
import { scoreAdversarial, scorePublishedPrefixes, scoreTier0 } from './exact.ts';
import { scoreFriction } from './friction.ts';
import { scoreKimiShell } from './kimi-shell.ts';
import { scorePeers } from './peers.ts';
import { readValue } from './read-corpus.ts';
import type { Floor, Score } from './score.ts';
import { scoreSignals } from './signals.ts';

/** Every corpus, scored now. */
export function scoreAll(): Score[] {
  return [
    scorePublishedPrefixes(),
    scoreAdversarial(),
    ...scoreTier0(),
    ...scoreKimiShell(),
    ...scorePeers(),
    ...scoreDippy(),
    ...scoreSignals(),
    scoreFriction(),
  ];
}

export function readFloors(): Record<string, Floor> {
  return readValue('floors.json', z.record(z.string(), z.object({ rows: z.number(), score: z.number() })));
}
