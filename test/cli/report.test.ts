import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Reporting, report } from '../../src/cli/report.ts';
import { replaceFile } from '../../src/policy/rules/rule-files.ts';
import { createJournal } from '../../src/session/journal/journal.ts';
import type { GroupSpec, TaskSpec } from '../../src/session/task-model.ts';
import { specText } from '../../src/session/task-record.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { EVENTS } from '../session/report/reported.ts';
import { SPEC } from '../session/tasks-fixture.ts';
import { decided, recorded } from './audit-harness.ts';
import { ID, OTHER, outputOf, record, running, SESSION, type Servers, servers, terminal } from './tasks-harness.ts';

const CHILD: TaskSpec = {
  ...SPEC,
  agent: 'codex',
  title: 'Fix the \u001b[31m bug',
  action: { kind: 'delegate', tool: 'dispatch_child_task', agent: 'codex', objective: 'Fix it', cwd: '/proj/x', access: 'workspace-write' },
  held: { assurance: 'gated', version: '1.2', proof: 'd1' },
};
const kept = (changes: Partial<TaskSpec> = {}) => ({ spec: specText({ ...CHILD, ...changes }) });

async function show({ own, stateDir }: Pick<Servers, 'own' | 'stateDir'>, changes: Partial<Reporting> = {}) {
  const { stdout, log, said } = terminal();
  const given = { operands: [ID], html: false, json: false, out: undefined, cwd: stateDir, terminal: false, replaceFile };
  const code = await report({ store: own, stateDir, ...given, now: () => 2_000_000, stdout, log, ...changes });
  return { code, ...said() };
}

async function ended({ server, stateDir }: Servers): Promise<void> {
  const task = record(kept());
  const claim = await running(server, task);
  const journal = createJournal({ dir: outputOf(stateDir, task), now: () => 1_001_000, log: () => undefined });
  for (const event of EVENTS) journal.take(event);
  journal.close();
  await server.tasks.complete(claim, {
    taskId: ID,
    seq: 2,
    at: 1_010_000,
    status: 'completed',
    data: JSON.stringify({ final: { text: 'Done.', bytes: 5 } }),
  });
}

describe('a task', () => {
  test('is told as Markdown, also by the beginning of its id', async () => {
    const both = servers();
    await ended(both);
    const { stdout, ...rest } = await show(both);
    expect(rest).toEqual({ code: 0, log: [] });
    expect(stdout.split('\n')[0]).toBe('# Report: `Fix the \u241b[31m bug`');
    expect(stdout).toContain('* 2 times by `preset:standard:network`; `it reaches the network`; first: `git push`\n');
    expect(stdout).toContain(`* \`bailiwick log --task ${ID}\`: `);
    expect((await show(both, { operands: ['11111'], terminal: true })).stdout).toBe(stdout);
  });

  test('that still runs is told as far as its journal goes', async () => {
    const both = servers();
    const task = record(kept());
    await running(both.server, task);
    const journal = createJournal({ dir: outputOf(both.stateDir, task), now: () => 1_001_000, log: () => undefined });
    journal.take({ kind: 'turn' });
    journal.take({ kind: 'call', tool: 'bash', hint: 'ls' });
    journal.close();
    expect(JSON.parse((await show(both, { json: true })).stdout)).toMatchObject({ status: 'running', turns: 1, calls: { total: 1 } });
  });

  test('as JSON is one line with nothing in it that acts, with the proof that it rests on', async () => {
    const both = servers();
    await ended(both);
    const proof = {
      agent: 'codex',
      level: 'gated',
      version: '1.2',
      executable: '/x',
      digest: 'd1',
      stamp: 's',
      profile: 'p',
      at: 7,
      checks: '',
    } as const;
    both.server.proofs.put(proof);
    const { stdout } = await show(both, { json: true });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({
      id: ID,
      title: 'Fix the \u241b[31m bug',
      held: { proof: { digest: 'd1', at: 7 } },
      at: 2_000_000,
    });
  });

  test('goes into a file for its owner alone, which is replaced', async () => {
    const both = servers();
    await ended(both);
    const file = join(both.stateDir, 'r.html');
    writeFileSync(file, 'before', { mode: 0o644 });
    expect(await show(both, { html: true, out: 'r.html' })).toEqual({ code: 0, log: [`Written to ${file}.`], stdout: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>.*<\/html>\n$/s);
    const { code, log } = await show(both, { out: join('r.html', 'below') });
    expect([code, log]).toEqual([1, [expect.stringContaining(`${join(file, 'below')} could not be written: `)]]);
  });

  test('without a journal has its refusals from the log', async () => {
    const both = servers();
    await running(both.server, record(kept()));
    const { stateDir } = recorded([
      decided('git push', { task: ID, decision: 'deny', rule: 'preset:x', reason: 'never' }),
      decided('git push', { task: OTHER, decision: 'deny', rule: 'preset:other' }),
      decided('git log', { task: ID, decision: 'allow' }),
    ]);
    expect(JSON.parse((await show(both, { json: true, stateDir })).stdout)).toMatchObject({
      journal: null,
      refusals: { items: [{ rule: 'preset:x', count: 1, reason: 'never', example: 'bash: git push' }], total: 1 },
      warnings: [{ text: 'There is no journal of it: only its last calls are known.' }],
    });
  });

  test('that another version has written is said to be unreadable', async () => {
    const both = servers();
    await running(both.server, record({ spec: '{"title":"x"}' }));
    expect(await show(both)).toEqual({
      code: 1,
      log: ['11111111 has no report: what is kept of it can not be read (ZodError).'],
      stdout: '',
    });
  });
});

describe('a group', () => {
  const group: GroupSpec = { name: 'bugs', maxParallel: undefined, cancel: 'none', budget: undefined };

  test('is told by its name, of the session that used it last', async () => {
    const both = servers();
    const elsewhere = '88888888-cccc-4000-8000-000000000000';
    both.server.sessions.open({ id: elsewhere, workspace: '/proj/y', client: 'x', createdAt: 900_000, usedAt: 900_000 });
    await running(
      both.server,
      record({ ...kept({ group }), id: 'task_33333333-aaaa', sessionId: elsewhere, queue: elsewhere, createdAt: 999_000 }),
    );
    await running(both.server, record(kept({ group, title: 'one' })));
    await running(both.server, record({ ...kept({ group, title: 'two' }), id: OTHER, createdAt: 1_000_001 }));
    const { code, log, stdout } = await show(both, { operands: ['bugs'] });
    expect([code, log]).toEqual([
      0,
      [`2 sessions have a group of that name; this is that of session ${SESSION.slice(0, 8)}, which is the latest.`],
    ]);
    expect(stdout).toContain('# Report of the group `bugs`\n');
    expect(stdout.match(/^\* To do: .*/gm)).toEqual(['* To do: `one`', '* To do: `two`']);
    expect(JSON.parse((await show(both, { operands: ['bugs'], json: true })).stdout)).toMatchObject({
      name: 'bugs',
      members: [{ id: ID }, { id: OTHER }],
    });
  });

  test('that nobody named is looked for as a task', async () => {
    const both = servers();
    await running(both.server, record(kept({ group })));
    expect(await show(both, { operands: ['bug'] })).toEqual({
      code: 1,
      log: ['"bug" is too short; give at least 4 characters of the id. `bailiwick tasks --all` lists them.'],
      stdout: '',
    });
  });
});

test('an id leads nowhere but below the state directory', async () => {
  const both = servers();
  const id = '../../../../../../etc';
  writeFileSync(join(dirname(both.stateDir), 'journal.jsonl'), '{"at":1,"kind":"turn"}\n');
  await running(both.server, record({ ...kept(), id }));
  expect(JSON.parse((await show(both, { operands: [id], json: true })).stdout)).toMatchObject({ journal: null });
});

test('wrong usage, and a store of one process', async () => {
  const both = servers();
  const usage = { code: 64, log: ['Usage: bailiwick report <task|group> [--html|--json] [--out <file>]'], stdout: '' };
  expect(await show(both, { operands: [] })).toEqual(usage);
  expect(await show(both, { operands: [ID, OTHER] })).toEqual(usage);
  expect(await show(both, { html: true, json: true })).toEqual(usage);
  expect(await show(both, { out: '' })).toEqual(usage);
  expect((await show({ ...both, own: createMemoryStore('No file.') })).code).toBe(1);
});
