import type { ProvenLevel } from '../../store/proofs.ts';

export type { Proof } from '../../store/proofs.ts';

/**
 * How strongly a child is held, from the weakest: we only see what it did (`observed`); it asks us before each call (`gated`); it has no
 * tools but ours (`caged`); the kernel holds it (`sandboxed`, which nothing here claims yet).
 */
export const ASSURANCES = ['observed', 'gated', 'caged', 'sandboxed'] as const;
export type Assurance = (typeof ASSURANCES)[number];

/** The levels that a profile of the catalogue is for, and that a proof can show. */
export type HeldLevel = ProvenLevel;

/** Whether a level is as strong as another one. */
export function isAtLeast(level: Assurance, floor: Assurance): boolean {
  return ASSURANCES.indexOf(level) >= ASSURANCES.indexOf(floor);
}
