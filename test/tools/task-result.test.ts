import { expect, test } from 'vitest';
import { bash } from '../../src/tools/bash.ts';
import { bashPrefix } from '../../src/tools/bash-prefix.ts';
import { dispatchChildTask } from '../../src/tools/dispatch-child-task.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { asksForTask, taskResult } from '../../src/tools/task-result.ts';
import { callOf, createBench, use } from '../session-fixture.ts';

test.each([
  ['a child', dispatchChildTask, { command: 'make' }, true],
  ['a bash in the background', bash, { command: 'make', background: true }, true],
  ['a bash in the foreground', bash, { command: 'make', background: false }, false],
  ['a bash that does not say', bash, { command: 'make' }, false],
  ['a bash that says it in other words', bash, { command: 'make', background: 'true' }, false],
  ['what cannot wait', bashPrefix, { command: 'make', background: true }, false],
] as const)('%s asks for a task: %#', (_, tool, args, expected) => {
  expect(asksForTask(tool, args)).toBe(expected);
});

test('of a bash it is the result of a bash, however it ended', async () => {
  const session = await createBench().open();
  const { task_id: id = '' } = await use(bash, { command: 'echo a; echo b >&2; exit 4', background: true }, callOf(session));
  const task = await session.tasks.get(id);
  await task?.ended;
  if (task === undefined) throw new Error('it is gone');
  const direct = await use(bash, { command: 'echo a; echo b >&2; exit 4' }, callOf(session));
  const { value, text, isError } = await taskResult(session, task);
  expect(bash.output.parse(value)).toEqual({
    ...direct,
    duration_ms: expect.any(Number),
    task_id: id,
    output_uri: `bailiwick://tasks/${id}/output`,
  });
  expect([text.split('\n').slice(1), isError]).toEqual([['a', '', '[stderr]', 'b', ''], false]);
});

test.each([
  ['exit 0', false],
  ['exit 4', true],
])('of a child that ends with %s it is its final view', async (command, isError) => {
  const session = await createBench().open();
  const { task_id: id = '' } = await use(dispatchChildTask, { command: `echo a; ${command}` }, callOf(session));
  const task = await session.tasks.get(id);
  await task?.ended;
  if (task === undefined) throw new Error('it is gone');
  const final = await use(taskOutput, { task_id: id, view: 'final' }, callOf(session));
  expect(await taskResult(session, task)).toEqual({ value: final, text: taskOutput.render(final), isError });
});

test('before its end there is none', async () => {
  const session = await createBench().open();
  const { task_id: id = '' } = await use(bash, { command: 'sleep 61', background: true }, callOf(session));
  const task = await session.tasks.get(id);
  if (task === undefined) throw new Error('it is gone');
  await expect(taskResult(session, task)).rejects.toThrow('has not ended');
});
