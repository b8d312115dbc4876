import { createHash, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { CommandAnalysis, Invocation } from '../shell/analysis.ts';
import { describeError } from '../shell/describe-error.ts';
import { BUILTIN, STARTS_GIT, traitsOf } from '../shell/programs/traits.ts';
import type { Store } from '../store/store.ts';
import type { Action, Answer, Approval, Authorization, Execution, Explanation, Gate, Verdict } from './action.ts';
import { approvalText } from './approval-text.ts';
import { createExaminer, type Examined, type ExaminerDeps, refusal } from './examine.ts';
import { HARDENED_GIT } from './git-config.ts';
import type { GrantScope } from './grants.ts';
import { localWorld, type World } from './world.ts';

export interface GateDeps extends Omit<ExaminerDeps, 'world'> {
  readonly sessionId: string;
  /** The PATH that commands run with; captured once. */
  readonly searchPath: () => Promise<string>;
  readonly store: Store;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

interface Evaluation extends Examined {
  readonly execution: Execution;
  readonly hash: string;
}

/** Makes the gate of one session. */
export function createGate(deps: GateDeps): Gate {
  let opened: { readonly world: World; readonly examine: ReturnType<typeof createExaminer> } | undefined;
  let asked = 0;

  const open = async () => {
    const world = localWorld(await deps.searchPath(), deps.home);
    opened ??= { world, examine: createExaminer({ ...deps, world }) };
    return opened;
  };

  const evaluate = async (action: Exclude<Action, { kind: 'session' }>): Promise<Evaluation | Verdict> => {
    const { world, examine } = opened ?? (await open());
    const { command, cwd, access } = action;
    if (command === undefined) return refusal(2, 'gate:unknown-action', 'nobody here can hold this kind of child');
    const examined = examine({ command, cwd, access, grants: deps.store.grants.list(deps.sessionId) as readonly GrantScope[] });
    if (examined.refused) return examined.verdict;
    const { analysis } = examined;
    const env = onlyReadsByGit(analysis) ? HARDENED_GIT : {};
    const execution = { ...executionOf(analysis, examined.cwd, world, deps.bash().path), env };
    return { ...examined, execution, hash: hashOf(action, execution, deps) };
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

/** Git is started, and never to change the repository or run anything: then its hooks, pagers and watchers have no business either. */
function onlyReadsByGit({ invocations }: CommandAnalysis): boolean {
  const byGit = invocations.filter((invocation) => (invocation.traits & STARTS_GIT) !== 0);
  const reads = ({ effects }: Invocation): boolean =>
    (effects.class === 'read-only' || effects.class === 'workspace-write') && effects.unproven === undefined;
  return byGit.length > 0 && byGit.every(reads);
}

/** What was checked is what runs: a plain command starts without a shell, by the path that was judged. */
function executionOf(analysis: CommandAnalysis, cwd: string, world: World, bash: string): Execution {
  const argv = analysis.parts[0]?.argv.map((word) => word.value) ?? [];
  const [name = '', ...args] = argv;
  const program = analysis.plain && (traitsOf(name) & BUILTIN) === 0 ? world.which(name, cwd) : undefined;
  return { argv: program === undefined ? [bash, '--noprofile', '--norc', '-c', analysis.command] : [program, ...args], cwd, env: {} };
}

/** Binds an answer to the bytes, the directory itself, the bounds and the session it was asked for. */
function hashOf(action: Action, execution: Execution, deps: GateDeps): string {
  const { dev, ino } = statSync(execution.cwd);
  return createHash('sha256')
    .update(JSON.stringify([action, execution, dev, ino, deps.sessionId, deps.workspace, deps.access, deps.preset, 'sandbox:none']))
    .digest('hex');
}
