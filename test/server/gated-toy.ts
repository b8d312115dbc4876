import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGate } from '../../src/policy/gate.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { gateBasics } from '../policy/gate-basics.ts';
import { createToy, type Toy } from './toy-app.ts';

/** A toy whose sessions have the real gate, on one store, as in one server process. */
export interface GatedToy extends Toy {
  remove(): void;
}

export function createGatedToy(): GatedToy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-gated-')));
  const workspace = join(root, 'work');
  mkdirSync(workspace);
  const store = createMemoryStore();
  const toy = createToy({
    workspace,
    gate: (sessionId) =>
      createGate({
        sessionId,
        workspace,
        access: 'workspace-write',
        preset: 'standard',
        home: join(root, 'home'),
        ownDirs: [join(root, 'state'), join(root, 'config')],
        ownPrograms: [],
        searchPath: async () => '/usr/bin:/bin',
        bash: () => ({ path: '/bin/bash', major: 5 }),
        store,
        ...gateBasics(),
        log: () => undefined,
      }),
  });
  return { ...toy, remove: () => rmSync(root, { recursive: true, force: true }) };
}
