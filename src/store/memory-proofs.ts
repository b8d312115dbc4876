import type { Proof, ProofStore } from './proofs.ts';

/** Proofs that end with the process. Takes what is told of every change. */
export function createMemoryProofs(touch: () => void): ProofStore {
  const kept = new Map<string, Proof>();
  const keyOf = (agent: string, level: string): string => JSON.stringify([agent, level]);
  return {
    put(proof) {
      kept.set(keyOf(proof.agent, proof.level), proof);
      touch();
    },
    find: (agent, level) => kept.get(keyOf(agent, level)),
    list: () => [...kept.values()].sort((a, b) => compare(a.agent, b.agent) || compare(a.level, b.level)),
    drop(agent, level) {
      if (kept.delete(keyOf(agent, level))) touch();
    },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
