import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EVALUATION_STATUSES, TODO_STATUSES } from '../../src/session/todo-model.ts';
import { TODO_OPS } from '../../src/session/todo-op.ts';
import { todoUpdate } from '../../src/tools/todo-update.ts';
import rules from '../fixtures/todo-rules.json' with { type: 'json' };
import { callOf, createBench, use, yes } from '../session-fixture.ts';

type Input = z.input<typeof todoUpdate.input>;
type Output = z.output<typeof todoUpdate.output>;

describe('what clients see', () => {
  it('one flat object, within its share of the tokens', () => {
    const schema = z.toJSONSchema(todoUpdate.input, { io: 'input' });
    expect(schema).toMatchObject({ type: 'object', required: ['op'], additionalProperties: false });
    expect(Object.keys(schema).filter((key) => ['oneOf', 'anyOf', 'allOf'].includes(key))).toEqual([]);
    const { $schema: _, ...inputSchema } = schema;
    const seen = { name: todoUpdate.name, description: todoUpdate.description, inputSchema };
    expect(encode(JSON.stringify(seen)).length).toBeLessThanOrEqual(420);
  });

  it('states all hints', () => {
    expect(todoUpdate.annotations).toEqual({ readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false });
  });

  it.each(rules.notInTheSchema)('refuses $why', ({ request }) => {
    expect(todoUpdate.input.safeParse(request).success).toBe(false);
  });

  it('names a field that it does not know', () => {
    expect(todoUpdate.input.safeParse({ op: 'add', subject: 's', sujbect: 't' }).error?.message).toContain('sujbect');
  });

  it('knows these statuses and no other', () => {
    expect(TODO_STATUSES).toEqual(rules.statuses);
    for (const status of rules.notStatuses) expect(todoUpdate.input.safeParse({ op: 'add', subject: 's', status }).success).toBe(false);
  });
});

describe('handle', () => {
  it('carries a plan from its beginning to its end', async () => {
    const call = callOf(await createBench().open());
    const answers: Output[] = [];
    for (const args of [
      { op: 'init', items: [{ subject: 'read' }, { subject: 'write', blocked_by: ['todo_1'], note: 'n' }] },
      { op: 'update', id: 'todo_2', status: 'completed' },
      { op: 'update', id: 'todo_1', status: 'completed' },
      { op: 'update', id: 'todo_2', status: 'completed', note: '' },
      { op: 'update', id: 'todo_2', note: 'x', if_version: 1 },
      { op: 'update', id: 'todo_7', note: 'x' },
      { op: 'remove' },
      { op: 'list' },
      { op: 'reset' },
    ] satisfies Input[]) {
      answers.push(await use(todoUpdate, args, call));
    }
    const items = [
      { id: 'todo_1', subject: 'read', status: 'completed' },
      { id: 'todo_2', subject: 'write', status: 'completed', blocked_by: ['todo_1'] },
    ];
    expect(answers).toEqual([
      {
        ok: true,
        version: 1,
        items: [
          { id: 'todo_1', subject: 'read', status: 'pending' },
          { id: 'todo_2', subject: 'write', status: 'pending', blocked_by: ['todo_1'], note: 'n' },
        ],
      },
      { ok: false, version: 1, reason: 'todo_2 is blocked by todo_1, not done yet; finish that first or change blocked_by' },
      { ok: true, version: 2 },
      { ok: true, version: 3 },
      { ok: false, version: 3, reason: 'the list is at version 3, not 1; look at items and decide again', items },
      { ok: false, version: 3, reason: 'there is no item todo_7; the ids are todo_1, todo_2' },
      { ok: false, version: 3, reason: 'op "remove" needs id' },
      { ok: true, version: 3, items },
      { ok: true, version: 4, items: [] },
    ]);
  });

  it('two sessions have two lists', async () => {
    const bench = createBench();
    const [one, other] = [callOf(await bench.open()), callOf(await bench.open())];
    await use(todoUpdate, { op: 'add', subject: 'mine' }, one);
    expect(await use(todoUpdate, { op: 'list' }, other)).toEqual({ ok: true, version: 0, items: [] });
    expect(await use(todoUpdate, { op: 'update', id: 'todo_1', note: 'n' }, other)).toEqual({
      ok: false,
      version: 0,
      reason: 'there is no item todo_1; the ids are none',
    });
  });

  it('a check asks, runs, fails and passes, judged by the real gate', async () => {
    const bench = createBench();
    writeFileSync(join(bench.workspace, 'Makefile'), 'test:\n\t@cat proof\n');
    const session = await bench.open({ preset: 'standard' });
    const complete: Input = { op: 'update', id: 'todo_1', status: 'completed' };
    await use(todoUpdate, { op: 'init', items: [{ subject: 'a', evaluator: 'test' }] }, callOf(session));

    const first = callOf(session);
    expect(await use(todoUpdate, complete, first)).toEqual({
      ok: false,
      version: 1,
      reason: expect.stringMatching(/^todo_1 is not completed: check test \(make test\) needs a person's approval \(number 1\): /),
      evaluation: { name: 'test', status: 'needs_approval', detail: expect.stringContaining('workspace') },
    });
    expect(first.asked.map(({ number }) => number)).toEqual([1]);

    const answered = await use(todoUpdate, complete, callOf(session, { answer: yes(first.asked[0]) }));
    expect(answered).toEqual({
      ok: false,
      version: 1,
      reason: 'todo_1 is not completed: check test (make test) exited with code 2',
      evaluation: { name: 'test', status: 'failed', exit_code: 2, detail: expect.stringContaining('proof') },
    });

    writeFileSync(join(bench.workspace, 'proof'), 'done\n');
    const second = callOf(session);
    await use(todoUpdate, complete, second);
    expect(await use(todoUpdate, complete, callOf(session, { answer: yes(second.asked[0]) }))).toEqual({
      ok: true,
      version: 2,
      evaluation: { name: 'test', status: 'passed', exit_code: 0 },
    });

    // An answer counts once.
    await use(todoUpdate, { op: 'update', id: 'todo_1', status: 'pending' }, callOf(session));
    expect(await use(todoUpdate, complete, callOf(session, { answer: yes(second.asked[0]) }))).toMatchObject({
      ok: false,
      evaluation: { status: 'denied' },
    });
  });

  it('a person who says no refuses the change', async () => {
    const bench = createBench();
    writeFileSync(join(bench.workspace, 'Makefile'), 'test:\n\ttrue\n');
    const session = await bench.open({ preset: 'standard' });
    const complete: Input = { op: 'update', id: 'todo_1', status: 'completed' };
    await use(todoUpdate, { op: 'add', subject: 'a', evaluator: 'test' }, callOf(session));
    const asking = callOf(session);
    await use(todoUpdate, complete, asking);
    const answer = { ...yes(asking.asked[0]), choice: 'deny' } as const;
    expect(await use(todoUpdate, complete, callOf(session, { answer }))).toMatchObject({
      ok: false,
      version: 1,
      evaluation: { status: 'denied' },
    });
  });

  it('a check that is missing is skipped', async () => {
    const call = callOf(await createBench().open());
    await use(todoUpdate, { op: 'add', subject: 'a', evaluator: 'lint' }, call);
    expect(await use(todoUpdate, { op: 'update', id: 'todo_1', status: 'completed' }, call)).toEqual({
      ok: true,
      version: 2,
      evaluation: { name: 'lint', status: 'skipped', detail: expect.stringMatching(/^no lint command in /) },
    });
  });

  it('a check that outlasts the call goes on, and the next call gets its result', async () => {
    const bench = createBench({ answerWindowMs: 0 });
    writeFileSync(join(bench.workspace, 'Makefile'), 'test:\n\ttrue\n');
    const session = await bench.open({ preset: 'relaxed' });
    const complete: Input = { op: 'update', id: 'todo_1', status: 'completed' };
    await use(todoUpdate, { op: 'add', subject: 'a', evaluator: 'test' }, callOf(session));
    expect(await use(todoUpdate, complete, callOf(session))).toEqual({
      ok: false,
      version: 1,
      reason: 'todo_1 is not completed: check test (make test) still runs; send the same update again to wait for it',
      evaluation: { name: 'test', status: 'running' },
    });
    const patient = { ...session, limits: { ...session.limits, answerWindowMs: 10_000 } };
    expect(await use(todoUpdate, complete, callOf(patient))).toEqual({
      ok: true,
      version: 2,
      evaluation: { name: 'test', status: 'passed', exit_code: 0 },
    });
  });

  it('a call that was cancelled changes nothing', async () => {
    const session = await createBench().open();
    expect(await use(todoUpdate, { op: 'add', subject: 'a' }, callOf(session, { signal: AbortSignal.abort() }))).toEqual({
      ok: false,
      reason: 'the call was cancelled',
    });
    expect(session.todos.list()).toEqual({ version: 0, items: [] });
  });

  const text = fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('todo_1', 'test', 'x'.repeat(5_000), '\u001b[2J'));
  const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined, freq: 1 });
  const fields = {
    subject: maybe(text),
    description: maybe(text),
    active_form: maybe(text),
    status: maybe(fc.constantFrom(...TODO_STATUSES)),
    owner: maybe(text),
    source_obligation_index: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
    note: maybe(text),
    evaluator: maybe(text),
    metadata: maybe(fc.dictionary(fc.string(), fc.jsonValue())),
    blocked_by: maybe(fc.array(text, { maxLength: 2 })),
  };
  const request = fc.record({
    op: fc.constantFrom(...TODO_OPS),
    id: maybe(text),
    items: maybe(fc.array(fc.record({ ...fields, subject: text }), { maxLength: 3 })),
    ...fields,
    if_version: maybe(fc.integer({ min: 0, max: 3 })),
  });

  it('answers whatever the schema lets through, and never throws', async () => {
    const call = callOf(await createBench().open());
    await fc.assert(
      fc.asyncProperty(request, async (args) => {
        const result = await use(todoUpdate, args, call);
        expect(result.ok || (result.reason ?? '') !== '').toBe(true);
        expect(todoUpdate.render(result)).not.toContain('\u001b');
      }),
      { numRuns: 300 },
    );
  });
});

describe('render', () => {
  it('shows the list as a checklist', () => {
    const items = [
      ...TODO_STATUSES.map((status, index) => ({ id: `todo_${index + 1}`, subject: `s\n${index}`, status })),
      {
        id: 'todo_7',
        subject: 'x'.repeat(101),
        status: 'pending' as const,
        owner: 'o',
        blocked_by: ['todo_1', 'todo_2'],
        evaluator: 'test',
      },
    ];
    expect(todoUpdate.render({ ok: true, version: 9, items })).toBe(
      [
        'ok, version 9',
        '7 items, 3 open',
        '[ ] todo_1 s 0',
        '[>] todo_2 s 1',
        '[x] todo_3 s 2',
        '[!] todo_4 s 3',
        '[-] todo_5 s 4 (skipped)',
        '[-] todo_6 s 5 (cancelled)',
        `[ ] todo_7 ${'x'.repeat(100)}… (owner o; after todo_1, todo_2; check test)`,
      ].join('\n'),
    );
  });

  it('shows a refusal with the end of the output', () => {
    const evaluation = { name: 'test', status: 'failed', detail: 'a\nb', exit_code: 1 } as const;
    expect(todoUpdate.render({ ok: false, version: 1, reason: 'no', evaluation })).toBe('refused: no\ncheck test: failed\na\nb');
  });

  it.each(EVALUATION_STATUSES)('tells what came of a check: %s', (status) => {
    expect(todoUpdate.render({ ok: true, version: 1, evaluation: { name: 'test', status } })).toBe(`ok, version 1\ncheck test: ${status}`);
  });
});
