import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PROGRAM_DIR } from './program.ts';

/** Makes the bundle once, before any test. */
export function setup(): void {
  const project = join(import.meta.dirname, '..');
  execFileSync(process.execPath, [join(project, 'scripts/build.ts'), PROGRAM_DIR], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
