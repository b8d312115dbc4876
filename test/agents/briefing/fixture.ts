import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createBriefing } from '../../../src/agents/briefing/briefing.ts';
import type { Briefing, BriefingRequest } from '../../../src/agents/model-agents.ts';
import type { Action, Authorization, Gate, Verdict } from '../../../src/policy/action.ts';
import { startCommand } from '../../../src/shell/process/run.ts';
import { scratch } from '../../shell/process/fixture.ts';

const VERDICT: Verdict = {
  decision: 'allow',
  tier: 1,
  reason: 'fake',
  rule: 'fake',
  signals: [],
  prefix: { kind: 'no_prefix', reason: '' },
};

/** A gate that lets everything through but what `says` answers otherwise, and keeps what it was asked. */
export function openGate(says: (action: Action) => 'deny' | 'ask' | undefined = () => undefined) {
  const asked: Action[] = [];
  const ended: string[] = [];
  const withdrawn: string[] = [];
  const authorize = async (action: Action): Promise<Authorization> => {
    asked.push(action);
    const decision = says(action);
    const verdict: Verdict = { ...VERDICT, decision: decision ?? 'allow', reason: 'a rule of a test' };
    if (decision === 'deny') return { decision, verdict };
    if (decision === 'ask') {
      return { decision, verdict, approval: { id: 'one', number: 1, message: '', grantable: false, grantText: '' } };
    }
    const done = { decision: 'allow' as const, verdict, ended: ({ status }: { status: string }) => void ended.push(status) };
    return action.kind === 'command' ? { ...done, execution: { argv: ['/usr/bin/git'], cwd: action.cwd, env: {} } } : done;
  };
  const gate: Gate = {
    authorize,
    withdraw: (id) => void withdrawn.push(id),
    explain: async () => ({ verdict: VERDICT, parts: [] }),
    settled: async () => undefined,
    engine: () => ({ kind: 'rules' }) as ReturnType<Gate['engine']>,
    costs: () => ({}) as ReturnType<Gate['costs']>,
    dropGrants: () => undefined,
  };
  return { gate, asked, ended, withdrawn };
}

export interface Scene {
  /** Holds the workspace and everything beside it. */
  readonly dir: string;
  readonly workspace: string;
  /** The briefing for some evidence, over a gate that lets everything through. */
  brief(evidence: readonly string[], more?: Partial<BriefingRequest>, gate?: Gate): Promise<Briefing>;
}

/** A workspace that is there, or an empty one in a directory of its own. */
export async function scene(existing?: string): Promise<Scene> {
  const dir = existing === undefined ? realpathSync(await scratch()) : dirname(existing);
  const workspace = existing ?? join(dir, 'w');
  if (existing === undefined) mkdirSync(workspace);
  const briefing = createBriefing({
    workspace,
    platform: 'linux',
    environment: async ({ taskId }) => ({ ...env(dir), BAILIWICK_TASK: taskId }),
    outputDir: (taskId) => join(dir, 'out', taskId),
    start: startCommand,
  });
  const request: BriefingRequest = {
    objective: 'Look.',
    scope: undefined,
    constraints: [],
    evidence: [],
    cwd: workspace,
    access: 'read-only',
    signal: new AbortController().signal,
  };
  return { dir, workspace, brief: (evidence, more, gate = openGate().gate) => briefing({ ...request, ...more, evidence }, gate) };
}

const env = (home: string): Record<string, string> => ({ PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, GIT_CONFIG_NOSYSTEM: '1' });

/** Runs git as a person would; throws what it says when it fails. */
export function git(cwd: string, ...words: readonly string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@localhost', '-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always'];
  const { status, stdout, stderr } = spawnSync('/usr/bin/git', [...who, ...words], { cwd, env: env('/nowhere'), encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
  return stdout;
}
