import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Assurance } from '../../src/agents/assurance/assurance.ts';
import { createRoster } from '../../src/agents/assurance/roster.ts';
import { customEntry } from '../../src/agents/catalogue/custom.ts';
import type { AgentEntry, Quirks } from '../../src/agents/catalogue/entry.ts';
import { childHands } from '../../src/agents/child/child-hands.ts';
import { createModelRunner } from '../../src/agents/child/model-runner.ts';
import { createCommands } from '../../src/agents/child-tools/run-commands.ts';
import type { LoopModel } from '../../src/agents/loop/loop-model.ts';
import { loopStatus } from '../../src/agents/loop/loop-status.ts';
import type { ModelAgents, ModelAgentsOf } from '../../src/agents/model-agents.ts';
import { createWorkplaces } from '../../src/agents/workplace/create-workplaces.ts';
import { repositoryRuns } from '../../src/policy/git-config.ts';
import { localWorld } from '../../src/policy/world.ts';
import { createCageOpener } from '../../src/server/cage/cage-opener.ts';
import type { SessionLimits, SessionsDeps } from '../../src/session/create-session.ts';
import { agentEnvironment } from '../../src/shell/process/agent-environment.ts';
import { processSpace } from '../../src/shell/process/boot-id.ts';
import { processStart } from '../../src/shell/process/process-start.ts';
import { type Bench, createBench, STARTER } from '../session-fixture.ts';
import type { Step } from './acp/scripted-agent.ts';

/** A small real agent, see there for what it can do. */
const PROGRAM = path.join(import.meta.dirname, 'acp', 'scripted-agent.ts');

/** What the agent is to do, as an objective. */
export const steps = (...all: readonly Step[]): string => `[[steps]]${JSON.stringify(all)}[[/steps]]`;

/** A call that it asks for before it writes. */
export const asksToWrite = (toolCallId: string, file: string, text = 'x'): Step => ({
  ask: {
    toolCallId,
    title: `write ${file}`,
    kind: 'edit',
    locations: [{ path: file }],
    content: [{ type: 'diff', path: file, newText: text }],
  },
  writes: { path: file, text },
});

/** A command that it asks for. */
export const asksToRun = (toolCallId: string, command: string): Step => ({
  ask: { toolCallId, title: command, kind: 'execute', rawInput: { command } },
});

export interface AgentBenchOptions {
  /** Arguments of the agent. */
  readonly args?: readonly string[];
  readonly level?: Assurance;
  readonly quirks?: Partial<Quirks>;
  readonly entry?: Partial<AgentEntry>;
  readonly limits?: Partial<SessionLimits>;
  readonly settings?: { readonly minAssurance: Assurance | undefined; readonly allowObserved: boolean };
  readonly openMs?: number;
  /** The model of our own loop. */
  readonly loopModel?: () => LoopModel | undefined;
  readonly definitions?: ModelAgents['definitions'];
}

/** Sessions with one agent, `scripted`, which counts as proven; its processes, its gate and its cage are the real ones. */
export function agentBench(options: AgentBenchOptions = {}): Bench {
  const { limits, settings } = options;
  const bench = createBench(limits, {
    modelAgents: scriptedAgents(options),
    ...(settings === undefined ? {} : { agentSettings: settings }),
  });
  mkdirSync(path.join(path.dirname(bench.workspace), 'state'), { recursive: true });
  return bench;
}

/** What drives that agent. */
export function scriptedAgents({
  args = [],
  level = 'gated',
  quirks,
  entry: changed,
  openMs,
  loopModel = () => undefined,
  definitions,
}: AgentBenchOptions = {}): SessionsDeps['modelAgents'] {
  const custom = customEntry({
    id: 'scripted',
    command: process.execPath,
    args: [PROGRAM, ...args],
    env: {},
    versionArgs: undefined,
    environment: [],
    scripted: undefined,
  });
  const entry: AgentEntry = { ...custom, ...changed, quirks: { ...custom.quirks, ...quirks } };
  const found = { id: entry.id, path: process.execPath, executable: process.execPath };
  return ({ sessionId, workspace, access, login, environment, outputDir, resolveCheck }: ModelAgentsOf): ModelAgents => {
    const root = path.dirname(workspace);
    return {
      roster: async () =>
        createRoster({
          entries: [entry],
          find: async () => ({ kind: 'found', agent: found }),
          assuranceOf: async () => ({ level, stamp: 'same', why: 'a test says so' }),
          loop: () => {
            const model = loopModel();
            return loopStatus(model && { model: model.model, smallModel: model.smallModel, priced: true, problem: undefined });
          },
        }),
      runner: createModelRunner({
        starter: STARTER,
        protocolOf: async () => (await import('../../src/agents/acp/protocol.ts')).acpProtocol,
        openCage: createCageOpener({
          program: { argv: [process.execPath, path.join(import.meta.dirname, '../../src/main.ts'), 'cage'], env: {} },
          socketDirs: ['/tmp'],
          log: () => undefined,
        }),
        childTools: childHands({
          starter: STARTER,
          home: path.dirname(workspace),
          environment,
          servers: async () => ({ tools: [], problems: [], close: async () => undefined }),
          log: () => undefined,
        }),
        loopModel,
        workplaces: createWorkplaces({
          sessionId,
          workspace,
          stateDir: path.join(root, 'state'),
          start: (spec) => STARTER.command(spec, { access, workspace, privateDir: undefined }),
          environment,
          outputDir,
          git: async () => '/usr/bin/git',
          whyRuns: (directory) => repositoryRuns(directory, localWorld('', '/')),
          worktreesDir: path.join(root, 'worktrees'),
          owner: { pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: processSpace() },
          isAlive: (pid, startedAt) => processStart(pid) === startedAt,
          log: () => undefined,
        }),
        checks: {
          resolve: resolveCheck,
          access,
          commands: ({ taskId, workspace: within, privateDir }) =>
            createCommands({
              starter: STARTER,
              environment: (cwd) => environment({ cwd, taskId }),
              within: { access, workspace: within, privateDir },
              outputDir: path.join(privateDir, 'checks'),
            }),
        },
        environment: async ({ entry: { environment: names }, set, cwd, taskId }) =>
          agentEnvironment({ login: await login(), names, set, cwd, taskId }),
        stampOf: async () => 'same',
        stopLeft: async () => undefined,
        privateDir: (taskId) => path.join(path.dirname(workspace), 'state', 'children', taskId),
        outputDir,
        workspace,
        home: path.dirname(workspace),
        log: () => undefined,
        limits: { openMs: openMs ?? 20_000, cancelMs: 2_500 },
      }),
      briefing: async ({ objective }) => ({ ok: true, text: objective }),
      definitions: definitions ?? { list: async () => [], find: async () => undefined },
    };
  };
}
