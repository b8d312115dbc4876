import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { versionOf } from '../agents/program/agent-version.ts';
import { identityOf, stampOf } from '../agents/program/executable.ts';
import type { VerifyDeps } from '../agents/verify/verify.ts';
import { loginShell, ownPlaces, ownProgram } from '../config/own.ts';
import type { Config } from '../config.ts';
import { NO_COSTS } from '../model/cost.ts';
import { createGate } from '../policy/gate.ts';
import { NO_RULES } from '../policy/rules/rule.ts';
import { agentRunner, entriesOf, placesOfAgents } from '../rooms/agent-room.ts';
import type { AgentRoomDeps } from '../rooms/agent-room-deps.ts';
import { childrenDir } from '../rooms/left-children.ts';
import { keyNames } from '../rooms/reviewer.ts';
import { agentEnvironment } from '../shell/process/agent-environment.ts';
import { findBash } from '../shell/process/bash.ts';
import { createStarter } from '../shell/process/create-starter.ts';
import { captureLoginEnvironment, commandEnvironment, searchPathOf } from '../shell/process/environment.ts';
import { createGuard } from '../shell/process/guard.ts';
import { stopDetached } from '../shell/process/stop-detached.ts';
import { stopMarked } from '../shell/process/stop-marked.ts';
import { createMemoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import type { AgentsWorld } from './doctor-agents.ts';

export interface DoctorWorldOf {
  readonly config: Config;
  /** The address of a source file beside `main.ts`, or of the bundle. */
  readonly program: string;
  readonly store: Pick<Store, 'proofs' | 'tasks'>;
  /** Where agents must not come from; `undefined` where no workspace is. */
  readonly workspace: string | undefined;
  readonly log: (line: string) => void;
}

/** The agents of this machine, and what proofs of them are made with. */
export interface DoctorWorld {
  readonly agents: AgentsWorld;
  readonly proofs: VerifyDeps;
}

/** Asks the login shell where programs are. */
export async function doctorWorld({ config, program, store, workspace, log }: DoctorWorldOf): Promise<DoctorWorld> {
  const { env: login, problem } = await captureLoginEnvironment(loginShell(config));
  if (problem !== undefined) log(problem);
  const starter = createStarter({ guard: createGuard(), supervisor: ownProgram(config, program, 'supervise') });
  const drop = [...config.dropFromEnvironment, ...keyNames(config)];
  const room: AgentRoomDeps = {
    config,
    starter,
    store,
    drop,
    stopLeft: (dir, taskId) => stopDetached(dir, taskId, { force: true }),
    url: program,
    log,
  };
  const workspaces = workspace === undefined ? [] : [workspace];
  const { find, surroundings } = placesOfAgents(room, { searchPath: searchPathOf(login), workspaces });
  const agents: AgentsWorld = {
    entries: entriesOf(config),
    find,
    identityOf: (found) => identityOf(found, surroundings),
    stampOf: (found) => stampOf(found, surroundings),
    versionOf: (found, entry) =>
      versionOf(found, entry, {
        starter,
        env: agentEnvironment({ login, names: [], set: {}, cwd: '/', taskId: newTaskId() }),
        within: { access: 'read-only', workspace: '/', privateDir: undefined },
      }),
    proofs: () => store.proofs.list(),
  };
  return { agents, proofs: proofsOf(room, login, { surroundings: async () => surroundings }) };
}

type Login = Readonly<Record<string, string>>;
type RunnerOf = Parameters<typeof agentRunner>[1];

function proofsOf(room: AgentRoomDeps, login: Login, { surroundings }: Pick<RunnerOf, 'surroundings'>): VerifyDeps {
  const { config, drop, url } = room;
  const privateDir = (taskId: string): string => path.join(childrenDir(config.stateDir), taskId);
  return {
    newTaskId,
    // Outside of what is our own, where nothing may be read, and of what all users share.
    scratch: path.join(config.home, '.cache', 'bailiwick-proofs'),
    async endLeft(taskId) {
      const { killed, survivors } = await stopMarked(taskId, { force: true });
      return [...killed, ...survivors].map(({ pid, argv0 }) => `process ${pid} (${argv0})`);
    },
    async room({ workspace, home }) {
      const own: RunnerOf = {
        workspace,
        home,
        login: async () => strangerIn(home, login),
        surroundings,
        privateDir,
        outputDir: (taskId) => path.join(path.dirname(workspace), 'output', taskId),
        environment: async ({ cwd, taskId }) => commandEnvironment({ login: strangerIn(home, login), drop, cwd, taskId }),
        sessionId: 'proof',
        access: 'read-only',
        resolveCheck: async () => ({ kind: 'missing', detail: 'a proof has no checks' }),
      };
      const places = ownPlaces(config, url);
      return { run: agentRunner(room, own).run, gate: proofGate({ ...places, home, workspace }, login, room.log), privateDir };
    },
  };
}

const OF_THE_MACHINE = ['PATH', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TMPDIR'];

/** The login of somebody who has a home and nothing in it: no keys, and no place where a user's own settings would be found. */
function strangerIn(home: string, login: Login): Login {
  return { ...Object.fromEntries(Object.entries(login).filter(([name]) => OF_THE_MACHINE.includes(name))), HOME: home };
}

/** A gate like any other, of which nothing is written down: what it refuses is in the proof. */
function proofGate(
  places: ReturnType<typeof ownPlaces> & { readonly workspace: string },
  login: Login,
  log: (line: string) => void,
): ReturnType<typeof createGate> {
  let lines = 0;
  return createGate({
    ...places,
    sessionId: randomUUID(),
    clientName: 'doctor',
    access: 'read-only',
    preset: 'standard',
    searchPath: async () => searchPathOf(login),
    bash: findBash,
    // Not even the user's own: a proof is about the agent.
    rules: () => NO_RULES,
    store: createMemoryStore(),
    audit: {
      append: () => {
        lines += 1;
        return lines;
      },
    },
    classify: undefined,
    costs: () => NO_COSTS,
    speculativeMs: 0,
    now: Date.now,
    clock: performance.now.bind(performance),
    log,
  });
}

function newTaskId(): string {
  return `proof_${randomUUID()}`;
}
