import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../src/config.ts';
import { NO_COSTS } from '../src/model/cost.ts';
import type { Action, Authorization, Gate } from '../src/policy/action.ts';
import { createExaminer, type Examined, type ExaminerDeps, type Refused } from '../src/policy/examine.ts';
import { createGate } from '../src/policy/gate.ts';
import { NO_RULES } from '../src/policy/rules/rule.ts';
import type { Audit } from '../src/policy/trail.ts';
import { localWorld, type World } from '../src/policy/world.ts';
import type { Reviewing } from '../src/rooms/reviewer.ts';
import { configuredReviewer } from '../src/rooms/reviewer.ts';
import { bootId } from '../src/shell/process/boot-id.ts';
import { processStart } from '../src/shell/process/process-start.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { openStore } from '../src/store/sqlite/open.ts';
import type { Store } from '../src/store/store.ts';

const SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin';

/** A small workspace on the real disk, and what gates and examiners of it are made with. */
export interface Site {
  readonly dir: string;
  readonly workspace: string;
  readonly stateDir: string;
  readonly judged: ExaminerDeps;
}

/** Makes the directories below `dir`, which is there, with its real name. */
export function makeSite(dir: string): Site {
  const [workspace, home, stateDir] = [join(dir, 'project'), join(dir, 'home'), join(dir, 'state')];
  for (const made of [join(workspace, 'src'), home, stateDir]) mkdirSync(made, { recursive: true, mode: 0o700 });
  for (const name of ['package.json', 'README.md', 'file.txt', 'src/a.ts', 'src/b.ts']) writeFileSync(join(workspace, name), 'x\n');
  const judged: ExaminerDeps = {
    workspace,
    access: 'workspace-write',
    preset: 'standard',
    home,
    ownDirs: [stateDir, join(home, '.config', 'bailiwick')],
    ownPrograms: ['/opt/bailiwick/src/main.ts', '/opt/bailiwick/dist/cli.cjs'],
    bash: () => ({ path: '/bin/bash', major: 5 }),
    world: localWorld(SEARCH_PATH, home),
    rules: () => NO_RULES,
  };
  return { dir, workspace, stateDir, judged };
}

/** The same site on a disk that is looked at once for each question: what is left is what the program itself takes. */
export function inMemory(site: Site): Site {
  return { ...site, judged: { ...site.judged, world: rememberingWorld(site.judged.world) } };
}

function rememberingWorld(world: World): World {
  const remembering = <T>(look: (...given: readonly string[]) => T): ((...given: readonly string[]) => T) => {
    const known = new Map<string, T>();
    return (...given) => {
      const key = given.length === 1 ? (given[0] ?? '') : given.join('\0');
      const before = known.get(key);
      if (before !== undefined || known.has(key)) return before as T;
      const found = look(...given);
      known.set(key, found);
      return found;
    };
  };
  return {
    resolve: remembering(world.resolve as (...given: readonly string[]) => string | undefined),
    which: remembering(world.which as (...given: readonly string[]) => string | undefined),
    hasOtherNames: remembering(world.hasOtherNames as (...given: readonly string[]) => boolean),
    isDirectory: remembering(world.isDirectory as (...given: readonly string[]) => boolean),
    glob: remembering(world.glob as (...given: readonly string[]) => readonly string[] | undefined),
    find: (directory, found) => world.find(directory, found),
    mayHoldSecrets: remembering(world.mayHoldSecrets as (...given: readonly string[]) => boolean),
    mayHoldControl: remembering(world.mayHoldControl as (...given: readonly string[]) => boolean),
    mayLeadOut: remembering(world.mayLeadOut as (...given: readonly string[]) => boolean),
    readText: remembering(world.readText as (...given: readonly string[]) => string | undefined),
  };
}

export function storeIn({ stateDir }: Site, kind: 'memory' | 'sqlite'): Store {
  if (kind === 'memory') return createMemoryStore();
  const store = openStore({
    stateDir,
    owner: { id: randomUUID(), pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: bootId() },
    isAlive: (pid, startedAt) => processStart(pid) === startedAt,
    now: Date.now,
    clock: performance.now.bind(performance),
    log: console.error,
  });
  if (store.durability !== 'file') throw new Error(`no SQLite store: ${store.why ?? ''}`);
  return store;
}

const NOBODY: Reviewing = { classify: undefined, costs: () => NO_COSTS };

export function gateOf({ judged }: Site, deps: { readonly store: Store; readonly audit: Audit; readonly reviewing?: Reviewing }): Gate {
  const { store, audit, reviewing = NOBODY } = deps;
  return createGate({
    ...judged,
    ...reviewing,
    sessionId: randomUUID(),
    clientName: 'bench',
    searchPath: async () => SEARCH_PATH,
    machine: () => judged.world,
    store,
    audit,
    speculativeMs: 500,
    now: Date.now,
    clock: performance.now.bind(performance),
    log: console.error,
  });
}

/** The reviewer that a settings file with this model makes. */
export function reviewingBy({ dir, workspace, judged }: Site, baseUrl: string): Reviewing {
  const settings = JSON.stringify({ model: { base_url: baseUrl, format: 'openai', model: 'scripted' }, classifier: { engine: 'llm' } });
  const file = join(judged.home, '.config', 'bailiwick', 'settings.json');
  const missing = (): never => {
    throw Object.assign(new Error('not there'), { code: 'ENOENT' });
  };
  const readFile = (path: string): string => (path === file ? settings : missing());
  const loaded = loadConfig({ argv: ['--workspace', workspace], env: {}, cwd: dir, home: judged.home, readFile });
  if (!loaded.ok) throw new Error(loaded.message);
  const reviewing = configuredReviewer(loaded.config, workspace, console.error);
  if (reviewing.classify === undefined) throw new Error('the settings made no reviewer');
  return reviewing;
}

export function actionIn({ workspace }: Site, command: string): Extract<Action, { kind: 'command' }> {
  return { kind: 'command', tool: 'bash', command, cwd: workspace, access: 'workspace-write' };
}

/** The bare decision: no log, no store, no question. */
export function examinerOf({ workspace, judged }: Site): (command: string) => Examined | Refused {
  const examine = createExaminer(judged);
  return (command) => examine({ command, cwd: workspace, access: 'workspace-write', grants: [] });
}

/** `authorize` for commands; questions are taken back at once by `settle`, for only so many may wait. */
export function authorizerOf(site: Site, gate: Gate) {
  const { signal } = new AbortController();
  return {
    authorize: (command: string): Promise<Authorization> => gate.authorize(actionIn(site, command), { signal }),
    settle: (answer: Authorization): void => {
      if (answer.decision === 'ask') gate.withdraw(answer.approval.id);
      // A gate that fails refuses quickly: its figure would be worth nothing.
      if (answer.verdict.rule === 'gate:error' || answer.verdict.rule === 'audit:unwritable') throw new Error(answer.verdict.reason);
    },
  };
}
