import { describe, expect, it } from 'vitest';
import type { Approval } from '../../src/policy/action.ts';
import type { ResolvedCheck } from '../../src/session/check-names.ts';
import type { Checks } from '../../src/session/evaluators.ts';
import type { CheckWait } from '../../src/session/todo-checks.ts';
import type { TodoList, TodoOp, TodoResult } from '../../src/session/todo-model.ts';
import type { CheckRun } from '../../src/session/todo-run-check.ts';
import { createTodoPort, type TodoPort } from '../../src/session/todo-store.ts';
import { createTodoBoard, type TodoBoard, type TodoCall } from '../../src/session/todos.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import rules from '../fixtures/todo-rules.json' with { type: 'json' };

interface Asked extends CheckWait {
  readonly id: string;
  readonly command: string;
}

interface Bench {
  readonly board: TodoBoard;
  readonly port: TodoPort;
  readonly asked: Asked[];
  readonly logged: string[];
  /** What names stand for; may be changed in the middle. */
  readonly commands: Map<string, ResolvedCheck>;
}

function bench(run: (asked: Asked) => Promise<CheckRun | undefined> = async () => PASSED, changed: Partial<TodoPort> = {}): Bench {
  const port: TodoPort = { ...createTodoPort(createMemoryStore().todos), ...changed };
  const asked: Asked[] = [];
  const logged: string[] = [];
  const commands = new Map<string, ResolvedCheck>([
    ['test', { kind: 'command', command: 'npm test' }],
    ['lint', { kind: 'missing', detail: 'no lint command anywhere' }],
    ['broken', { kind: 'refused', reason: 'the configuration is not understood' }],
  ]);
  const checks: Checks = {
    resolve: async (name) => commands.get(name) ?? { kind: 'refused', reason: `no check ${name}` },
    outcome: (id, command, wait) => {
      const one = { id, command, ...wait };
      asked.push(one);
      return run(one);
    },
    close: async () => undefined,
  };
  return {
    board: createTodoBoard({ sessionId: 's', store: port, checks, log: (line) => void logged.push(line) }),
    port,
    asked,
    logged,
    commands,
  };
}

const NO_CHECKS: Checks = {
  resolve: async () => ({ kind: 'missing', detail: '' }),
  outcome: async () => undefined,
  close: async () => undefined,
};
const PASSED: CheckRun = { kind: 'ran', exitCode: 0, tail: 'fine' };
const never = new AbortController().signal;
const call = (given: Partial<TodoCall> = {}): TodoCall => ({ signal: never, windowMs: 1_000, needsApproval: () => undefined, ...given });
const complete = (id = 'todo_1'): TodoOp => ({ op: 'update', id, fields: { status: 'completed' } });
const tested: TodoOp = { op: 'init', items: [{ subject: 'a', evaluator: 'test' }, { subject: 'b' }] };
const ITEMS = [
  { id: 'todo_1', subject: 'a', status: 'pending', evaluator: 'test' },
  { id: 'todo_2', subject: 'b', status: 'pending' },
];

describe('the board', () => {
  it('keeps the list in the store and finds it there again', async () => {
    const { board, port } = bench();
    expect(await board.apply(tested, call())).toEqual({ ok: true, version: 1, items: ITEMS });
    expect(port.load('s')).toEqual({ version: 1, next: 3, items: ITEMS });
    const again = createTodoBoard({ sessionId: 's', store: port, checks: NO_CHECKS, log: () => undefined });
    expect(again.list()).toEqual({ version: 1, items: ITEMS });
  });

  it('tells of every change, and of nothing else', async () => {
    const { board, logged } = bench();
    const told: number[] = [];
    board.onChange(() => {
      throw new Error('a listener');
    });
    const stop = board.onChange(() => void told.push(board.list().version));
    await board.apply(tested, call());
    await board.apply({ op: 'list' }, call());
    await board.apply(complete('todo_9'), call());
    await board.apply({ op: 'update', id: 'todo_2', fields: { status: 'pending' } }, call());
    await board.apply(complete('todo_2'), call());
    stop();
    await board.apply({ op: 'reset' }, call());
    expect(told).toEqual([1, 2]);
    expect(logged.every((line) => line.startsWith('a listener of the todo list: Error: a listener'))).toBe(true);
  });

  it('shows an owner its slice', async () => {
    const { board } = bench();
    await board.apply({ op: 'init', items: [{ subject: 'a' }, { subject: 'b', owner: 'x' }] }, call());
    expect(board.list({ owner: 'x' })).toEqual({ version: 1, items: [{ id: 'todo_2', subject: 'b', status: 'pending', owner: 'x' }] });
    expect(await board.apply({ op: 'list' }, call({ owner: 'x' }))).toEqual({ ok: true, ...board.list({ owner: 'x' }) });
  });

  it('applies operations in the order in which they came', async () => {
    const { board, commands } = bench();
    commands.set('own', { kind: 'command', command: 'c' });
    const answers = await Promise.all([
      // Its name is looked up first; the others wait for it.
      board.apply({ op: 'init', items: [{ subject: 'a', evaluator: 'own' }] }, call()),
      ...Array.from({ length: 20 }, (_, n) => board.apply({ op: 'add', item: { subject: `n${n}` } }, call())),
    ]);
    expect(answers.map(({ version }) => version)).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
    expect(board.list().items.map(({ subject }) => subject)).toEqual(['a', ...Array.from({ length: 20 }, (_, n) => `n${n}`)]);
  });

  it('never throws: what can not be kept is an answer, and nothing is lost', async () => {
    let full = false;
    const store = createTodoPort(createMemoryStore().todos);
    const { board, logged } = bench(undefined, {
      ...store,
      save: (...args) => {
        if (full) throw new Error('disk full');
        return store.save(...args);
      },
    });
    await board.apply(tested, call());
    full = true;
    expect(await board.apply({ op: 'reset' }, call())).toEqual({
      ok: false,
      reason: 'the list could not be kept, so nothing was changed; the reason is in the log',
      version: 1,
    });
    expect(logged).toEqual([expect.stringContaining('the todo list: Error: disk full')]);
    expect(board.list()).toEqual({ version: 1, items: ITEMS });
    full = false;
    expect(await board.apply({ op: 'reset' }, call())).toEqual({ ok: true, version: 2, items: [] });
  });

  it('takes up what somebody else has saved meanwhile', async () => {
    const { board, port } = bench();
    await board.apply({ op: 'init', items: [{ subject: 'a' }] }, call());
    const foreign: TodoList = { version: 2, next: 3, items: [{ id: 'todo_2', subject: 'theirs', status: 'pending' }] };
    expect(port.save('s', foreign, 1)).toBe(true);
    expect(await board.apply({ op: 'add', item: { subject: 'ours' } }, call())).toEqual({
      ok: true,
      version: 3,
      items: [...foreign.items, { id: 'todo_3', subject: 'ours', status: 'pending' }],
    });
  });

  it('gives up when somebody else is always faster', async () => {
    const { board } = bench(undefined, { save: () => false });
    expect(await board.apply(tested, call())).toEqual({
      ok: false,
      reason: 'others change the list all the time; send it again',
      version: 0,
    });
  });

  it('shows no text that acts, and keeps it as it was given', async () => {
    const { board, port } = bench();
    const answer = await board.apply({ op: 'add', item: { subject: '\u001b[2J', metadata: { k: '\u202e' } } }, call());
    const shown = { version: 1, items: [{ id: 'todo_1', subject: '␛[2J', status: 'pending', metadata: { k: '\\u{202e}' } }] };
    expect(answer).toEqual({ ok: true, ...shown });
    expect(board.list()).toEqual(shown);
    expect(port.load('s')?.items[0]?.subject).toBe('\u001b[2J');
  });
});

describe('evaluators', () => {
  const run = async (outcome: CheckRun | undefined): Promise<{ result: TodoResult; status: string | undefined; approvals: Approval[] }> => {
    const { board } = bench(async () => outcome);
    await board.apply(tested, call());
    const approvals: Approval[] = [];
    const result = await board.apply(complete(), call({ needsApproval: (approval) => void approvals.push(approval) }));
    return { result, status: board.list().items[0]?.status, approvals };
  };
  const approval: Approval = { id: 'id', number: 3, message: 'm', grantable: false, grantText: '' };
  const start = 'todo_1 is not completed: check test (npm test)';

  it('passed: the item is completed', async () => {
    expect(await run(PASSED)).toEqual({
      result: { ok: true, version: 2, evaluation: { name: 'test', status: 'passed', exit_code: 0 } },
      status: 'completed',
      approvals: [],
    });
  });

  it.each<readonly [string, CheckRun | undefined, TodoResult, readonly Approval[]]>([
    [
      'failed',
      { kind: 'ran', exitCode: 2, tail: 'broken' },
      { ok: false, reason: `${start} exited with code 2`, evaluation: { name: 'test', status: 'failed', detail: 'broken', exit_code: 2 } },
      [],
    ],
    [
      'too slow',
      { kind: 'timed_out', tail: 'slow' },
      { ok: false, reason: `${start} took longer than 90 s`, evaluation: { name: 'test', status: 'failed', detail: 'slow' } },
      [],
    ],
    [
      'ended',
      { kind: 'ended', reason: 'it was stopped', tail: '' },
      {
        ok: false,
        reason: `${start} gave no result: it was stopped`,
        evaluation: { name: 'test', status: 'failed', detail: 'it was stopped' },
      },
      [],
    ],
    [
      'denied',
      { kind: 'denied', reason: 'not so' },
      { ok: false, reason: `${start} was refused: not so`, evaluation: { name: 'test', status: 'denied', detail: 'not so' } },
      [],
    ],
    [
      'asked about',
      { kind: 'needs_approval', reason: 'runs code', approval },
      {
        ok: false,
        reason: `${start} needs a person's approval (number 3): runs code`,
        evaluation: { name: 'test', status: 'needs_approval', detail: 'runs code' },
      },
      [approval],
    ],
    [
      'still running',
      undefined,
      {
        ok: false,
        reason: `${start} still runs; send the same update again to wait for it`,
        evaluation: { name: 'test', status: 'running' },
      },
      [],
    ],
  ])('%s: the change is refused as a whole', async (_, outcome, result, approvals) => {
    expect(await run(outcome)).toEqual({ result: { ...result, version: 1 }, status: 'pending', approvals });
  });

  it('nothing to run: the item is completed and the answer says so', async () => {
    const { board, asked } = bench();
    await board.apply({ op: 'init', items: [{ subject: 'a', evaluator: 'lint' }] }, call());
    expect(await board.apply(complete(), call())).toEqual({
      ok: true,
      version: 2,
      evaluation: { name: 'lint', status: 'skipped', detail: 'no lint command anywhere' },
    });
    expect(asked).toEqual([]);
  });

  it('runs with what the call brings', async () => {
    const { board, asked } = bench();
    await board.apply(tested, call());
    const answer = { approvalId: 'id', choice: 'allow_once' } as const;
    await board.apply(complete(), call({ answer, windowMs: 7 }));
    expect(asked).toMatchObject([{ id: 'todo_1', command: 'npm test', signal: never, answer, windowMs: 7 }]);
  });

  it('runs only when an item becomes completed', async () => {
    const { board, asked } = bench();
    await board.apply(tested, call());
    await board.apply({ op: 'update', id: 'todo_1', fields: { status: 'cancelled', note: 'n' } }, call());
    await board.apply(complete('todo_2'), call());
    expect(asked).toEqual([]);
    await board.apply(complete(), call());
    await board.apply(complete(), call());
    expect(asked.length).toBe(1);
  });

  it('does not run for a change that is refused anyway', async () => {
    const { board, asked } = bench();
    await board.apply({ op: 'init', items: [{ subject: 'a', evaluator: 'test', blocked_by: ['todo_2'] }, { subject: 'b' }] }, call());
    expect(await board.apply(complete(), call())).toMatchObject({ ok: false, version: 1 });
    expect(await board.apply({ op: 'update', id: 'todo_1', fields: { status: 'completed' }, if_version: 7 }, call())).toMatchObject({
      ok: false,
    });
    expect(asked).toEqual([]);
  });

  it('the new evaluator counts when one is stated with the status', async () => {
    const { board, asked } = bench();
    await board.apply(tested, call());
    await board.apply({ op: 'update', id: 'todo_2', fields: { status: 'completed', evaluator: 'test' } }, call());
    expect(asked.map(({ id }) => id)).toEqual(['todo_2']);
  });

  it('a name that stands for nothing is refused where it is stated', async () => {
    const { board } = bench();
    expect(await board.apply({ op: 'init', items: [{ subject: 'a', evaluator: 'tset' }] }, call())).toEqual({
      ok: false,
      reason: 'no check tset',
      version: 0,
    });
    expect(await board.apply({ op: 'add', item: { subject: 'a', evaluator: 'broken' } }, call())).toEqual({
      ok: false,
      reason: 'the configuration is not understood',
      version: 0,
    });
    await board.apply(tested, call());
    expect(await board.apply({ op: 'update', id: 'todo_2', fields: { evaluator: 'tset' } }, call())).toEqual({
      ok: false,
      reason: 'no check tset',
      version: 1,
    });
  });

  it('a name that stands for nothing any more completes nothing', async () => {
    const { board, commands } = bench();
    commands.set('own', { kind: 'command', command: 'c' });
    await board.apply({ op: 'init', items: [{ subject: 'a', evaluator: 'own' }] }, call());
    commands.delete('own');
    expect(await board.apply(complete(), call())).toEqual({
      ok: false,
      reason: 'todo_1 is not completed: no check own',
      version: 1,
      evaluation: { name: 'own', status: 'failed', detail: 'no check own' },
    });
  });
});

describe('while a check runs', () => {
  /** A board whose check has begun and ends when told. */
  async function checking(op: TodoOp): Promise<{ board: TodoBoard; answer: Promise<TodoResult>; end: (run: CheckRun) => void }> {
    const begun = Promise.withResolvers<void>();
    const check = Promise.withResolvers<CheckRun>();
    const { board } = bench(() => {
      begun.resolve();
      return check.promise;
    });
    await board.apply(tested, call());
    const answer = board.apply(op, call());
    await begun.promise;
    return { board, answer, end: check.resolve };
  }
  const passed = { name: 'test', status: 'passed', exit_code: 0 };

  it('nobody waits, and what others change is not lost', async () => {
    const { board, answer, end } = await checking({ op: 'update', id: 'todo_1', fields: { status: 'completed', metadata: { mine: 1 } } });
    expect(await board.apply({ op: 'update', id: 'todo_1', fields: { note: 'theirs', metadata: { theirs: 2 } } }, call())).toEqual({
      ok: true,
      version: 2,
    });
    expect(await board.apply({ op: 'remove', id: 'todo_2' }, call())).toEqual({ ok: true, version: 3 });
    end(PASSED);
    expect(await answer).toEqual({ ok: true, version: 4, evaluation: passed });
    expect(board.list().items).toEqual([
      { id: 'todo_1', subject: 'a', status: 'completed', note: 'theirs', evaluator: 'test', metadata: { theirs: 2, mine: 1 } },
    ]);
  });

  it('an if_version that no longer holds refuses', async () => {
    const { board, answer, end } = await checking({ op: 'update', id: 'todo_1', fields: { status: 'completed' }, if_version: 1 });
    await board.apply({ op: 'remove', id: 'todo_2' }, call());
    end(PASSED);
    expect(await answer).toEqual({
      ok: false,
      reason: 'the list is at version 2, not 1; look at items and decide again',
      version: 2,
      items: [ITEMS[0]],
      evaluation: passed,
    });
  });

  it('an item that is gone stays gone', async () => {
    const { board, answer, end } = await checking(complete());
    await board.apply({ op: 'reset' }, call());
    end(PASSED);
    expect(await answer).toEqual({ ok: false, reason: 'there is no item todo_1; the ids are none', version: 2, evaluation: passed });
  });

  it('an item that now wants another check is not completed by this one', async () => {
    const { board, answer, end } = await checking(complete());
    await board.apply({ op: 'update', id: 'todo_1', fields: { evaluator: 'lint' } }, call());
    end(PASSED);
    expect(await answer).toEqual({
      ok: false,
      reason: 'todo_1 changed while its check ran; look at it and send the update again',
      version: 2,
    });
    expect(board.list().items[0]?.status).toBe('pending');
  });
});

describe('the reminder', () => {
  /** What the results of so many calls of other tools carry. */
  const calls = (board: TodoBoard, count: number): readonly (string | undefined)[] =>
    Array.from({ length: count }, () => {
      board.noteToolCall('bash');
      return board.reminder();
    });
  const quiet = Array.from({ length: rules.callsBeforeReminder }, () => undefined);
  const line = (count: string): string =>
    `Reminder: ${count} open and the list has not been touched for 8 tool calls; bring it up to date with todo_update.`;

  it('comes once after eight calls, and then counts anew', async () => {
    const { board } = bench();
    await board.apply(tested, call());
    expect(calls(board, 18)).toEqual([...quiet, line('2 todo items are'), ...quiet, line('2 todo items are')]);
  });

  it('is put off by every call of todo_update', async () => {
    const { board } = bench();
    await board.apply(tested, call());
    calls(board, 8);
    board.noteToolCall('todo_update');
    expect(board.reminder()).toBeUndefined();
    await board.apply(complete('todo_2'), call());
    expect(calls(board, 9)).toEqual([...quiet, line('1 todo item is')]);
  });

  it('does not come while nothing is open, and such calls do not count', async () => {
    const { board } = bench();
    expect(calls(board, 20)).toEqual(Array.from({ length: 20 }, () => undefined));
    await board.apply(tested, call());
    expect(calls(board, 8)).toEqual(quiet);
    await board.apply({ op: 'reset' }, call());
    expect(calls(board, 2)).toEqual([undefined, undefined]);
  });
});
