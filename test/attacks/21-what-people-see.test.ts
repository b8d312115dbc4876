import { describe, expect, test } from 'vitest';
import { bash } from '../../src/tools/bash.ts';
import { bashPrefix } from '../../src/tools/bash-prefix.ts';
import { dispatchChildTask } from '../../src/tools/dispatch-child-task.ts';
import { resources } from '../../src/tools/resources.ts';
import { taskOutput } from '../../src/tools/task-output.ts';
import { todoUpdate } from '../../src/tools/todo-update.ts';
import { callOf, createBench, use } from '../session-fixture.ts';

/** Clipboard, title, cursor, colour, a hidden line, right-to-left, zero width, tag characters, C1. */
const ESCAPES = [
  '\u001b]52;c;ZXZpbA==\u0007',
  '\u001b]0;title\u0007',
  '\u001b[2J\u001b[H',
  '\u001b[31m',
  '\u001b[8m',
  'a\rb',
  '\u202e',
  '\u200b',
  '\u{e0041}',
  '\u009b31m',
  '\b\b\b',
];
const ODD = /[\p{Cc}\p{Cf}]/u;
const clean = (value: unknown): boolean =>
  !ODD.test(
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? inner.replace(/[\n\t]/g, ' ') : inner)).replace(
      /\\u[0-9a-f]{4}/g,
      (code) => String.fromCharCode(Number.parseInt(code.slice(2), 16)),
    ),
  );

describe('escapes', () => {
  test('in the output of a command are made visible, in every place that shows it', async () => {
    const session = await createBench().open();
    for (const odd of ESCAPES) {
      const octal = [...Buffer.from(odd)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
      const result = await use(bash, { command: `printf '${octal}'`, background: false }, callOf(session));
      expect({ odd: JSON.stringify(odd), status: result.status, clean: clean(result) && clean(bash.render(result)) }).toEqual({
        odd: JSON.stringify(odd),
        status: 'completed',
        clean: true,
      });
    }
  });

  test('in a command, an objective or a todo item are made visible', async () => {
    const session = await createBench().open({ preset: 'standard' });
    for (const odd of ESCAPES) {
      const call = callOf(session);
      const result = await use(bash, { command: `git commit -m 'x${odd}'` }, call);
      expect(clean([result, bash.render(result), call.asked.map(({ message, grantText }) => [message, grantText])])).toBe(true);
      expect(call.asked.every(({ grantable }) => !grantable)).toBe(true);
      const prefix = await use(bashPrefix, { command: `echo ${odd}` }, callOf(session));
      expect(clean(prefix)).toBe(true);
      const child = await use(dispatchChildTask, { agent: 'shell', objective: `look ${odd}`, command: 'true' }, callOf(session));
      expect(clean(child)).toBe(true);
      const output = await use(taskOutput, {}, callOf(session));
      expect(clean(output)).toBe(true);
      const todo = await use(todoUpdate, { op: 'add', subject: `do ${odd}` }, callOf(session));
      expect(clean([todo, todoUpdate.render(todo)])).toBe(true);
    }
    for (const kind of ['session', 'policy', 'todos', 'tasks'] as const)
      expect(clean((await resources.read(session, { kind }))?.text)).toBe(true);
  });
});

describe('a question', () => {
  test('starts with what decided, whatever stands before it', async () => {
    const session = await createBench().open({ preset: 'standard' });
    const call = callOf(session);
    await use(bash, { command: `echo ${'harmless '.repeat(100)}; git push --force origin main` }, call);
    expect(call.asked[0]?.message.split('\n')[0]).toBe('git push --force origin main');
  });

  test('that had to be cut earns no grant', async () => {
    const session = await createBench().open({ preset: 'standard' });
    const call = callOf(session);
    await use(bash, { command: `git commit -m '${'x'.repeat(5000)}'` }, call);
    expect(call.asked[0]).toMatchObject({ grantable: false, grantText: '' });
  });
});
