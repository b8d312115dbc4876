import { closeSync } from 'node:fs';
import type { Cage, OpenCage } from '../../agents/cage.ts';
import type { Log } from '../app-port.ts';
import { createAdmission } from './admission.ts';
import { type CageLimits, LIMITS } from './cage-limits.ts';
import { offered } from './cage-server.ts';
import { openDoor } from './door.ts';
import { socketPlace } from './socket-place.ts';
import { makeTokenFile } from './token-file.ts';

export interface CageOpenerDeps {
  /** How this program starts itself to lead to a cage: the socket, the token's file and the task follow. */
  readonly program: { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** Where a socket may lie when the child's own directory has too long a path, the best first: what XDG_RUNTIME_DIR says, the system's. */
  readonly socketDirs: readonly string[];
  readonly log: Log;
  readonly limits?: CageLimits;
  readonly platform?: NodeJS.Platform;
}

/** Makes what opens the endpoint of one caged child. Opening rejects with words where there is no /proc to hand the token over by. */
export function createCageOpener(deps: CageOpenerDeps): OpenCage {
  const { program, socketDirs, log, limits = LIMITS, platform = process.platform } = deps;
  const [command = '', ...first] = program.argv;
  return async ({ taskId, privateDir, tools }) => {
    if (platform !== 'linux') throw new Error('a cage needs Linux');
    const tell = (line: string): void => log(`cage of ${taskId}: ${line}`);
    const place = await socketPlace(privateDir, socketDirs);
    const file = (() => {
      try {
        return makeTokenFile(privateDir);
      } catch (error) {
        void place.remove();
        throw error;
      }
    })();
    const release = async (): Promise<void> => {
      closeSync(file.descriptor);
      await place.remove();
    };
    try {
      const admission = createAdmission(file.token, tell);
      const used = Promise.withResolvers<void>();
      const door = await openDoor({ path: place.path, admission, tools: offered(tools), limits, listed: used.resolve, log: tell });
      let closing: Promise<void> | undefined;
      const cage: Cage = {
        program: { name: 'bailiwick', command, args: [...first, place.path, file.id, taskId], env: program.env },
        token: file.descriptor,
        used: used.promise,
        close: () => {
          used.resolve();
          closing ??= door.close().then(release);
          return closing;
        },
      };
      return cage;
    } catch (error) {
      await release();
      throw error;
    }
  };
}
