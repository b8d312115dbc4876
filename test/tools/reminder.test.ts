import { expect, test } from 'vitest';
import { bashPrefix } from '../../src/tools/bash-prefix.ts';
import { withReminder } from '../../src/tools/reminder.ts';
import { todoUpdate } from '../../src/tools/todo-update.ts';
import { callOf, createBench, use } from '../session-fixture.ts';

test('every call is counted, and a reminder that is due rides on the result', async () => {
  const counted: string[] = [];
  let due: string | undefined;
  const opened = await createBench().open();
  const todos = { ...opened.todos, noteToolCall: (name: string) => void counted.push(name), reminder: () => due };
  const session = { ...opened, todos };
  const tool = withReminder(bashPrefix);
  const plain = await use(tool, { command: 'ls' }, callOf(session));
  due = 'two items are open';
  const reminding = await use(tool, { command: 'ls' }, callOf(session));
  expect(reminding).toEqual({ ...plain, reminder: 'two items are open' });
  expect([tool.render(plain), tool.render(reminding)]).toEqual([
    bashPrefix.render(plain),
    `${bashPrefix.render(plain)}\ntwo items are open`,
  ]);
  expect(counted).toEqual(['bash_prefix', 'bash_prefix']);
});

test('a forgotten plan is remembered after eight calls, once', async () => {
  const session = await createBench().open();
  const judge = withReminder(bashPrefix);
  await use(withReminder(todoUpdate), { op: 'init', items: [{ subject: 'remember me' }] }, callOf(session));
  const reminders: (string | undefined)[] = [];
  for (let call = 1; call <= 10; call += 1) reminders.push((await use(judge, { command: 'ls' }, callOf(session))).reminder);
  expect(reminders.map((reminder) => reminder !== undefined)).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
    false,
    false,
    true,
    false,
  ]);
});
