import type { Assurance } from '../agents/assurance/assurance.ts';
import type { AgentStatus } from '../agents/assurance/roster.ts';
import type { DefinitionStatus } from '../agents/definitions/definition.ts';
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
  /** Servers of models that listen on this machine. */
  readonly servers: readonly string[];
}

/** Why nobody can do it, what this machine has, and what would help. */
export function unavailable({ agent, floor, access, all, usable, keys, servers }: Unavailable): DispatchResult {
  const name = agent === undefined ? undefined : visible(agent);
  const asked = all.find(({ id }) => id === agent);
  const weak = asked?.level !== undefined;
  return {
    status: 'unavailable',
    error: weak ? 'assurance_too_low' : 'agent_unavailable',
    ...(name === undefined ? {} : { agent: name }),
    access,
    agents: all.map(({ id, level, why }) => ({ id, ...(level === undefined ? {} : { assurance: level }), why: visible(why) })),
    keys: [...keys],
    ...(servers.length === 0 ? {} : { servers: [...servers] }),
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

/** Why a definition of the workspace can not be used, and what a person can do. */
export function unusableDefinition({ name, file, why }: DefinitionStatus, access: Access): DispatchResult {
  return {
    status: 'unavailable',
    error: 'definition_untrusted',
    agent: visible(name),
    access,
    next: `"${visible(name)}" is described by ${visible(file)}: ${visible(why).replace(/\.$/, '')}. A person can look at it and run \`bailiwick trust\`.`,
  };
}
