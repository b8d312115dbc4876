import type { LaunchProfile, ProfilePlace } from './catalogue/entry.ts';
import { AgentError } from './protocol.ts';
import type { AgentJob } from './runner.ts';

/** How one child is started: the profile of its level, and what is added to it. One that is only observed is started as it is. */
export function profileFor({ entry, level, extra }: Pick<AgentJob, 'entry' | 'level' | 'extra'>, place: ProfilePlace): LaunchProfile {
  const recipe = entry.profiles[level === 'caged' ? 'caged' : 'gated'];
  if (recipe === undefined) throw new AgentError(`${entry.id} has no profile for "${level}"`);
  const { args, env, files, links, session, cwd } = recipe(place);
  return {
    args: [...args, ...(extra?.args ?? [])],
    env: { ...env, ...extra?.env },
    files: { ...files, ...extra?.files },
    links,
    session,
    cwd,
  };
}
