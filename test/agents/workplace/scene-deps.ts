import { join } from 'node:path';
import type { WorkplaceDeps } from '../../../src/agents/workplace/workplace-deps.ts';
import { repositoryRuns } from '../../../src/policy/git-config.ts';
import { localWorld } from '../../../src/policy/world.ts';
import { processSpace } from '../../../src/shell/process/boot-id.ts';
import { processStart } from '../../../src/shell/process/process-start.ts';
import { startCommand } from '../../../src/shell/process/run.ts';

export const TASK = 'task_0123abcd-aaaa-4000-8000-000000000000';
export const SECOND = 'task_4567cdef-aaaa-4000-8000-000000000000';
const GIT = '/usr/bin/git';

/** What workplaces of this process need, below a directory. */
export function depsIn(dir: string, logged: string[] = []): WorkplaceDeps {
  const world = localWorld('/usr/bin:/bin', join(dir, 'home'));
  return {
    workspace: join(dir, 'w'),
    sessionId: 'session',
    git: async () => GIT,
    start: startCommand,
    environment: async ({ taskId }) => ({ PATH: dir, HOME: join(dir, 'home'), BAILIWICK_TASK: taskId }),
    outputDir: (taskId) => join(dir, 'state', 'output', 'session', taskId),
    whyRuns: (directory) => repositoryRuns(directory, world),
    worktreesDir: join(dir, 'home', '.local', 'share', 'bailiwick', 'worktrees'),
    stateDir: join(dir, 'state'),
    owner: { pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: processSpace() },
    isAlive: (pid, startedAt) => processStart(pid) === startedAt,
    log: (line) => void logged.push(line),
  };
}
