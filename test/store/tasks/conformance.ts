import { conformsInItsLife } from './conforms-in-its-life.ts';
import { conformsInTurns } from './conforms-in-turns.ts';
import { conformsToItsModel } from './conforms-to-its-model.ts';
import { conformsWhenWatched } from './conforms-when-watched.ts';
import { conformsWhenWorkersAreLost } from './conforms-when-workers-are-lost.ts';
import type { OpenPool } from './pool.ts';

/** What every task engine keeps to. Takes what opens an empty pool, and how many random orders of changes are tried. */
export function conformance(open: OpenPool, runs: number): void {
  conformsInItsLife(open);
  conformsInTurns(open);
  conformsWhenWorkersAreLost(open);
  conformsWhenWatched(open);
  conformsToItsModel(open, runs);
}
