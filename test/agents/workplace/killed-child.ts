import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkplaces } from '../../../src/agents/workplace/create-workplaces.ts';
import { depsIn, TASK } from './scene-deps.ts';

/** Opens a work tree below the directory that it is given, has a file changed in it, says so and waits for its end. */
const [dir = ''] = process.argv.slice(2);
const deps = depsIn(dir);
const opened = await createWorkplaces(deps).open({
  taskId: TASK,
  cwd: deps.workspace,
  isolation: 'worktree',
  objective: 'Fix the bug',
  from: undefined,
  signal: new AbortController().signal,
});
if (!opened.ok) throw new Error(opened.problem);
writeFileSync(join(opened.workplace.cwd, 'new.txt'), 'of the child\n');
process.stdout.write(`${opened.workplace.cwd}\n`);
setInterval(() => undefined, 60_000);
