import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './measure.ts';
import { type Driven, drive, LEGACY_HELLO } from './stdio-client.ts';
import { fillState, openState } from './store-fill.ts';

export interface StartedState {
  readonly workspace: string;
  readonly stateDir: string;
  /** Of the finished tasks in it. */
  readonly ids: readonly string[];
}

/** A state whose one session has as many finished tasks. */
export async function makeState(script: string, dir: string, tasks: number, outputBytes: number): Promise<StartedState> {
  const [workspace, stateDir] = [join(dir, 'project'), join(dir, 'state')];
  for (const made of [workspace, stateDir]) mkdirSync(made, { recursive: true, mode: 0o700 });
  const { server } = await startUp(script, { workspace, stateDir });
  await server.close();
  const store = openState(stateDir);
  const sessionId = store.sessions.list()[0]?.id;
  store.close();
  if (sessionId === undefined) throw new Error('the server kept no session');
  return { workspace, stateDir, ids: await fillState({ stateDir, sessionId, workspace, tasks, outputBytes }) };
}

/** Starts a server; to its answer to `initialize` and to the first call that needs its state, in ms. */
export async function startUp(
  script: string,
  { workspace, stateDir }: Pick<StartedState, 'workspace' | 'stateDir'>,
): Promise<{ readonly server: Driven; readonly milliseconds: number }> {
  const begun = performance.now();
  const env = { ...process.env, BAILIWICK_WORKSPACE: workspace, BAILIWICK_STATE_DIR: stateDir };
  const server = drive(script, join(stateDir, '..', 'home'), env);
  await server.request('initialize', LEGACY_HELLO);
  server.notify('notifications/initialized', {});
  await server.request('tools/call', { name: 'todo_update', arguments: { op: 'list' } });
  return { server, milliseconds: performance.now() - begun };
}

/** Starts servers on both in turn, so that the machine's drift hits both alike; the first round warms caches. Medians in ms. */
export async function compareStarts(script: string, filled: StartedState, empty: StartedState, rounds: number) {
  const times = { filled: [] as number[], empty: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    for (const [name, state] of [
      ['filled', filled],
      ['empty', empty],
    ] as const) {
      const { server, milliseconds } = await startUp(script, state);
      if (round > 0) times[name].push(milliseconds);
      await server.close();
    }
  }
  return { filled: median(times.filled), empty: median(times.empty) };
}
