import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createAgentRunner } from '../../src/agents/agent-runner.ts';
import type { Assurance } from '../../src/agents/assurance/assurance.ts';
import { createRoster } from '../../src/agents/assurance/roster.ts';
import { customEntry } from '../../src/agents/catalogue/custom.ts';
import type { AgentEntry, Quirks } from '../../src/agents/catalogue/entry.ts';
import { createChildTools } from '../../src/agents/child-tools/create-child-tools.ts';
import { createCommands } from '../../src/agents/child-tools/run-commands.ts';
import type { ModelAgents, ModelAgentsOf } from '../../src/agents/model-agents.ts';
import { createCageOpener } from '../../src/server/cage/cage-opener.ts';
import type { SessionLimits, SessionsDeps } from '../../src/session/create-session.ts';
import { agentEnvironment } from '../../src/shell/process/agent-environment.ts';
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
  return ({ workspace, login, environment, outputDir }: ModelAgentsOf): ModelAgents => ({
    roster: async () =>
      createRoster({
        entries: [entry],
        find: async () => ({ kind: 'found', agent: found }),
        assuranceOf: async () => ({ level, stamp: 'same', why: 'a test says so' }),
      }),
    runner: createAgentRunner({
      starter: STARTER,
      protocolOf: async () => (await import('../../src/agents/acp/protocol.ts')).acpProtocol,
      openCage: createCageOpener({
        program: { argv: [process.execPath, path.join(import.meta.dirname, '../../src/main.ts'), 'cage'], env: {} },
        socketDirs: ['/tmp'],
        log: () => undefined,
      }),
      childTools({ taskId, privateDir, hold, cwd, access }) {
        const commands = createCommands({
          starter: STARTER,
          environment: (there) => environment({ cwd: there, taskId }),
          within: { access, workspace, privateDir },
          outputDir: path.join(privateDir, 'commands'),
        });
        return { tools: createChildTools({ hold, cwd, access, run: commands.run }), ...commands };
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
  });
}
