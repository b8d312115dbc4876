import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { CommandAnalysis, Invocation } from '../shell/analysis.ts';
import { BUILTIN, STARTS_GIT, traitsOf } from '../shell/programs/traits.ts';
import type { Access, Action, Execution, Preset } from './action.ts';
import type { Examined } from './examine.ts';
import { HARDENED_GIT } from './git-config.ts';
import { hashManifests } from './grants.ts';
import type { Judged } from './judge.ts';
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

/**
 * Binds an answer to the bytes, the directory itself, what was judged of it, the code that would run, the bounds, the rules, and whoever
 * asked. What code loads besides the files that its words name can not be told.
 */
export function hashOf(action: Action, execution: Execution, examined: Examined, world: World, binding: Binding): string {
  const { dev, ino } = statSync(execution.cwd);
  const { sessionId, workspace, access, preset, rulesDigest, caller } = binding;
  const { verdict, judged } = examined;
  const judgement = judged.map(({ reaches, touches }) => [
    reaches.map((reach) => reach.class),
    touches.map(({ use, place, paths }) => [use, place, paths]),
  ]);
  const code = judged.some(runsCode) ? judged.map((one) => codeOf(one, execution.cwd, workspace, world)) : [];
  const bounds = [sessionId, workspace, access, preset, rulesDigest, caller, 'sandbox:none'];
  return createHash('sha256')
    .update(JSON.stringify([action, execution, dev, ino, bounds, verdict.class, verdict.rule, judgement, code]))
    .digest('hex');
}

function runsCode({ reaches }: Judged): boolean {
  return reaches.some(({ class: cls }) => cls === 'workspace-code' || cls === 'unknown' || cls === 'install');
}

/** Of each program, for a file that one reads may be what the next one runs. */
function codeOf({ invocation, touches }: Judged, cwd: string, workspace: string, world: World): string {
  const words = [...invocation.argv, ...invocation.redirects.map(({ target }) => target)].map((word) => word.value);
  const read = touches.filter(({ use }) => use === 'read').flatMap(({ paths }) => paths);
  return hashManifests(invocation.directories?.[0] ?? cwd, workspace, world, [...words, ...read]);
}
