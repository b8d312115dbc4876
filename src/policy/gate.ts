import { createHash, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { analyse } from '../shell/analyse.ts';
import type { CommandAnalysis } from '../shell/analysis.ts';
import { describeError } from '../shell/describe-error.ts';
import type { Store } from '../store/store.ts';
import type { Access, Action, Answer, Approval, Authorization, Execution, Explanation, Gate, Preset, Verdict } from './action.ts';
import { ACCESS_LEVELS } from './action.ts';
import { approvalText } from './approval-text.ts';
import { type CommandVerdict, decide } from './decide.ts';
import { HARDENED_GIT } from './git-config.ts';
import type { GrantScope } from './grants.ts';
import { BUILTINS } from './judge.ts';
import { localWorld, type World } from './world.ts';

export interface GateDeps {
  readonly sessionId: string;
  /** Absolute and real. */
  readonly workspace: string;
  readonly access: Access;
  readonly preset: Preset;
  readonly home: string;
  /** Real paths of our own directories: settings, rules, state, compiled code. */
  readonly ownDirs: readonly string[];
  /** Real paths of the files that start this program. */
  readonly ownPrograms: readonly string[];
  /** The PATH that commands run with; captured once. */
  readonly searchPath: () => Promise<string>;
  /** Looked for once, on first need. */
  readonly bash: () => { readonly path: string; readonly major: number };
  readonly store: Store;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Analyses kept; what is cached is pure analysis, never a verdict. */
const CACHED_ANALYSES = 200;

interface Evaluation extends CommandVerdict {
  readonly execution: Execution;
  readonly hash: string;
}

/** Makes the gate of one session. */
export function createGate(deps: GateDeps): Gate {
  const analyses = new LRUCache<string, CommandAnalysis>({ max: CACHED_ANALYSES });
  let world: World | undefined;
  let asked = 0;

  const analysed = (command: string, cwd: string): CommandAnalysis => {
    const key = `${cwd}\0${command}`;
    const known = analyses.get(key);
    if (known !== undefined) return known;
    const analysis = analyse(command, { home: deps.home, cwd });
    analyses.set(key, analysis);
    return analysis;
  };

  const evaluate = async (action: Exclude<Action, { kind: 'session' }>): Promise<Evaluation | Verdict> => {
    world ??= localWorld(await deps.searchPath(), deps.home);
    const command = action.command;
    if (command === undefined) return refusal(2, 'gate:unknown-action', 'nobody here can hold this kind of child');
    if (ACCESS_LEVELS.indexOf(action.access) > ACCESS_LEVELS.indexOf(deps.access)) {
      return refusal(
        2,
        'access:parent',
        `access "${action.access}" is wider than "${deps.access}", which this session has`,
        `Ask for access: "${deps.access}" or less.`,
      );
    }
    const cwd = world.resolve(action.cwd);
    if (cwd === undefined || !world.isDirectory(cwd))
      return refusal(2, 'gate:cwd', 'the working directory is not a directory', 'Name a directory that exists.');
    const analysis = analysed(command, cwd);
    const decided = decide(analysis, {
      bounds: { workspace: deps.workspace, home: deps.home, ownDirs: deps.ownDirs },
      access: action.access,
      preset: deps.preset,
      grants: deps.store.grants.list(deps.sessionId) as readonly GrantScope[],
      world,
      ownPrograms: deps.ownPrograms,
    });
    const verdict = oldBash(decided.verdict, analysis, deps.bash().major);
    const execution = { ...executionOf(analysis, cwd, world, deps.bash().path), env: onlyReadsByGit(analysis) ? HARDENED_GIT : {} };
    return { ...decided, verdict, execution, hash: hashOf(action, execution, deps) };
  };

  const authorize = async (action: Action, answer: Answer | undefined): Promise<Authorization> => {
    if (action.kind === 'session') return { decision: 'allow', verdict: SESSION_VERDICT };
    const evaluation = await evaluate(action);
    if ('decision' in evaluation) return { decision: 'deny', verdict: evaluation };
    const { verdict, execution, hash, grantable, asking } = evaluation;
    if (answer !== undefined) return redeem(answer, evaluation);
    if (verdict.decision === 'allow') return { decision: 'allow', verdict, execution };
    if (verdict.decision === 'deny') return { decision: 'deny', verdict };
    const text = approvalText({ command: action.command ?? '', cwd: execution.cwd, verdict, asking, scopes: grantable() });
    const approval: Approval = { id: randomUUID(), number: ++asked, ...text };
    if (
      !deps.store.approvals.insert({
        id: approval.id,
        number: approval.number,
        sessionId: deps.sessionId,
        actionHash: hash,
        createdAt: deps.now(),
      })
    ) {
      return {
        decision: 'deny',
        verdict: {
          ...verdict,
          decision: 'deny',
          rule: 'approval:overflow',
          reason: `too many questions wait for a person already; ${verdict.reason}`,
          change: 'Wait until they are answered.',
        },
      };
    }
    return { decision: 'ask', verdict, approval };
  };

  /** An answer counts once, only for a pending question of this session about exactly this action as it is judged now. */
  const redeem = (answer: Answer, { verdict, execution, hash, grantable }: Evaluation): Authorization => {
    const deny = (rule: string, reason: string): Authorization => {
      const { change: _, ...rest } = verdict;
      return { decision: 'deny', verdict: { ...rest, decision: 'deny', tier: 5, rule, reason } };
    };
    const valid = deps.store.approvals.consume({ id: answer.approvalId, sessionId: deps.sessionId, actionHash: hash });
    if (!valid) return deny('approval:not-pending', 'the answer belongs to no pending question about exactly this action');
    if (verdict.decision === 'deny') return { decision: 'deny', verdict };
    if (answer.choice === 'unanswered') return deny('approval:unanswered', `nobody answered the question; ${verdict.reason}`);
    if (answer.choice === 'deny') return deny('approval:denied', 'the host reported that a person said no');
    if (answer.choice === 'allow_session') {
      const scopes = grantable();
      if (scopes.length === 0) return deny('approval:not-grantable', 'this may be allowed once, not for the session');
      for (const scope of scopes) deps.store.grants.insert(deps.sessionId, scope);
    }
    const { change: _, ...allowed } = verdict;
    return {
      decision: 'allow',
      verdict: {
        ...allowed,
        decision: 'allow',
        tier: 5,
        rule: `approval:${answer.choice}`,
        reason: `the host reported an approval; ${verdict.reason}`,
      },
      execution,
    };
  };

  const failed = (error: unknown): Verdict => {
    deps.log(`the gate failed and refused: ${describeError(error)}`);
    return refusal(2, 'gate:error', 'the gate failed, so the answer is no; the reason is in the log');
  };

  return {
    authorize: async (action, { signal, answer }) => {
      try {
        if (signal.aborted) return { decision: 'deny', verdict: refusal(2, 'gate:cancelled', 'the call was cancelled') };
        return await authorize(action, answer);
      } catch (error) {
        return { decision: 'deny', verdict: failed(error) };
      }
    },
    explain: async (action): Promise<Explanation> => {
      try {
        if (action.kind === 'session') return { verdict: SESSION_VERDICT, parts: [] };
        const evaluation = await evaluate(action);
        return 'decision' in evaluation ? { verdict: evaluation, parts: [] } : { verdict: evaluation.verdict, parts: evaluation.parts };
      } catch (error) {
        return { verdict: failed(error), parts: [] };
      }
    },
    withdraw: (id) => deps.store.approvals.withdraw({ id, sessionId: deps.sessionId }),
    dropGrants: () => {
      deps.store.grants.drop(deps.sessionId);
      deps.store.approvals.drop(deps.sessionId);
    },
  };
}

const SESSION_VERDICT: Verdict = {
  decision: 'allow',
  tier: 1,
  rule: 'tier1:session',
  reason: 'touches only the session of the caller',
  signals: [],
  prefix: { kind: 'no_prefix', reason: 'no command' },
};

function refusal(tier: Verdict['tier'], rule: string, reason: string, change?: string): Verdict {
  return {
    decision: 'deny',
    tier,
    rule,
    reason,
    ...(change === undefined ? {} : { change }),
    signals: [],
    prefix: { kind: 'no_prefix', reason },
  };
}

/** Below 5.0 (macOS ships 3.2) bash reads some constructs differently from what was analysed. */
function oldBash(verdict: Verdict, analysis: CommandAnalysis, major: number): Verdict {
  if (verdict.decision !== 'allow' || analysis.plain || major >= 5) return verdict;
  return {
    ...verdict,
    decision: 'ask',
    tier: 5,
    rule: 'old-bash',
    reason: `bash ${major} is older than what the analysis knows`,
    change: 'Install bash 5.',
  };
}

/** Git is started, and never to change or run anything: then its hooks, pagers and watchers have no business either. */
function onlyReadsByGit({ invocations }: CommandAnalysis): boolean {
  const byGit = invocations.filter((invocation) => invocation.name === 'git');
  return byGit.length > 0 && byGit.every(({ effects }) => effects.class === 'read-only' && effects.unproven === undefined);
}

/** What was checked is what runs: a plain command starts without a shell, by the path that was judged. */
function executionOf(analysis: CommandAnalysis, cwd: string, world: World, bash: string): Execution {
  const argv = analysis.parts[0]?.argv.map((word) => word.value) ?? [];
  const [name = '', ...args] = argv;
  const program = analysis.plain && !BUILTINS.has(name) ? world.which(name, cwd) : undefined;
  return { argv: program === undefined ? [bash, '--noprofile', '--norc', '-c', analysis.command] : [program, ...args], cwd, env: {} };
}

/** Binds an answer to the bytes, the directory itself, the bounds and the session it was asked for. */
function hashOf(action: Action, execution: Execution, deps: GateDeps): string {
  const { dev, ino } = statSync(execution.cwd);
  return createHash('sha256')
    .update(JSON.stringify([action, execution, dev, ino, deps.sessionId, deps.workspace, deps.access, deps.preset, 'sandbox:none']))
    .digest('hex');
}
