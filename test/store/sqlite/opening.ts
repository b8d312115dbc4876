import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore, type StoreDeps } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { afterTest } from '../../after-test.ts';

/** A state directory that is gone after the test. */
export function stateDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'bailiwick-store-'));
  afterTest(() => rmSync(dir, { recursive: true, force: true }));
  return path.join(dir, 'state');
}

export interface Opening {
  readonly store: Store;
  readonly logged: readonly string[];
  close(): void;
}

/** Opens as one server would; closed after the test. */
export function opening(given: Partial<StoreDeps> & Pick<StoreDeps, 'stateDir'>): Opening {
  const logged: string[] = [];
  const owner = { id: 'server-a', pid: 1, startedAt: 10, boot: 'boot-1' };
  const store = openStore({ owner, isAlive: () => true, now: () => 1_000, clock: () => 0, log: (line) => logged.push(line), ...given });
  let open = true;
  const close = (): void => {
    if (open) store.close();
    open = false;
  };
  afterTest(close);
  return { store, logged, close };
}
