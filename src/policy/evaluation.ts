import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { CommandAnalysis } from '../shell/analysis.ts';
import { BUILTIN, STARTS_GIT, traitsOf } from '../shell/programs/traits.ts';
import type { Store } from '../store/store.ts';
import type { Access, Caller, Execution, GatedAction, Preset, Verdict, Writes } from './action.ts';
import { createExaminer, type Examined, type ExaminerDeps } from './examine.ts';
import { HARDENED_GIT } from './git-config.ts';
import { grantsOf, hashManifests } from './grants.ts';
import type { Judged } from './judge.ts';
import { type OtherAction, otherAction } from './other-action.ts';
import { bindingOf } from './path-binding.ts';
import { refusal } from './verdicts.ts';
import type { LookingUpOnce, World } from './world.ts';
import { writesOf } from './writes.ts';

/** An action that was judged, with what would run. */
export interface Evaluation {
  readonly action: GatedAction;
  readonly caller: Caller;
  /** The root that it was judged by. */
  readonly workspace: string;
  readonly examined: Examined;
  /** What a person is shown of it, where it is no command. */
  readonly other?: OtherAction;
  /** Worked out for what may run; there is none of what is no command. */
  readonly execution: () => Execution | undefined;
  /** What it changes, once it may; `undefined` where that is nothing. */
  readonly writes: () => Writes | undefined;
  /** What an answer is bound to; worked out when there is a question or an answer. */
  readonly hash: () => string;
  /** Judges the same within the same root as things stand now. */
  readonly again: () => Evaluation | Verdict;
}

/** What an outcome says of an action that may happen. */
export function allowed({ execution, writes }: Pick<Evaluation, 'execution' | 'writes'>): {
  readonly execution: Execution | undefined;
  readonly writes: Writes | undefined;
} {
  return { execution: execution(), writes: writes() };
}

/** Judges the actions of one session on this machine, within one root. */
export interface Judge {
  /** A verdict instead where the action could not even be judged. */
  evaluate(action: GatedAction, caller: Caller): Evaluation | Verdict;
}

export function createJudge(
  deps: Omit<ExaminerDeps, 'world'> & { readonly sessionId: string; readonly store: Pick<Store, 'grants'> },
  world: LookingUpOnce,
): Judge {
  const { sessionId, store, workspace } = deps;
  const examine = createExaminer({ ...deps, world });
  return { evaluate };

  function evaluate(action: GatedAction, caller: Caller): Evaluation | Verdict {
    world.forget();
    const command = action.kind === 'command' || action.kind === 'delegate' ? action.command : undefined;
    if (command === undefined) return evaluateOther(action, caller);
    const { cwd, access } = action;
    const agent = action.kind === 'delegate' ? action.agent : undefined;
    const examined = examine({ command, cwd, access, agent, grants: grantsOf(store.grants.list(sessionId)) });
    if (examined.refused) return examined.verdict;
    const execution = (): Execution => executionOf(examined, world, deps.bash().path);
    const hash = (): string => {
      const running = execution();
      const { judged, cwd: real } = examined;
      const code = judged.some(runsCode) ? judged.map((one) => codeOf(one, real, workspace, world)) : [];
      return hashOf(action, running, examined, code, bindingFor(examined, caller));
    };
    const writes = (): Writes | undefined => writesOf(action, examined, world);
    return { action, caller, workspace, examined, execution, writes, hash, again: () => evaluate(action, caller) };
  }

  function bindingFor({ rules }: Examined, caller: Caller): Binding {
    const { access, preset } = deps;
    return { sessionId, workspace, access, preset, rulesDigest: rules.digest, caller: caller.name };
  }

  function evaluateOther(action: GatedAction, caller: Caller): Evaluation | Verdict {
    const other = otherAction(action);
    if (!other.ok) return refusal(2, other.rule, other.reason, other.change);
    const { cwd, access } = action;
    const { command, decide } = other;
    const examined = examine({ command, cwd, access, decide, grants: grantsOf(store.grants.list(sessionId)) });
    if (examined.refused) return examined.verdict;
    const hash = (): string => {
      const paths = new Set(examined.judged.flatMap(({ touches }) => touches.flatMap((touch) => touch.paths)));
      return hashOf(action, undefined, examined, [...paths].map(bindingOf), bindingFor(examined, caller));
    };
    const writes = (): Writes | undefined => writesOf(action, examined, world);
    const again = (): Evaluation | Verdict => evaluate(action, caller);
    return { action, caller, workspace, examined, other, execution: () => undefined, writes, hash, again };
  }
}

/** What was checked is what runs: a plain command starts without a shell, by the path that was judged. */
function executionOf({ analysis, cwd }: Examined, world: World, bash: string): Execution {
  const argv = analysis.parts[0]?.argv.map((word) => word.value) ?? [];
  const [name = '', ...args] = argv;
  const program = analysis.plain && (traitsOf(name) & BUILTIN) === 0 ? world.which(name, cwd) : undefined;
  return {
    argv: program === undefined ? [bash, '--noprofile', '--norc', '-c', analysis.command] : [program, ...args],
    cwd,
    env: onlyReadsByGit(analysis) ? HARDENED_GIT : NO_CHANGES,
  };
}

const NO_CHANGES: Execution['env'] = {};

/** Git is started, and never to change the repository or run anything: then its hooks, pagers and watchers have no business either. */
function onlyReadsByGit({ invocations }: CommandAnalysis): boolean {
  let isGit = false;
  for (const { traits, effects } of invocations) {
    if ((traits & STARTS_GIT) === 0) continue;
    if ((effects.class !== 'read-only' && effects.class !== 'workspace-write') || effects.unproven !== undefined) return false;
    isGit = true;
  }
  return isGit;
}

/** What an answer is bound to besides the action itself. */
interface Binding {
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
 * @param files what is in those that would be run, read or written
 */
function hashOf(
  action: GatedAction,
  execution: Execution | undefined,
  examined: Examined,
  files: readonly unknown[],
  binding: Binding,
): string {
  const { dev, ino } = statSync(examined.cwd);
  const { sessionId, workspace, access, preset, rulesDigest, caller } = binding;
  const { verdict, judged } = examined;
  const judgement = judged.map(({ reaches, touches }) => [
    reaches.map((reach) => reach.class),
    touches.map(({ use, place, paths }) => [use, place, paths]),
  ]);
  const bounds = [sessionId, workspace, access, preset, rulesDigest, caller, 'sandbox:none'];
  return createHash('sha256')
    .update(JSON.stringify([action, execution, dev, ino, bounds, verdict.class, verdict.rule, judgement, files]))
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
