/** One row that is not as its corpus wants it. */
export interface Miss {
  readonly command: string;
  readonly expected: string;
  readonly seen: string;
}

export interface Score {
  readonly corpus: string;
  readonly rows: number;
  readonly misses: readonly Miss[];
  /** What no floor excuses, e.g. an allowed command that nobody gave a reason for. */
  readonly faults: readonly string[];
}

/** The fewest rows, and the fewest of them that are as wanted. */
export interface Floor {
  readonly rows: number;
  readonly score: number;
}

/** One line of the table. */
export interface Standing {
  readonly corpus: string;
  readonly rows: number;
  readonly score: number;
  readonly floor: Floor | undefined;
  readonly ok: boolean;
}

/** Puts each score beside its floor. A corpus without a floor, and a floor without a corpus, are failures: something vanished. */
export function standings(scores: readonly Score[], floors: Readonly<Record<string, Floor>>): Standing[] {
  const held = scores.map(({ corpus, rows, misses, faults }): Standing => {
    const floor = floors[corpus];
    const score = rows - misses.length;
    const ok = floor !== undefined && rows >= floor.rows && score >= floor.score && faults.length === 0;
    return { corpus, rows, score, floor, ok };
  });
  const known = new Set(scores.map(({ corpus }) => corpus));
  const vanished = Object.keys(floors).filter((corpus) => !known.has(corpus));
  return [...held, ...vanished.map((corpus): Standing => ({ corpus, rows: 0, score: 0, floor: floors[corpus], ok: false }))];
}
