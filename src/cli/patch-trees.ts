import path from 'node:path';
import type { TreeDeps } from '../agents/workplace/workplace-deps.ts';
import { ownProgram } from '../config/own.ts';
import { treesOf } from '../rooms/child-work.ts';
import { createStarter } from '../shell/process/create-starter.ts';
import { MARKER } from '../shell/process/marker.ts';
import type { People } from './people-world.ts';

/** Our own git, on the files that lie in this directory. */
export type PatchTrees = (workspace: string) => Pick<TreeDeps, 'git' | 'start' | 'environment' | 'outputDir'>;

/** As the person's own environment finds git; where a child could have put one, it is not taken. */
export function patchTrees({ config, program, log }: Pick<People, 'config' | 'program' | 'log'>): PatchTrees {
  const starter = createStarter({ supervisor: ownProgram(config, program, 'supervise') });
  const inherited = Object.entries(config.inherited).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const dir = path.join(config.stateDir, 'output', 'patch');
  return (workspace) =>
    treesOf(
      { config, starter, url: program, log },
      {
        workspace,
        login: async () => Object.fromEntries(inherited),
        environment: async ({ taskId }) => ({ [MARKER]: taskId }),
        outputDir: (taskId) => path.join(dir, taskId),
      },
    );
}
