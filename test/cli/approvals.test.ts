import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ApprovalsRequest, approvals } from '../../src/cli/approvals.ts';
import { type AnswerRequest, answerApproval } from '../../src/cli/approvals-answer.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { ApprovalRow, Store } from '../../src/store/store.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';

const ID = '11111111-aaaa-4000-8000-000000000000';
const OTHER = '22222222-bbbb-4000-8000-000000000000';

const shown = {
  message: 'rm -rf build\nAsked because it deletes files',
  command: 'cd /x && rm -rf build',
  cwd: '/proj/x',
  class: 'destructive',
  reason: 'it deletes files',
  rule: 'class:destructive',
  client: 'some-host',
  grantable: true,
  grantText: 'exactly this command (destructive)',
  alwaysRule: 'Bash(rm -rf build)',
};

const row = (changed: Partial<ApprovalRow> = {}, text: Partial<Record<keyof typeof shown, unknown>> = {}): ApprovalRow => ({
  id: ID,
  number: 3,
  sessionId: 'session-one',
  actionHash: 'hash',
  createdAt: 1_000_000,
  expiresAt: 1_600_000,
  shown: JSON.stringify({ ...shown, ...text }),
  ...changed,
});

/** A store in memory that passes for one that processes share. */
function sharedStore(rows: readonly ApprovalRow[]): Store {
  const store: Store = { ...createMemoryStore(), durability: 'file', why: undefined };
  for (const each of rows) store.approvals.insert(each);
  return store;
}

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly log: readonly string[];
}

async function list(store: Store, changed: Partial<ApprovalsRequest> = {}): Promise<Said> {
  let stdout = '';
  const log: string[] = [];
  const code = await approvals({
    operands: [],
    watch: false,
    json: false,
    store,
    now: () => 1_012_000,
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    log: (line) => log.push(line),
    columns: 80,
    signal: new AbortController().signal,
    ...changed,
  });
  return { code, stdout, log };
}

async function answer(store: Store, changed: Partial<AnswerRequest> = {}): Promise<Said> {
  let stdout = '';
  const log: string[] = [];
  const code = await answerApproval({
    operand: '3',
    choice: 'approve',
    for: 'once',
    by: 'a person',
    store,
    now: () => 1_012_000,
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    log: (line) => log.push(line),
    addRule: () => {
      throw new Error('no rule is to be written');
    },
    ...changed,
  });
  return { code, stdout, log };
}

const given = (store: Store, id = ID, sessionId = 'session-one') => store.approvals.answerTo({ id, sessionId });

const WHOLE = `#3  ${ID}  waits for 12 s, expires in 9 min 48 s
Question: 
  | rm -rf build
  | Asked because it deletes files
Class: destructive
Reason: it deletes files
Rule: class:destructive
Directory: /proj/x
Asked by: some-host (as it calls itself), session session-one
Command, 21 characters: 
  | cd /x && rm -rf build
For this session: exactly this command (destructive)
Always: the rule Bash(rm -rf build)
`;

describe('the list', () => {
  test('has what decides first, then why, then the command', async () => {
    expect(await list(sharedStore([row()]))).toEqual({
      code: 0,
      stdout: `#3  11111111  waits for 12 s, expires in 9 min 48 s
    rm -rf build
    destructive: it deletes files
    command: cd /x && rm -rf build
    in /proj/x, asked by some-host, session session-
`,
      log: ['Answer with `bailiwick approve <number|id> [--for once|session|always]` or `bailiwick deny <number|id>`.'],
    });
  });

  test('is empty without a question, and without one that still waits', async () => {
    const nothing = { code: 0, stdout: '', log: ['Nothing waits for an answer.'] };
    expect(await list(sharedStore([]))).toEqual(nothing);
    expect(await list(sharedStore([row()]), { now: () => 1_600_000 })).toEqual(nothing);
  });

  test('cuts long commands, and says so; line ends and signs that act are shown', async () => {
    const command = `echo \u001b[2J\u202e ${'x'.repeat(100)}\nrm -rf build`;
    const store = sharedStore([row({}, { command, client: 'a\nb' })]);
    expect((await list(store, { columns: 40 })).stdout).toBe(`#3  11111111  waits for 12 s, expires in 9 min 48 s
    rm -rf build
    destructive: it deletes files
    command: echo \u241b[2J\\u{202e} xxxxxxxx\u2026
    in /proj/x, asked by a \u23ce b, session\u2026
    (cut: the command has ${command.length} characters; \`bailiwick approvals show 11111111\`)
`);
  });

  test('says when a question can not be read', async () => {
    const unreadable = ['not JSON', 'null', '{}', JSON.stringify({ ...shown, grantable: 'yes' })];
    const store = sharedStore(unreadable.map((text, n) => row({ id: `id-number-${n}`, number: n + 1, shown: text })));
    expect((await list(store)).stdout).toBe(
      unreadable
        .map((_, n) => `#${n + 1}  id-numbe  waits for 12 s, expires in 9 min 48 s\n    unreadable; it can only be denied\n`)
        .join(''),
    );
  });

  test('is one object a line as JSON, with the texts as they are', async () => {
    const store = sharedStore([row({}, { command: 'a\u202eb' }), row({ id: OTHER, shown: 'no' })]);
    const { code, stdout, log } = await list(store, { json: true });
    const rest = { state: 'waiting', number: 3, session: 'session-one', createdAt: 1_000_000, expiresAt: 1_600_000 };
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { ...rest, id: ID, shown: { ...shown, command: 'a\u202eb' } },
      { ...rest, id: OTHER, shown: null },
    ]);
    expect([code, log, stdout.includes('\u202e')]).toEqual([0, [], false]);
  });

  test('never prints a sign that acts, whatever is asked', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ message: text, command: text, cwd: text, client: text, grantText: text }),
        fc.boolean(),
        async (texts, json) => {
          const store = sharedStore([row({}, texts)]);
          const printed = [await list(store, { json }), await list(store, { json, operands: ['show', '3'] })];
          for (const { stdout } of printed) expect(stdout).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('shows one whole, also when its lines look like ours', async () => {
    expect(await list(sharedStore([row()]), { operands: ['show', '3'] })).toEqual({ code: 0, stdout: WHOLE, log: [] });
    const command = `${'\n'.repeat(20)}Class: read-only`;
    const { stdout } = await list(sharedStore([row({}, { command })]), { operands: ['show', ID.slice(0, 8)] });
    expect(stdout).toContain('\n  | Class: read-only\n');
    expect(stdout.endsWith('Decides: rm -rf build\n')).toBe(true);
  });

  test.each([
    { operands: ['list'] },
    { operands: ['show'] },
    { operands: ['show', 'abc'] },
    { operands: ['show', '3', '4'] },
    { operands: ['show', '3'], watch: true },
  ])('refuses %j', async (wrong) => {
    expect(await list(sharedStore([row()]), wrong)).toEqual({
      code: 64,
      stdout: '',
      log: ['Usage: bailiwick approvals [--watch] [--json], or bailiwick approvals show <number|id> [--json]'],
    });
  });

  test('says when other processes can not be seen', async () => {
    const alone = { code: 1, stdout: '', log: ['Questions of other processes can not be seen here. The disk is full.'] };
    const store = createMemoryStore('The disk is full.');
    expect([await list(store), await answer(store)]).toEqual([alone, alone]);
  });
});

describe('watching', () => {
  /** Watches while these things happen, one after each look; then it ends. */
  async function watch(store: Store, steps: readonly (() => unknown)[], changed: Partial<ApprovalsRequest> = {}): Promise<Said> {
    const stop = new AbortController();
    const left = [...steps];
    const pause = async (): Promise<void> => {
      const step = left.shift();
      if (step === undefined) stop.abort();
      else step();
    };
    return list(store, { watch: true, json: true, signal: stop.signal, pause, ...changed });
  }

  test('prints each question once, and what became of it', async () => {
    let time = 1_012_000;
    const store = sharedStore([row()]);
    const printed: string[] = [];
    const take = (text: string): void => {
      const { state, number } = JSON.parse(text);
      printed.push(`${number} ${state}`);
    };
    const steps = [
      () => undefined,
      () => store.approvals.insert(row({ id: OTHER, number: 4 })),
      () => store.approvals.answer({ id: ID, answer: 'deny', by: 'a person', now: time }),
      () => {
        time = 1_600_000;
      },
      () => expect(printed.at(-1)).toBe('4 expired'),
      () => store.approvals.insert(row({ id: 'id-number-5', number: 5, sessionId: 'two', expiresAt: 2_000_000 })),
      () => store.approvals.insert(row({ id: 'id-number-6', number: 6, expiresAt: 2_000_000 })),
      () => store.approvals.withdraw({ id: 'id-number-6', sessionId: 'session-one' }),
      () => store.approvals.drop('two'),
    ];
    const { code, log } = await watch(store, steps, { now: () => time, stdout: { write: take } });
    expect(printed).toEqual(['3 waiting', '4 waiting', '3 answered', '4 expired', '5 waiting', '6 waiting', '6 withdrawn', '5 gone']);
    expect([code, log]).toEqual([0, ['Watching for questions; Ctrl-C ends it.']]);
  });

  test('does not read the questions again while nothing changes', async () => {
    const inner = sharedStore([row()]);
    let reads = 0;
    const waiting = (now: number) => {
      reads += 1;
      return inner.approvals.waiting(now);
    };
    await watch(
      { ...inner, approvals: { ...inner.approvals, waiting } },
      Array(20).fill(() => undefined),
    );
    expect(reads).toBe(1);
  });

  test('prints for people, too', async () => {
    const store = sharedStore([row()]);
    const { stdout } = await watch(store, [() => store.approvals.withdraw(row())], { json: false });
    expect(stdout).toBe(`${(await list(sharedStore([row()]))).stdout}#3  11111111  withdrawn\n`);
  });

  test('ends at once when the signal comes while it waits', async () => {
    const stop = new AbortController();
    const log = (): void => stop.abort();
    expect((await list(sharedStore([]), { watch: true, signal: stop.signal, log })).code).toBe(0);
  });
});

describe('an answer', () => {
  test.each([
    { changed: {}, answer: 'allow_once', done: 'Approved once' },
    { changed: { operand: ID }, answer: 'allow_once', done: 'Approved once' },
    { changed: { operand: '11111111' }, answer: 'allow_once', done: 'Approved once' },
    { changed: { for: 'session' }, answer: 'allow_session', done: 'Approved for this session' },
    { changed: { choice: 'deny' }, answer: 'deny', done: 'Denied' },
  ] as const)('is put after the whole text was shown: $changed', async ({ changed, answer: expected, done }) => {
    const store = sharedStore([row()]);
    expect(await answer(store, changed)).toEqual({ code: 0, stdout: `${WHOLE}${done}: #3 11111111\n`, log: [] });
    expect(given(store)).toEqual({ answer: expected, by: 'a person' });
  });

  test.each([
    { text: {}, added: true, answer: 'allow_session', done: 'Written to /rules\nApproved for this session' },
    { text: {}, added: false, answer: 'allow_session', done: 'It stands in /rules already\nApproved for this session' },
    { text: { grantable: false }, added: true, answer: 'allow_once', done: 'Written to /rules\nApproved once' },
  ])('for always writes the rule that it shows: $text $added', async ({ text, added, answer: expected, done }) => {
    const store = sharedStore([row({}, text)]);
    const rules: string[] = [];
    let shownBefore = '';
    const said = await answer(store, {
      for: 'always',
      stdout: {
        write: (written) => {
          shownBefore += written;
        },
      },
      addRule: (rule) => {
        expect(shownBefore.endsWith('Rule for every session from now on: Bash(rm -rf build)\n')).toBe(true);
        expect(given(store)).toBeUndefined();
        rules.push(rule);
        return { file: '/rules', added };
      },
    });
    expect([said.code, said.log, rules]).toEqual([0, [], ['Bash(rm -rf build)']]);
    expect(
      shownBefore
        .split('\n')
        .slice(-3 - 1)
        .join('\n'),
    ).toBe(`Rule for every session from now on: Bash(rm -rf build)\n${done}: #3 11111111\n`);
    expect(given(store)).toEqual({ answer: expected, by: 'a person' });
  });

  test.each([
    {
      row: row({}, { grantable: false }),
      changed: { for: 'session' },
      why: 'Not answered: this may be approved once only, without --for session.',
    },
    {
      row: row({}, { alwaysRule: null }),
      changed: { for: 'always' },
      why: 'Not answered: there is no rule that would allow it always; approve it once.',
    },
    { row: row({ shown: '{}' }), changed: {}, why: 'Not answered: nobody can read what it is about, so it can only be denied.' },
    {
      row: row(),
      changed: { for: 'always' },
      why: 'Not answered, because the rule could not be written: no rule is to be written',
    },
  ] as const)('is not put further than it may go: $why', async ({ row: asked, changed, why }) => {
    const store = sharedStore([asked]);
    const { code, log } = await answer(store, changed);
    expect([code, log, given(store)]).toEqual([1, [why], undefined]);
  });

  test('denies what can not be read', async () => {
    const store = sharedStore([row({ shown: '{}' })]);
    expect(await answer(store, { choice: 'deny' })).toEqual({
      code: 0,
      stdout: `#3  ${ID}  waits for 12 s, expires in 9 min 48 s\nIts text is unreadable; it can only be denied.\nSession: session-one\nDenied: #3 11111111\n`,
      log: [],
    });
    expect(given(store)).toEqual({ answer: 'deny', by: 'a person' });
  });

  test('to a number of several sessions needs the id', async () => {
    const store = sharedStore([row(), row({ id: OTHER, sessionId: 'session-two' })]);
    const { code, stdout, log } = await answer(store);
    expect([code, stdout, log[0], log.slice(1).map((text) => text.slice(0, 12))]).toEqual([
      1,
      '',
      '2 questions are called "3"; name one by its id:',
      ['#3  11111111', '#3  22222222'],
    ]);
    expect([given(store), given(store, OTHER, 'session-two')]).toEqual([undefined, undefined]);
    expect((await answer(store, { operand: OTHER })).code).toBe(0);
    expect([given(store), given(store, OTHER, 'session-two')]).toEqual([undefined, { answer: 'allow_once', by: 'a person' }]);
  });

  test.each([
    ['answered', 'It has been answered already; the first answer counts.'],
    ['consumed', 'It has been answered already; the first answer counts.'],
    ['withdrawn', 'It was withdrawn by whoever asked; nothing is left to answer.'],
    ['expired', 'It has expired, which denies it; the agent can ask again.'],
    ['gone', 'It is not known: it was never asked, or the connection that asked has ended.'],
  ])('comes too late: %s', async (end, why) => {
    const store = sharedStore([row()]);
    if (end === 'answered') store.approvals.answer({ id: ID, answer: 'deny', by: 'another', now: 1_001_000 });
    if (end === 'consumed') store.approvals.consume(row());
    if (end === 'withdrawn') store.approvals.withdraw(row());
    if (end === 'gone') store.approvals.drop('session-one');
    const now = () => (end === 'expired' ? 1_600_000 : 1_012_000);
    for (const operand of ['3', ID, '11111111']) {
      expect(await answer(store, { operand, now })).toEqual({ code: 1, stdout: '', log: [`No question "${operand}" waits. ${why}`] });
    }
    expect(given(store)).toEqual(end === 'answered' ? { answer: 'deny', by: 'another' } : undefined);
  });

  test('loses to one that came while the rule was written', async () => {
    const store = sharedStore([row()]);
    const addRule = async () => {
      store.approvals.answer({ id: ID, answer: 'deny', by: 'another', now: 1_001_000 });
      return { file: '/rules', added: true };
    };
    const { code, log } = await answer(store, { for: 'always', addRule });
    expect([code, log, given(store)]).toEqual([
      1,
      ['Not answered: It has been answered already; the first answer counts. The rule stays in the file.'],
      { answer: 'deny', by: 'another' },
    ]);
  });

  test.each([
    {
      changed: { operand: undefined },
      why: 'Usage: bailiwick approve <number|id> [--for once|session|always]; `bailiwick approvals` lists them',
    },
    { changed: { operand: 'abc', choice: 'deny' }, why: 'Usage: bailiwick deny <number|id>; `bailiwick approvals` lists them' },
    {
      changed: { operand: '0' },
      why: 'Usage: bailiwick approve <number|id> [--for once|session|always]; `bailiwick approvals` lists them',
    },
    {
      changed: { choice: 'deny', for: 'session' },
      why: 'A denial is for this question alone, without --for; a rule that denies belongs into your rules.',
    },
  ] as const)('is refused when it is not understood: $changed', async ({ changed, why }) => {
    const store = sharedStore([row()]);
    expect(await answer(store, changed)).toEqual({ code: 64, stdout: '', log: [why] });
    expect(given(store)).toBeUndefined();
  });
});

test('a question of another process is listed, watched and answered through the file', async () => {
  const dir = stateDir();
  const server = opening({ stateDir: dir }).store;
  const { store } = opening({ stateDir: dir, owner: { id: 'command', pid: 2, startedAt: 20, boot: 'boot-1' } });
  const stop = new AbortController();
  const steps = [() => server.approvals.insert(row()), () => answer(store, { for: 'session' }), () => stop.abort()];
  const pause = async (): Promise<unknown> => steps.shift()?.();
  const { stdout } = await list(store, { watch: true, signal: stop.signal, pause });
  expect(stdout).toBe(`${(await list(sharedStore([row()]))).stdout}#3  11111111  answered\n`);
  expect(server.approvals.answerTo(row())).toEqual({ answer: 'allow_session', by: 'a person' });
});
