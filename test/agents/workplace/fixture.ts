import { mkdirSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkplaces } from '../../../src/agents/workplace/create-workplaces.ts';
import type { Workplace, WorkplaceRequest, Workplaces } from '../../../src/agents/workplace/workplace.ts';
import type { WorkplaceDeps } from '../../../src/agents/workplace/workplace-deps.ts';
import { scratch } from '../../shell/process/fixture.ts';
import { depsIn, TASK } from './scene-deps.ts';

export interface Scene {
  /** Holds everything. */
  readonly dir: string;
  readonly workspace: string;
  readonly deps: WorkplaceDeps;
  readonly places: Workplaces;
  readonly logged: string[];
  request(more?: Partial<WorkplaceRequest>): WorkplaceRequest;
  /** Opens one; throws the problem. */
  open(more?: Partial<WorkplaceRequest>): Promise<Workplace>;
  patch(taskId?: string): string;
}

/** An empty workspace with a home and a state beside it. */
export async function scene(more: Partial<WorkplaceDeps> = {}): Promise<Scene> {
  const dir = realpathSync(await scratch());
  for (const name of ['w', 'home', 'state']) mkdirSync(join(dir, name));
  const logged: string[] = [];
  const deps: WorkplaceDeps = { ...depsIn(dir, logged), ...more };
  const places = createWorkplaces(deps);
  const { workspace } = deps;
  const signal = new AbortController().signal;
  const request = (given: Partial<WorkplaceRequest> = {}): WorkplaceRequest => ({
    taskId: TASK,
    cwd: workspace,
    isolation: 'worktree',
    objective: 'Fix the bug',
    from: undefined,
    signal,
    ...given,
  });
  return {
    dir,
    workspace,
    deps,
    places,
    logged,
    request,
    async open(given) {
      const opened = await places.open(request(given));
      if (!opened.ok) throw new Error(opened.problem);
      return opened.workplace;
    },
    patch: (taskId = TASK) => readFileSync(join(deps.outputDir(taskId), 'patch.diff'), 'latin1'),
  };
}

/** Everything below a directory but git's own, with modes and contents. */
export function filesIn(root: string, below = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const name = join(below, entry.name);
    if (name === '.git') continue;
    const file = join(root, name);
    if (entry.isDirectory()) Object.assign(found, filesIn(root, name));
    else if (entry.isSymbolicLink()) found[name] = `link ${readlinkSync(file)}`;
    else found[name] = `${(statSync(file).mode & 0o111) === 0 ? 'file' : 'program'} ${readFileSync(file, 'base64')}`;
  }
  return found;
}
