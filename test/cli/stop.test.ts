import { expect, test } from 'vitest';
import { type StoppingTask, stop } from '../../src/cli/stop.ts';
import type { RunEnd } from '../../src/shell/process/run.ts';
import type { RunRecord } from '../../src/shell/process/run-record.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { ID, record, running, type Servers, servers, terminal } from './tasks-harness.ts';

const never = (): never => {
  throw new Error('nothing is to be attached');
};

async function order({ own, stateDir }: Pick<Servers, 'own' | 'stateDir'>, changes: Partial<StoppingTask> = {}) {
  const { stdout, log, said } = terminal();
  let time = 2_000_000;
  const now = (): number => {
    time += 1_000;
    return time;
  };
  const given = { operands: [ID], force: false, reason: undefined, attach: never, pause: async () => undefined };
  const signal = new AbortController().signal;
  const code = await stop({ store: own, stateDir, ...given, now, stdout, log, signal, ...changes });
  return { code, ...said() };
}

const END: RunEnd = {
  reason: 'stopped',
  exitCode: null,
  signal: 'SIGTERM',
  durationMs: 5,
  killed: [{ pid: 7, argv0: 'sleep' }],
  survivors: [],
};
const RECORD: RunRecord = { boot: 'b', supervisor: { pid: 1, start: '1' }, startedAt: 0, deadline: 1, stopGraceMs: 1 };

/** A run in whose directory a supervisor has left its record. */
function attached(end: RunEnd) {
  const asked: unknown[] = [];
  const attach = async (dir: string) => ({
    record: RECORD,
    stop: async (how?: { readonly force?: boolean }): Promise<RunEnd> => {
      asked.push([dir, how]);
      return end;
    },
  });
  return { asked, attach };
}

test('a task that waits for its turn never starts', async () => {
  const both = servers();
  await both.server.tasks.dispatch(record(), { at: 1, status: 'queued' }, { claimed: false });
  expect(await order(both, { reason: 'not needed' })).toEqual({ code: 0, log: [], stdout: '11111111 is stopped; it had not started.\n' });
  expect((await both.server.tasks.events(ID, 2)).map(({ status, detail }) => [status, detail])).toEqual([['stopped', 'not needed']]);
  expect(await order(both)).toEqual({ code: 0, log: [], stdout: '11111111 had ended already: stopped.\n' });
});

test('the server that runs it gets the order, and its end is waited for', async () => {
  const both = servers();
  const claim = await running(both.server);
  const got: unknown[] = [];
  const pause = async (): Promise<void> => {
    got.push(...(await both.server.tasks.orders()));
    await both.server.tasks.complete(claim, { taskId: ID, seq: 2, at: 1, status: 'stopped' });
  };
  expect(await order(both, { force: true, pause })).toEqual({ code: 0, log: [], stdout: '11111111 is stopped.\n' });
  expect(got).toEqual([{ taskId: ID, order: { by: 'person', reason: 'stopped from a terminal', force: true, at: 2_001_000 } }]);
});

test('one that was faster had ended by itself', async () => {
  const both = servers();
  const claim = await running(both.server);
  const pause = async (): Promise<void> =>
    void (await both.server.tasks.complete(claim, { taskId: ID, seq: 2, at: 1, status: 'completed' }));
  expect(await order(both, { pause })).toEqual({ code: 0, log: [], stdout: '11111111 ended by itself meanwhile: completed.\n' });
});

test('a server that does not answer is named, and the order stays; so it does after Ctrl-C', async () => {
  const both = servers();
  await running(both.server);
  const log = ['11111111 has not ended yet. The order stays, and its server (pid 41) will follow it.'];
  expect(await order(both)).toEqual({ code: 1, log, stdout: '' });
  const signal = AbortSignal.abort();
  expect(await order(both, { signal, pause: never })).toEqual({ code: 1, log, stdout: '' });
  expect(await both.server.tasks.orders()).toHaveLength(1);
});

test('what survived its server is ended from here, once', async () => {
  const both = servers();
  await running(both.server);
  both.die();
  const { asked, attach } = attached(END);
  expect(await order(both, { attach, force: true })).toEqual({
    code: 0,
    log: [],
    stdout: '11111111 is stopped; its server had died, so it was ended from here (1 process).\n',
  });
  expect(asked).toEqual([[`${both.stateDir}/output/${record().sessionId}/${ID}`, { force: true }]]);
  const [last] = await both.own.tasks.events(ID, 2);
  expect({ ...last, data: JSON.parse(last?.data ?? '') }).toEqual({
    taskId: ID,
    seq: 2,
    at: 2_003_000,
    status: 'stopped',
    detail: 'stopped from a terminal',
    data: { stoppedBy: 'person', end: END },
  });
});

test('a command that came to its end while its server was dead keeps its result', async () => {
  const both = servers();
  await running(both.server);
  both.die();
  const { attach } = attached({ ...END, reason: 'exited', exitCode: 3, signal: null, killed: [] });
  expect(await order(both, { attach })).toEqual({
    code: 0,
    log: [],
    stdout: '11111111 had ended by itself, after its server had died: failed.\n',
  });
  expect((await both.own.tasks.get(ID))?.status).toBe('failed');
});

test('one that left no supervisor has no process any more', async () => {
  const both = servers();
  await running(both.server);
  both.die();
  const attach = async () => ({ record: undefined, stop: never });
  expect(await order(both, { attach })).toEqual({
    code: 0,
    log: [],
    stdout: '11111111 is stopped; its server had died, so it was ended from here (0 processes).\n',
  });
});

test('what can not be ended is named', async () => {
  const both = servers();
  await running(both.server);
  both.die();
  const { attach } = attached({ ...END, survivors: [{ pid: 8, argv0: 'su\u001b' }] });
  const { code, log } = await order(both, { attach });
  expect([code, log]).toEqual([1, ['Could not be ended: 8 su\u241b.']]);
});

test('unknown tasks, stores of one process, wrong usage', async () => {
  const both = servers();
  expect((await order(both)).log).toEqual([`No task is called "${ID}". \`bailiwick tasks --all\` lists them.`]);
  const memory = createMemoryStore('No file.');
  expect(await order({ ...both, own: memory })).toEqual({
    code: 1,
    log: ['Tasks of other processes can not be seen here. No file.'],
    stdout: '',
  });
  for (const operands of [[], ['a', 'b']]) {
    expect(await order(both, { operands })).toEqual({
      code: 64,
      log: ['Usage: bailiwick stop <id> [--force] [--reason <text>]'],
      stdout: '',
    });
  }
});
