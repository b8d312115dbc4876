import path from 'node:path';
import type { ChildHandsDeps } from '../agents/child/child-hands.ts';
import { createAgentFinder } from '../agents/program/find-agent.ts';
import { createWorkplaces } from '../agents/workplace/create-workplaces.ts';
import { sweepWorktrees } from '../agents/workplace/sweep-worktrees.ts';
import type { Workplaces } from '../agents/workplace/workplace.ts';
import type { TreeDeps } from '../agents/workplace/workplace-deps.ts';
import { loginShell, ownPlaces } from '../config/own.ts';
import type { Config } from '../config.ts';
import { repositoryRuns } from '../policy/git-config.ts';
import { readRuleFile } from '../policy/rules/rule-files.ts';
import { readTrust, type TrustedFiles, trustFileOf } from '../policy/rules/trust.ts';
import { localWorld } from '../policy/world.ts';
import { processSpace } from '../shell/process/boot-id.ts';
import { captureLoginEnvironment, commandEnvironment, searchPathOf } from '../shell/process/environment.ts';
import { processStart } from '../shell/process/process-start.ts';
import { outputOf } from '../store/output-files.ts';
import type { AgentRoomDeps, RunnerOf } from './agent-room-deps.ts';
import { worktreesDir } from './worktrees-dir.ts';

type TreesOf = Pick<RunnerOf, 'workspace' | 'login' | 'environment' | 'outputDir'>;

/** What our own use of git needs. */
export function treesOf({ config, starter, url, log }: Pick<AgentRoomDeps, 'config' | 'starter' | 'url' | 'log'>, of: TreesOf): TreeDeps {
  const { workspace, login, environment, outputDir } = of;
  // No program is looked for and no secret by its place: only files of repositories are read by it.
  const world = localWorld('', '/');
  const { home, ownDirs } = ownPlaces(config, url);
  let git: Promise<string | undefined> | undefined;
  const findGit = async (): Promise<string | undefined> => {
    const searchPath = searchPathOf(await login());
    const find = createAgentFinder({ searchPath, configured: {}, workspaces: [workspace], home, ownDirs });
    const found = find({ id: 'git', program: 'git', install: 'git' });
    return found.kind === 'found' ? found.agent.executable : undefined;
  };
  return {
    start: (spec) => starter.command(spec, { access: 'workspace-write', workspace, privateDir: undefined }),
    environment,
    outputDir,
    git: () => {
      git ??= findGit();
      return git;
    },
    whyRuns: (directory) => repositoryRuns(directory, world),
    worktreesDir: worktreesDir(home),
    owner: { pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: processSpace() },
    isAlive: (pid, startedAt) => processStart(pid) === startedAt,
    log,
  };
}

/** Where the children of one session work. */
export function workplacesOf(deps: AgentRoomDeps, of: RunnerOf): Workplaces {
  const { workspace, sessionId } = of;
  return createWorkplaces({ ...treesOf(deps, of), sessionId, workspace, stateDir: deps.config.stateDir });
}

/** The servers that the user leaves to children, each child's own. Most users leave none: what talks to them is loaded on first need. */
export function childServers({ config, starter, url, log }: AgentRoomDeps, { workspace, login }: RunnerOf): ChildHandsDeps['servers'] {
  const servers = config.agents.mcpServers;
  const { home, ownDirs } = ownPlaces(config, url);
  const roots = { workspaces: [workspace], home, ownDirs };
  return async (of) => {
    if (servers.length === 0) return { tools: [], problems: [], close: async () => {} };
    const { createChildServers } = await import('../server/child-servers/child-servers.ts');
    return await createChildServers({ servers, starter, login, roots, log })(of);
  };
}

/** What a person has trusted, as the file says it now. */
export function trustedFiles({ configDir }: Pick<Config, 'configDir'>, log: (line: string) => void): TrustedFiles {
  const file = trustFileOf(configDir);
  const { trusted, problem } = readTrust(file, readRuleFile(file));
  if (problem !== undefined) log(problem);
  return trusted;
}

/** Keeps what is left in the work trees of dead servers, and takes them away. */
export async function sweepTrees(deps: AgentRoomDeps, outputDir: string): Promise<void> {
  const { config, store, drop } = deps;
  const login = async (): Promise<Readonly<Record<string, string>>> => (await captureLoginEnvironment(loginShell(config))).env;
  const environment = async ({ cwd, taskId }: { readonly cwd: string; readonly taskId: string }): Promise<Record<string, string>> =>
    commandEnvironment({ login: await login(), drop, cwd, taskId });
  const trees = treesOf(deps, { workspace: config.cwd, login, environment, outputDir: (taskId) => path.join(outputDir, 'upkeep', taskId) });
  await sweepWorktrees({
    ...trees,
    outputOf: (of) => outputOf(outputDir, of),
    hasEnded: async (taskId) => {
      const task = await store.tasks.get(taskId);
      return task && task.phase === 'ended';
    },
    now: Date.now,
  });
}
