import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { CommandAnalysis, Invocation } from '../shell/analysis.ts';
import { BUILTIN, STARTS_GIT, traitsOf } from '../shell/programs/traits.ts';
import type { Access, Action, Execution, Preset } from './action.ts';
import type { Examined } from './examine.ts';
import { HARDENED_GIT } from './git-config.ts';
import { hashManifests } from './grants.ts';
import type { World } from './world.ts';

/** What was checked is what runs: a plain command starts without a shell, by the path that was judged. */
export function executionOf({ analysis, cwd }: Examined, world: World, bash: string): Execution {
  const argv = analysis.parts[0]?.argv.map((word) => word.value) ?? [];
  const [name = '', ...args] = argv;
  const program = analysis.plain && (traitsOf(name) & BUILTIN) === 0 ? world.which(name, cwd) : undefined;
  return {
    argv: program === undefined ? [bash, '--noprofile', '--norc', '-c', analysis.command] : [program, ...args],
    cwd,
    env: onlyReadsByGit(analysis) ? HARDENED_GIT : {},
  };
}

/** Git is started, and never to change the repository or run anything: then its hooks, pagers and watchers have no business either. */
function onlyReadsByGit({ invocations }: CommandAnalysis): boolean {
  const byGit = invocations.filter((invocation) => (invocation.traits & STARTS_GIT) !== 0);
  const reads = ({ effects }: Invocation): boolean =>
    (effects.class === 'read-only' || effects.class === 'workspace-write') && effects.unproven === undefined;
  return byGit.length > 0 && byGit.every(reads);
}

/** What an answer is bound to besides the action itself. */
export interface Binding {
  readonly sessionId: string;
  readonly workspace: string;
  readonly access: Access;
  readonly preset: Preset;
  readonly rulesDigest: string;
  readonly caller: string;
}

/** Binds an answer to the bytes, the directory itself, the code that would run, the bounds, the rules, and whoever asked. */
export function hashOf(action: Action, execution: Execution, examined: Examined, world: World, binding: Binding): string {
  const { dev, ino } = statSync(execution.cwd);
  const { sessionId, workspace, access, preset, rulesDigest, caller } = binding;
  const code = examined.judged.map(({ invocation, class: cls }) =>
    cls === 'workspace-code' || cls === 'unknown' || cls === 'install'
      ? hashManifests(
          invocation.directories?.[0] ?? execution.cwd,
          workspace,
          world,
          invocation.argv.map((word) => word.value),
        )
      : '',
  );
  return createHash('sha256')
    .update(JSON.stringify([action, execution, dev, ino, sessionId, workspace, access, preset, rulesDigest, caller, code, 'sandbox:none']))
    .digest('hex');
}
