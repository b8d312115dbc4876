import { tmpdir } from 'node:os';
import path from 'node:path';
import { assuranceOf } from '../agents/assurance/assurance-of.ts';
import { createRoster, LOOP } from '../agents/assurance/roster.ts';
import { createBriefing } from '../agents/briefing/briefing.ts';
import { CATALOGUE } from '../agents/catalogue/catalogue.ts';
import { customEntry } from '../agents/catalogue/custom.ts';
import type { AgentEntry, ProtocolKind } from '../agents/catalogue/entry.ts';
import { childHands } from '../agents/child/child-hands.ts';
import { createModelRunner } from '../agents/child/model-runner.ts';
import { createCommands } from '../agents/child-tools/run-commands.ts';
import { createDefinitions } from '../agents/definitions/definitions.ts';
import type { ModelAgents, ModelAgentsOf } from '../agents/model-agents.ts';
import type { Surroundings } from '../agents/program/closure.ts';
import { identityOf, stampOf } from '../agents/program/executable.ts';
import { createAgentFinder, type FindAgent } from '../agents/program/find-agent.ts';
import { writableAt } from '../agents/program/program-place.ts';
import type { Protocol } from '../agents/protocol.ts';
import type { AgentRunner } from '../agents/runner.ts';
import { ownPlaces, ownProgram } from '../config/own.ts';
import type { Config } from '../config.ts';
import { createCageOpener } from '../server/cage/cage-opener.ts';
import { agentEnvironment } from '../shell/process/agent-environment.ts';
import { searchPathOf } from '../shell/process/environment.ts';
import type { AgentRoomDeps, RunnerOf } from './agent-room-deps.ts';
import { childServers, trustedFiles, workplacesOf } from './child-work.ts';
import { loopModelOf, loopStatusOf } from './configured-model.ts';
import { childrenDir } from './left-children.ts';

/** Each protocol is loaded when the first agent that speaks it is started. */
const PROTOCOLS: Readonly<Record<ProtocolKind, () => Promise<Protocol>>> = {
  acp: async () => (await import('../agents/acp/protocol.ts')).acpProtocol,
  claude: async () => (await import('../agents/claude/protocol.ts')).claudeProtocol,
  codex: async () => (await import('../agents/codex/protocol.ts')).codexProtocol,
};

/** Every agent that can be asked for: those of the catalogue, and the user's own. */
export function entriesOf({ agents }: Pick<Config, 'agents'>): readonly AgentEntry[] {
  const known = new Set(CATALOGUE.map(({ id }) => id));
  // What a repository can do to an agent that nobody knows is anybody's guess: its proof meets all that is known of others.
  const hostile = Object.assign({}, ...CATALOGUE.map((entry) => entry.hostile));
  const own = agents.custom.filter(({ id }) => !known.has(id) && id !== 'shell' && id !== LOOP);
  return [...CATALOGUE, ...own.map((settings) => ({ ...customEntry(settings), hostile }))];
}

/** Whether a name is taken, so that no definition of a workspace may have it. */
export function isAgentName(name: string, entries: readonly Pick<AgentEntry, 'id'>[] = CATALOGUE): boolean {
  return name === 'shell' || name === LOOP || entries.some(({ id }) => id === name);
}

/** Where agents are looked for, and what of them is executed. */
export interface AgentPlaces {
  readonly find: FindAgent;
  readonly surroundings: Surroundings;
}

export function placesOfAgents(
  { config, url }: Pick<AgentRoomDeps, 'config' | 'url'>,
  { searchPath, workspaces }: { readonly searchPath: string; readonly workspaces: readonly string[] },
): AgentPlaces {
  const { home, ownDirs } = ownPlaces(config, url);
  const roots = { workspaces, home, ownDirs };
  return {
    find: createAgentFinder({ searchPath, configured: config.agents.paths, ...roots }),
    surroundings: { searchPath, writable: writableAt(roots) },
  };
}

/** What drives model agents, with their cages. */
export function agentRunner(deps: AgentRoomDeps, of: RunnerOf): AgentRunner {
  const { config, starter, url, drop, log } = deps;
  const { workspace, login, environment, outputDir, privateDir, home } = of;
  const runtimeDir = config.inherited['XDG_RUNTIME_DIR'];
  return createModelRunner({
    starter,
    protocolOf: (kind) => PROTOCOLS[kind](),
    openCage: createCageOpener({
      program: ownProgram(config, url, 'cage'),
      socketDirs: [...(runtimeDir === undefined ? [] : [runtimeDir]), tmpdir()],
      log,
    }),
    childTools: childHands({ starter, home, environment, servers: childServers(deps, of), log }),
    loopModel: () => loopModelOf(config),
    workplaces: workplacesOf(deps, of),
    checks: {
      resolve: of.resolveCheck,
      access: of.access,
      commands: ({ taskId, workspace: root, privateDir: dir }) =>
        createCommands({
          starter,
          environment: (cwd) => environment({ cwd, taskId }),
          within: { access: of.access, workspace: root, privateDir: dir },
          outputDir: path.join(dir, 'checks'),
        }),
    },
    environment: async ({ entry, set, cwd, taskId }) =>
      agentEnvironment({ login: without(await login(), drop), names: entry.environment, set, cwd, taskId }),
    stampOf: async (found) => await stampOf(found, await of.surroundings()),
    stopLeft: (taskId) => deps.stopLeft(outputDir(taskId), taskId),
    privateDir,
    outputDir,
    workspace,
    home,
    log,
  });
}

export function createModelAgents(deps: AgentRoomDeps, of: ModelAgentsOf): ModelAgents {
  const { config, store, starter } = deps;
  const { workspace, login, environment, outputDir } = of;
  let places: Promise<AgentPlaces> | undefined;
  const placed = (): Promise<AgentPlaces> => {
    places ??= login().then((env) => placesOfAgents(deps, { searchPath: searchPathOf(env), workspaces: [workspace] }));
    return places;
  };
  const entries = entriesOf(config);
  const briefing = createBriefing({
    workspace,
    platform: process.platform,
    start: (spec) => starter.command(spec, { access: 'read-only', workspace, privateDir: undefined }),
    environment,
    outputDir,
  });
  return {
    async roster() {
      const { find, surroundings } = await placed();
      return createRoster({
        entries,
        loop: () => loopStatusOf(config),
        find: async (entry) => find(entry),
        async assuranceOf(entry, found) {
          const proofs = store.proofs.list();
          const stamp = await stampOf(found, surroundings);
          const identity = { stamp, digest: async () => (await identityOf(found, surroundings)).digest };
          // What it says of itself was asked when it was proven: a dispatch starts nothing to look.
          const version = proofs.find((proof) => proof.agent === entry.id && proof.stamp === stamp)?.version;
          return { stamp, ...(await assuranceOf({ entry, version, identity, proofs })) };
        },
      });
    },
    runner: agentRunner(deps, {
      ...of,
      surroundings: async () => (await placed()).surroundings,
      privateDir: (taskId) => path.join(childrenDir(config.stateDir), taskId),
      home: config.home,
    }),
    briefing,
    definitions: createDefinitions({
      workspace,
      trusted: () => trustedFiles(config, deps.log),
      known: (id) => isAgentName(id, entries),
    }),
  };
}

function without(env: Readonly<Record<string, string>>, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

export { sweepTrees } from './child-work.ts';
