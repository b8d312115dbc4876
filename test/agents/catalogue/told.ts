import { agentCallOf, type KnownCall, merged, NEW_CALL } from '../../../src/agents/acp/merge.ts';
import { callUpdateSchema } from '../../../src/agents/acp/messages.ts';
import type { AgentEntry, LaunchProfile, ProfilePlace } from '../../../src/agents/catalogue/entry.ts';
import type { AgentCall } from '../../../src/agents/hold/wanted.ts';

const PLACE: ProfilePlace = {
  home: '/home/u',
  privateDir: '/private',
  cwd: '/srv/project',
  access: 'workspace-write',
  cage: undefined,
  model: undefined,
  resume: undefined,
};
export const CAGE = { name: 'bailiwick', command: '/bin/node', args: ['/main.ts', 'cage', '/s'], env: { A: 'b' } };

export function profileOf(entry: AgentEntry, level: 'gated' | 'caged', more: Partial<ProfilePlace> = {}): LaunchProfile {
  const made = entry.profiles[level]?.({ ...PLACE, ...more });
  if (made === undefined) throw new Error(level);
  return made;
}

/** A call put together from what an agent has sent about it, in the order that it came. */
export function told(...messages: readonly object[]): AgentCall {
  let known: KnownCall = { id: 'c', ...NEW_CALL };
  for (const message of messages) known = merged(known, callUpdateSchema.parse({ toolCallId: 'c', ...message }));
  return agentCallOf(known);
}
