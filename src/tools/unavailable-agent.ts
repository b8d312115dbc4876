import type { Assurance } from '../agents/assurance/assurance.ts';
import type { AgentStatus } from '../agents/assurance/roster.ts';
import type { Access } from '../policy/action.ts';
import { visible } from '../shell/visible.ts';
import type { DispatchResult } from './dispatch-result.ts';

interface Unavailable {
  readonly agent: string | undefined;
  /** How strongly it has to be held. */
  readonly floor: Assurance;
  readonly access: Access;
  readonly all: readonly AgentStatus[];
  /** Those that are held strongly enough. */
  readonly usable: readonly string[];
  /** Names of the keys that the environment has. */
  readonly keys: readonly string[];
}

/** Why nobody can do it, what this machine has, and what would help. */
export function unavailable({ agent, floor, access, all, usable, keys }: Unavailable): DispatchResult {
  const name = agent === undefined ? undefined : visible(agent);
  const asked = all.find(({ entry }) => entry.id === agent);
  const weak = asked?.level !== undefined;
  return {
    status: 'unavailable',
    error: weak ? 'assurance_too_low' : 'agent_unavailable',
    ...(name === undefined ? {} : { agent: name }),
    access,
    agents: all.map(({ entry, level, why }) => ({ id: entry.id, ...(level === undefined ? {} : { assurance: level }), why: visible(why) })),
    keys: [...keys],
    usable: ['shell', ...usable],
    next: `${whyNot(name, asked, floor)} ${whatNow(usable)}`,
  };
}

function whyNot(name: string | undefined, asked: AgentStatus | undefined, floor: Assurance): string {
  if (name === undefined) return `No agent of this machine is proven to be "${floor}", which this child needs.`;
  if (asked === undefined) return `"${name}" is no agent that is known here.`;
  if (asked.level === undefined) return `"${name}": ${visible(asked.why)}.`;
  return `"${name}" is only "${asked.level}" here, and this child needs "${floor}": ${visible(asked.why)}. A person can run \`bailiwick doctor --verify ${name}\`.`;
}

function whatNow(usable: readonly string[]): string {
  return usable.length > 0
    ? `Usable now: ${usable.join(', ')}, or "shell" with \`command\`.`
    : 'Use agent "shell" with `command`, or do it yourself.';
}
