import { randomUUID } from 'node:crypto';
import { processSpace } from '../shell/process/boot-id.ts';
import { processStart } from '../shell/process/process-start.ts';
import { openStore } from '../store/sqlite/open.ts';
import { type Store, StoreFailed } from '../store/store.ts';
import { FAILED } from './task-find.ts';
import { unreadableState } from './unreadable-state.ts';

/** Opens the state for one command. What stands in the way is `why` of the store: what a server says of it is no answer to a person. */
function openState(stateDir: string, log: (line: string) => void): Store {
  const held: string[] = [];
  let opened = false;
  const store = openStore({
    stateDir,
    owner: { id: randomUUID(), pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: processSpace() },
    isAlive: (pid, startedAt) => processStart(pid) === startedAt,
    now: Date.now,
    clock: performance.now.bind(performance),
    log: (line) => (opened ? log(line) : held.push(line)),
  });
  opened = true;
  if (store.durability === 'file') for (const line of held) log(line);
  return store;
}

/**
 * Opens the state, uses it and closes it. One that can not be read, or fails meanwhile, is said.
 * @param anyway for what has something to do without it
 * @returns the exit code
 */
export async function withState(
  { stateDir, anyway, log }: { readonly stateDir: string; readonly anyway: boolean; readonly log: (line: string) => void },
  use: (store: Store) => Promise<number>,
): Promise<number> {
  const store = openState(stateDir, log);
  try {
    if (store.durability !== 'file' && !anyway) {
      log(unreadableState(stateDir, store.why ?? ''));
      return FAILED;
    }
    return await use(store);
  } catch (error) {
    if (!(error instanceof StoreFailed)) throw error;
    log(error.message);
    return FAILED;
  } finally {
    store.close();
  }
}
