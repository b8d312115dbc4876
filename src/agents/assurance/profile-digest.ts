import { hash } from 'node:crypto';
import { ACCESS_LEVELS } from '../../policy/action.ts';
import type { AgentEntry, ProtocolKind } from '../catalogue/entry.ts';
import type { HeldLevel } from './assurance.ts';

/** Raised whenever a driver holds its agents in another way, so that what was proven with the one before is proven again. */
const DRIVERS: Readonly<Record<ProtocolKind, number>> = { acp: 1, claude: 1, codex: 1 };
/** Raised whenever a proof tries more than before. */
const PROOF = 1;

/** Places that no machine has: only what the profile makes of them counts. */
const PLACE = { home: '/home/proof', privateDir: '/proof/private', cwd: '/proof/workspace', model: undefined, resume: undefined };
const CAGE = { name: 'bailiwick', command: '/proof/program', args: ['cage'], env: {} };

/** SHA-256, in hex, of how an agent is started at a level; `undefined` where it has no such profile. Throws what the profile throws. */
export function profileDigest(
  { id, protocol, profiles, quirks }: Pick<AgentEntry, 'id' | 'protocol' | 'profiles' | 'quirks'>,
  level: HeldLevel,
): string | undefined {
  const profile = profiles[level];
  if (profile === undefined) return undefined;
  const cage = level === 'caged' ? CAGE : undefined;
  const starts = ACCESS_LEVELS.map((access) => profile({ ...PLACE, access, cage }));
  return hash('sha256', JSON.stringify({ id, protocol, driver: DRIVERS[protocol], proof: PROOF, quirks, starts }));
}
