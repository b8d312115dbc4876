import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../src/session/sessions.ts';
import { bash } from '../../src/tools/bash.ts';
import { callOf, createBench, lives, use } from '../session-fixture.ts';

describe('sessions', () => {
  test('the same name and workspace make two that share nothing', async () => {
    const bench = createBench();
    const [one, two] = [await bench.open(), await bench.open()];
    expect(one.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(two.id).not.toBe(one.id);
    const { task_id = '' } = await use(bash, { command: 'sleep 76', background: true }, callOf(one));
    bench.store.grants.insert(one.id, { key: 'k', scope: '{}' });
    expect([(await one.tasks.list()).length, one.grants(), await two.tasks.list(), await two.tasks.get(task_id), two.grants()]).toEqual([
      1,
      ['k'],
      [],
      undefined,
      [],
    ]);
  });

  test('closing stops what runs within 2 s, and leaves no file, grant or task', async () => {
    const bench = createBench();
    const session = await bench.open();
    const command = "trap '' TERM; echo $$; echo up > up; sleep 77; sleep 78";
    const { task_id = '' } = await use(bash, { command, background: true }, callOf(session));
    await expect.poll(() => existsSync(path.join(session.workspace, 'up')), { timeout: 5_000, interval: 20 }).toBe(true);
    const task = await session.tasks.get(task_id);
    const pid = Number((await task?.output()?.read('stdout', 0, 20))?.text);
    bench.store.grants.insert(session.id, { key: 'k', scope: '{}' });
    bench.store.todos.save(session.id, { version: 1, list: '[]' });
    const begun = performance.now();
    await bench.sessions.close(session.id);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect([lives(pid), task?.snapshot().status, task?.snapshot().stoppedBy]).toEqual([false, 'stopped', 'shutdown']);
    expect([bench.store.grants.list(session.id), bench.store.todos.load(session.id), await bench.store.tasks.events(task_id, 1)]).toEqual([
      [],
      undefined,
      [],
    ]);
    expect(existsSync(path.join(bench.outputDir, session.id))).toBe(false);
    await bench.sessions.close(session.id);
    await bench.sessions.close('unknown');
  });

  test('one too many closes the one that was opened first', async () => {
    const bench = createBench({ sessions: 2 });
    const first = await bench.open();
    const { task_id = '' } = await use(bash, { command: 'sleep 79', background: true }, callOf(first));
    const task = await first.tasks.get(task_id);
    const others = [await bench.open(), await bench.open()];
    await task?.ended;
    expect(task?.snapshot()).toMatchObject({ status: 'stopped', stoppedBy: 'shutdown' });
    for (const other of others) expect(await use(bash, { command: 'true' }, callOf(other))).toMatchObject({ status: 'completed' });
    await expect(use(bash, { command: 'true' }, callOf(first))).rejects.toThrow('This session has ended');
  });

  test('after the last close nothing is opened', async () => {
    const bench = createBench();
    await bench.open();
    await bench.sessions.closeAll();
    await expect(bench.open()).rejects.toThrow('the server is closing');
  });

  test('the login environment is asked for once a session, on first need; its problem is logged', async () => {
    let asked = 0;
    const bench = createBench(
      {},
      {
        captureEnvironment: async () => {
          asked += 1;
          return { env: { PATH: '/usr/bin:/bin', KEY: 'secret', BAILIWICK_X: 'y', LANG: 'C' }, problem: 'the shell was slow' };
        },
        dropFromEnvironment: ['KEY'],
      },
    );
    const session = await bench.open();
    expect(asked).toBe(0);
    const results = await Promise.all(
      [1, 2].map(() => use(bash, { command: 'printf "%s\\n" "${KEY-}" "${BAILIWICK_X-}" "$LANG"' }, callOf(session))),
    );
    expect(results.map(({ stdout }) => stdout)).toEqual(['\n\nC\n', '\n\nC\n']);
    expect([asked, bench.logged]).toEqual([1, ['the shell was slow']]);
  });
});

test('limits follow the machine', () => {
  expect(defaultLimits(1).concurrency).toBe(2);
  expect(defaultLimits(8)).toMatchObject({ concurrency: 16, answerWindowMs: 45_000, retentionMs: 604_800_000, outputBytes: 16_384 });
});
