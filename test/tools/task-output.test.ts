import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/session/session.ts';
import { bash } from '../../src/tools/bash.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { ToolError } from '../../src/tools/tool.ts';
import { callOf, createBench, use } from '../session-fixture.ts';

async function background(session: Session, command: string): Promise<string> {
  return (await use(bash, { command, background: true }, callOf(session))).task_id ?? '';
}

describe('one task', () => {
  test('an unknown id is no error', async () => {
    const session = await createBench().open();
    expect(await use(taskOutput, { task_id: 'task_unknown', wait_ms: 10_000 }, callOf(session))).toEqual({ retrieval_status: 'not_found' });
  });

  test('a wait that sees no end says so', async () => {
    const session = await createBench().open();
    const task_id = await background(session, 'sleep 65');
    expect(await use(taskOutput, { task_id, wait_ms: 20 }, callOf(session))).toMatchObject({
      retrieval_status: 'wait_expired',
      status: 'running',
    });
    expect(await use(taskOutput, { task_id }, callOf(session))).toMatchObject({ retrieval_status: 'success', status: 'running' });
    expect(await use(taskOutput, { task_id, view: 'final' }, callOf(session))).toMatchObject({
      diagnosis: 'nothing is final yet: it has not ended',
    });
  });

  test('long text is cut at the front at a character, marked, with the way to the rest', async () => {
    const session = await createBench().open();
    const text = '€'.repeat(10_000);
    writeFileSync(path.join(session.workspace, 'long'), text);
    const task_id = await background(session, 'cat long');
    const summary = await use(taskOutput, { task_id, wait_ms: 10_000 }, callOf(session));
    const omitted = 30_000 - 8_190;
    const marker = `[… ${omitted} bytes before this: view "output" with a cursor, or bailiwick://tasks/${task_id}/output …]\n`;
    expect(summary).toMatchObject({ text: marker + '€'.repeat(2_730), truncated: true, cursor: 30_000, total: 30_000 });
    let read = '';
    for (let cursor = 0; cursor < 30_000; ) {
      const page = await use(taskOutput, { task_id, view: 'output', cursor }, callOf(session));
      const next = page.cursor ?? 30_000;
      expect(next).toBeGreaterThan(cursor);
      expect(page.truncated).toBe(next < 30_000);
      read += page.text?.replace(/\n\[… \d+ bytes after this: cursor \d+ …\]$/, '') ?? '';
      cursor = next;
    }
    expect(read).toBe(text);
    expect(await use(taskOutput, { task_id, cursor: 29_997 }, callOf(session))).toMatchObject({
      text: '€',
      cursor: 30_000,
      truncated: false,
    });
    expect(await use(taskOutput, { task_id, view: 'final' }, callOf(session))).toMatchObject({ text: summary.text });
  });

  test('its events, from a cursor on', async () => {
    const session = await createBench().open();
    const task_id = await background(session, 'exit 4');
    await (await session.tasks.get(task_id))?.ended;
    const at = expect.any(Number);
    expect(await use(taskOutput, { task_id, view: 'events' }, callOf(session))).toMatchObject({
      status: 'failed',
      exit_code: 4,
      events: [
        { seq: 1, at, status: 'running' },
        { seq: 2, at, status: 'failed', detail: 'it exited with code 4' },
      ],
      cursor: 2,
      diagnosis: expect.stringMatching(/^mid-run-failure: it wrote nothing in \d+ ms: it exited with code 4$/),
    });
    expect(await use(taskOutput, { task_id, view: 'events', cursor: 2 }, callOf(session))).toMatchObject({ events: [], cursor: 2 });
    expect((await use(taskOutput, { task_id, view: 'diff' }, callOf(session))).diagnosis).toMatch(/^no diff: /);
  });

  test('a command that could not start has a diagnosis', async () => {
    const session = await createBench({ concurrency: 1 }).open();
    mkdirSync(path.join(session.workspace, 'gone'));
    const first = await background(session, 'until [ -e go ]; do sleep 0.02; done; rmdir gone');
    const { task_id } = await use(bash, { command: 'ls', cwd: 'gone', background: true }, callOf(session));
    writeFileSync(path.join(session.workspace, 'go'), '');
    expect(await use(taskOutput, { task_id: first, wait_ms: 5_000 }, callOf(session))).toMatchObject({ status: 'completed' });
    expect(await use(taskOutput, { task_id, wait_ms: 5_000 }, callOf(session))).toMatchObject({
      status: 'blocked',
      diagnosis: expect.stringContaining('the working directory is not a directory'),
    });
  });
});

describe('several tasks', () => {
  test('all of the session, or those that are named', async () => {
    const session = await createBench().open();
    expect(await use(taskOutput, {}, callOf(session))).toEqual({ retrieval_status: 'success', tasks: [] });
    const [one, two] = [await background(session, 'echo one'), await background(session, 'sleep 66')];
    await (await session.tasks.get(one))?.ended;
    const all = await use(taskOutput, { wait_ms: 10_000 }, callOf(session));
    expect(all).toMatchObject({
      retrieval_status: 'success',
      tasks: [
        { task_id: one, retrieval_status: 'success', status: 'completed', text: 'one\n' },
        { task_id: two, status: 'running' },
      ],
    });
    expect(taskOutput.render(all)).toContain(`${one} completed (exit 0, `);
    expect(await use(taskOutput, { task_ids: [two, 'task_unknown'], wait_ms: 20 }, callOf(session))).toMatchObject({
      retrieval_status: 'wait_expired',
      tasks: [{ task_id: two }, { task_id: 'task_unknown', retrieval_status: 'not_found' }],
    });
    expect(await use(taskOutput, { task_ids: ['task_unknown'] }, callOf(session))).toEqual({
      retrieval_status: 'not_found',
      tasks: [{ task_id: 'task_unknown', retrieval_status: 'not_found' }],
    });
  });

  test('mistakes say what to give instead', async () => {
    const session = await createBench().open();
    await expect(use(taskOutput, { task_id: 'a', task_ids: ['b'] }, callOf(session))).rejects.toThrow(
      new ToolError('Give one of `task_id`, `task_ids` and `group`.'),
    );
    await expect(use(taskOutput, { cursor: 3 }, callOf(session))).rejects.toThrow(new ToolError('`cursor` goes with one `task_id`.'));
  });
});
