import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExaminer, type Examined, type Refused } from '../../src/policy/examine.ts';
import { NO_RULES } from '../../src/policy/rules/rule.ts';
import { localWorld } from '../../src/policy/world.ts';

export interface Judging {
  readonly workspace: string;
  /** Judges a command as a gate would. */
  readonly examine: (command: string, cwd?: string) => Examined | Refused;
  readonly remove: () => void;
}

/** A workspace with a directory `sub` and a link `motd` that leads out of it, on a machine where every program lies in /usr/bin. */
export function judging(): Judging {
  const home = realpathSync.native(mkdtempSync(join(tmpdir(), 'bailiwick-judging-')));
  const workspace = join(home, 'project');
  mkdirSync(join(workspace, 'sub'), { recursive: true });
  symlinkSync('/etc/motd', join(workspace, 'motd'));
  const examine = createExaminer({
    workspace,
    access: 'workspace-write',
    preset: 'standard',
    home,
    ownDirs: [join(home, '.config', 'bailiwick')],
    ownPrograms: [],
    bash: () => ({ path: '/bin/bash', major: 5 }),
    rules: () => NO_RULES,
    world: { ...localWorld('/usr/bin', home), which: (name) => `/usr/bin/${name}` },
  });
  return {
    workspace,
    examine: (command, cwd = workspace) => examine({ command, cwd, access: 'workspace-write', grants: [] }),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
