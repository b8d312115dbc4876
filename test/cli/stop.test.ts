import { describe, expect, test } from 'vitest';
import { type StoppingTask, stop } from '../../src/cli/stop.ts';
import type { RunEnd } from '../../src/shell/process/run.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { StoreFailed } from '../../src/store/store.ts';
import { ID, record, running, type Servers, servers, terminal } from './tasks-harness.ts';

const never = (): never => {
  throw new Error('nothing is to be ended');
};

async function order({ own, stateDir }: Pick<Servers, 'own' | 'stateDir'>, changes: Partial<StoppingTask> = {}) {
  const { stdout, log, said } = terminal();
  let time = 2_000_000;
  const now = (): number => {
    time += 1_000;
    return time;
  };
  const given = { operands: [ID], force: false, reason: undefined, stopDetached: never, stopMarked: never, pause: async () => undefined };
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
/** What ending the run of a task comes to. */
function ending(end: RunEnd | undefined, killed = end?.killed ?? []) {
  const asked: unknown[] = [];
  const stopDetached: StoppingTask['stopDetached'] = async (...given) => {
    asked.push(given);
    return { end, killed, survivors: end?.survivors ?? [] };
  };
  return { asked, stopDetached };
}

test('a task that waits for its turn never starts', async () => {
  const both = servers();
  await both.server.tasks.dispatch(record(), { at: 1, status: 'queued' }, { claimed: false });
  expect(await order(both, { reason: 'not needed' })).toEqual({ code: 0, log: [], stdout: '11111111 is stopped; it had not started.\n' });
  expect((await both.server.tasks.events(ID, 2)).map(({ status, detail }) => [status, detail])).toEqual([['stopped', 'not needed']]);
  expect(await order(both)).toEqual({ code: 0, log: [], stdout: '11111111 had ended already: stopped.\n' });
});

test('a reason with a key in it is kept without the key', async () => {
  const both = servers();
  await both.server.tasks.dispatch(record(), { at: 1, status: 'queued' }, { claimed: false });
  const reason = `it shows ghp_${'a1B2'.repeat(9)}`;
  expect(await order(both, { reason })).toEqual({ code: 0, log: [], stdout: '11111111 is stopped; it had not started.\n' });
  const details = (await both.server.tasks.events(ID, 2)).map(({ detail }) => detail);
  expect(details).toEqual([expect.stringMatching(/^it shows \S*$/)]);
  expect(details.join()).not.toContain('a1B2');
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
  const { asked, stopDetached } = ending(END);
  expect(await order(both, { stopDetached, force: true })).toEqual({
    code: 0,
    log: [],
    stdout: '11111111 is stopped; its server does not answer, so it was ended from here (1 process).\n',
  });
  expect(asked).toEqual([[`${both.stateDir}/output/${record().sessionId}/${ID}`, ID, { force: true }]]);
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
  const { stopDetached } = ending({ ...END, reason: 'exited', exitCode: 3, signal: null, killed: [] });
  expect(await order(both, { stopDetached })).toEqual({
    code: 0,
    log: [],
    stdout: '11111111 had ended by itself, without its server: failed.\n',
  });
  expect((await both.own.tasks.get(ID))?.status).toBe('failed');
});

test('one without a supervisor is ended by its mark', async () => {
  const both = servers();
  await running(both.server);
  both.die();
  const { stopDetached } = ending(undefined, [{ pid: 7, argv0: 'sleep' }]);
  expect(await order(both, { stopDetached })).toEqual({
    code: 0,
    log: [],
    stdout: '11111111 is stopped; its server does not answer, so it was ended from here (1 process).\n',
  });
});

test('what can not be ended is named', async () => {
  const both = servers();
  await running(both.server);
  both.die();
  const { stopDetached } = ending({ ...END, survivors: [{ pid: 8, argv0: 'su\u001b' }] });
  const { code, log } = await order(both, { stopDetached });
  expect([code, log]).toEqual([1, ['11111111 goes on; these could not be ended: 8 su\u241b.']]);
  expect((await both.own.tasks.get(ID))?.phase).toBe('held');
});

describe('where no order can be kept', () => {
  const full = (): StoreFailed => new StoreFailed('The store failed.', { cause: Object.assign(new Error('full'), { errcode: 13 }) });
  const one = { pid: 7, argv0: 'sleep' };

  /** What a task comes to whose order fails so, when ending its processes does this. */
  async function failing(error: Error, end: { killed?: readonly (typeof one)[]; survivors?: readonly (typeof one)[] }) {
    const both = servers();
    await running(both.server);
    const asked: unknown[] = [];
    const cancel = async (): Promise<never> => Promise.reject(error);
    const own = { ...both.own, tasks: { ...both.own.tasks, cancel } };
    const stopMarked: StoppingTask['stopMarked'] = async (...given) => {
      asked.push(given);
      return { killed: [], survivors: [], ...end };
    };
    return { ...(await order({ ...both, own }, { stopMarked })), asked };
  }

  test('the processes are ended directly', async () => {
    const asked = [[ID, { force: false }]];
    const said = '11111111: the order could not be kept (the disk is full);';
    expect(await failing(full(), { killed: [one, one] })).toEqual({
      code: 0,
      log: [],
      stdout: `${said} its 2 processes were ended.\n`,
      asked,
    });
    expect(await failing(full(), { killed: [one] })).toEqual({ code: 0, log: [], stdout: `${said} its process was ended.\n`, asked });
    expect(await failing(full(), {})).toEqual({ code: 1, log: [`${said} no process of it was found.`], stdout: '', asked });
    expect(await failing(full(), { killed: [one], survivors: [{ pid: 8, argv0: 'su\u001b' }] })).toEqual({
      code: 1,
      log: [`${said} these could not be ended: 8 su\u241b.`],
      stdout: '',
      asked,
    });
    expect((await failing(new StoreFailed('It is locked.'), { killed: [one] })).stdout).toBe(
      '11111111: the order could not be kept (It is locked); its process was ended.\n',
    );
  });

  test('another failure is nobody\u2019s to hide', async () => {
    await expect(failing(new Error('a mistake'), {})).rejects.toThrow('a mistake');
  });

  test('a whole id is enough where the state can not be read', async () => {
    const both = servers();
    const own = createMemoryStore('The disk is full.');
    const stopMarked: StoppingTask['stopMarked'] = async (id) => ({ killed: [{ pid: 7, argv0: id }], survivors: [] });
    const stdout = '11111111: the order could not be kept (The disk is full); its process was ended.\n';
    for (const operand of [ID, ID.slice('task_'.length), ID.toUpperCase()]) {
      expect(await order({ ...both, own }, { operands: [operand], stopMarked })).toEqual({ code: 0, log: [], stdout });
    }
  });
});

test('unknown tasks, stores of one process, wrong usage', async () => {
  const both = servers();
  expect((await order(both)).log).toEqual([`No task is called "${ID}". \`bailiwick tasks --all\` lists them.`]);
  const memory = createMemoryStore('No file.');
  expect(await order({ ...both, own: memory }, { operands: ['11111111'] })).toEqual({
    code: 1,
    log: [`The state in ${both.stateDir} cannot be read: no file.`],
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
