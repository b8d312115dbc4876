import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { output, type ShowingOutput } from '../../src/cli/output.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { ID, OTHER, outputOf, record, running, type Servers, servers, terminal, writeOutput } from './tasks-harness.ts';

async function show({ own, stateDir }: Pick<Servers, 'own' | 'stateDir'>, changes: Partial<ShowingOutput> = {}) {
  const { stdout, log, said } = terminal();
  const given = { operands: [ID], follow: false, json: false, raw: false, stream: undefined, terminal: false, endDead: async () => {} };
  const signal = new AbortController().signal;
  const code = await output({ store: own, stateDir, ...given, now: () => 0, stdout, log, signal, ...changes });
  return { code, ...said() };
}

test('what a task wrote, all of it or one stream', async () => {
  const both = servers();
  await running(both.server);
  writeOutput(both.stateDir, { stdout: 'out\u001b[31m\n', stderr: 'err\n' });
  expect(await show(both)).toEqual({ code: 0, log: [], stdout: 'out\u001b[31m\nerr\n' });
  expect(await show(both, { stream: 'stderr' })).toEqual({ code: 0, log: [], stdout: 'err\n' });
  expect(await show(both, { terminal: true, stream: 'stdout' })).toEqual({ code: 0, log: [], stdout: 'out\u241b[31m\n' });
  expect(await show(both, { terminal: true, raw: true, stream: 'stdout' })).toEqual({ code: 0, log: [], stdout: 'out\u001b[31m\n' });
  expect((await show(both, { raw: true, json: true })).code).toBe(64);
});

test('JSON says where each piece stands, and in the end what the task is', async () => {
  const both = servers();
  await running(both.server);
  writeOutput(both.stateDir, { stdout: 'out\n' });
  const { stdout, ...rest } = await show(both, { json: true });
  expect({
    ...rest,
    lines: stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  }).toEqual({
    code: 0,
    log: [],
    lines: [
      { stream: 'combined', from: 0, next: 4, text: 'out\n' },
      { task: ID, status: 'running', phase: 'held', bytes: { stdout: 4, stderr: 0, combined: 4 } },
    ],
  });
});

test('a task that has written nothing has nothing to show', async () => {
  const both = servers();
  await running(both.server);
  expect(await show(both)).toEqual({ code: 0, log: [], stdout: '' });
  expect(await show(both, { terminal: true })).toEqual({ code: 0, log: ['11111111 has written nothing.'], stdout: '' });
  writeOutput(both.stateDir, { stdout: 'out' });
  expect(await show(both, { terminal: true, stream: 'stderr' })).toEqual({
    code: 0,
    log: ['11111111 has written nothing to stderr.'],
    stdout: '',
  });
});

test('following goes on until the task has ended, and misses nothing', async () => {
  const both = servers();
  const claim = await running(both.server);
  writeOutput(both.stateDir, { stdout: '0' });
  const file = join(outputOf(both.stateDir), 'stdout');
  let looks = 0;
  const pause = async (signal: AbortSignal): Promise<void> => {
    looks += 1;
    if (looks < 5) appendFileSync(file, String(looks));
    if (looks !== 5) return;
    appendFileSync(file, 'last');
    const ended = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await both.server.tasks.complete(claim, { taskId: ID, seq: 2, at: 1, status: 'completed' });
    await ended;
  };
  expect(await show(both, { follow: true, stream: 'stdout', pause })).toEqual({ code: 0, log: [], stdout: '01234last' });
});

test('following ends at once with the signal, and for a task that has ended', async () => {
  const both = servers();
  const claim = await running(both.server);
  writeOutput(both.stateDir, { stdout: 'out' });
  const stop = new AbortController();
  const pause = async (): Promise<void> => stop.abort();
  expect(await show(both, { follow: true, signal: stop.signal, pause })).toEqual({ code: 130, log: [], stdout: 'out' });
  await both.server.tasks.complete(claim, { taskId: ID, seq: 2, at: 1, status: 'completed' });
  expect(await show(both, { follow: true })).toEqual({ code: 0, log: [], stdout: 'out' });
});

test('following ends with a task whose server has died, which is looked for about every 5 s', async () => {
  const both = servers();
  await running(both.server);
  let time = 0;
  let looks = 0;
  const pause = async (): Promise<void> => {
    time += 200;
    if (time === 400) both.die();
  };
  const endDead = async (): Promise<void> => {
    looks += 1;
    if (looks < 2) return;
    const claim = await both.own.tasks.takeOver(ID);
    if (claim === undefined) throw new Error('it has not died');
    await both.own.tasks.complete(claim, { taskId: ID, seq: 2, at: 1, status: 'interrupted' });
    time = Number.NEGATIVE_INFINITY;
  };
  expect(await show(both, { follow: true, now: () => time, pause, endDead })).toEqual({ code: 0, log: [], stdout: '' });
  expect(looks).toBe(2);
});

test('a store that fails while it is followed is told', async () => {
  const both = servers();
  await running(both.server);
  const broken = {
    ...both.own,
    tasks: {
      ...both.own.tasks,
      watch: async function* () {
        yield* [];
        throw new Error('the store failed');
      },
    },
  };
  await expect(show({ ...both, own: broken }, { follow: true })).rejects.toThrow('the store failed');
});

test('a reader that has gone ends it in order', async () => {
  const both = servers();
  await running(both.server);
  writeOutput(both.stateDir, { stdout: 'out' });
  const gone = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('gone'), { code: 'EPIPE' }));
    },
  });
  expect(await show(both, { follow: true, stream: 'stdout', stdout: gone })).toEqual({ code: 0, log: [], stdout: '' });
});

test('ids may be cut short as long as they name one task', async () => {
  const both = servers();
  await running(both.server);
  await running(both.server, record({ id: OTHER }));
  writeOutput(both.stateDir, { stdout: 'out' });
  const said = async (...operands: string[]) => (await show(both, { operands })).log;
  expect(await show(both, { operands: ['11111'] })).toEqual({ code: 0, log: [], stdout: 'out' });
  expect(await show(both, { operands: ['task_11111'] })).toEqual({ code: 0, log: [], stdout: 'out' });
  expect([await said('1111'), await said('task_111'), await said('feed\u001b'), await said(), await said('a', 'b')]).toEqual([
    [`2 tasks begin with "1111": ${OTHER}, ${ID}. Give more of the id.`],
    ['"task_111" is too short; give at least 4 characters of the id. `bailiwick tasks --all` lists them.'],
    ['No task is called "feed\u241b". `bailiwick tasks --all` lists them.'],
    ['Usage: bailiwick output <id> [--follow] [--stream stdout|stderr|combined] [--raw|--json]'],
    ['Usage: bailiwick output <id> [--follow] [--stream stdout|stderr|combined] [--raw|--json]'],
  ]);
});

test('an id leads nowhere but below the state directory', async () => {
  const both = servers();
  const id = '../../../../../../etc';
  await running(both.server, record({ id }));
  expect(await show(both, { operands: [id] })).toEqual({
    code: 1,
    log: ['The output of ../../.. has no place: its id is no plain name.'],
    stdout: '',
  });
});

test('unknown streams and stores of one process', async () => {
  const both = servers();
  expect((await show(both, { stream: 'both' })).code).toBe(64);
  const memory = createMemoryStore('No file.');
  expect(await show({ ...both, own: memory })).toEqual({
    code: 1,
    log: [`The state in ${both.stateDir} cannot be read: no file.`],
    stdout: '',
  });
});

test('into a file or a pipe it goes byte for byte', async () => {
  const both = servers();
  await running(both.server);
  const bytes = Buffer.from([0x66, 0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0a]);
  writeOutput(both.stateDir, { stdout: bytes });
  const pieces: Buffer[] = [];
  const stdout = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece);
      done();
    },
  });
  expect((await show(both, { stdout })).code).toBe(0);
  expect(Buffer.concat(pieces)).toEqual(bytes);
});
