import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { type Logging, showLog } from '../../src/cli/log.ts';
import type { AuditRecord } from '../../src/store/audit/record.ts';
import { decided, recorded, screenOf } from './audit-harness.ts';

const AT = Date.UTC(2030, 0, 2, 3, 4, 5);
const RECORDS: readonly AuditRecord[] = [
  decided('rm -rf /', { decision: 'deny', tier: 0, rule: 'tier0:remove-root', reason: 'it removes everything' }),
  decided('git commit -m x', { decision: 'allow', approver: 'host', task: 't1' }),
  { kind: 'end', at: AT, session: 's1', task: 't1', of: 2, status: 'exited', exitCode: 0 },
  { kind: 'note', at: AT, text: 'the engine is `rules`' },
];

async function run(changes: Partial<Logging> & Pick<Logging, 'stateDir'>, { columns = 200, colour = false } = {}) {
  const screen = screenOf(columns, colour);
  const given = { operands: [], follow: false, denied: false, json: false, task: undefined, anchors: [] };
  const code = await showLog({ ...given, ...screen.handed, signal: new AbortController().signal, ...changes });
  return { code, text: screen.text(), said: screen.said };
}

test('every line is one for a person, what was decided first', async () => {
  const { stateDir } = recorded(RECORDS);
  expect(await run({ stateDir })).toEqual({
    code: 0,
    said: [],
    text: [
      '2030-01-02T03:04:05 deny  #1 0 tier0:remove-root  host  bash: rm -rf /  -- it removes everything\n',
      '2030-01-02T03:04:05 allow #2 3 preset:standard:git-write, by host  host/t1  bash: git commit -m x  -- it changes the history\n',
      '2030-01-02T03:04:05 end   #2 exited with 0\n',
      '2030-01-02T03:04:05 note  the engine is `rules`\n',
    ].join(''),
  });
});

test('denials alone, one task alone, and JSON', async () => {
  const { stateDir } = recorded(RECORDS);
  const denied = await run({ stateDir, denied: true });
  const task = await run({ stateDir, task: 't1' });
  const json = await run({ stateDir, json: true, denied: true });
  expect(denied.text).toBe('2030-01-02T03:04:05 deny  #1 0 tier0:remove-root  host  bash: rm -rf /  -- it removes everything\n');
  expect(task.text.split('\n').map((line) => line.slice(20, 28))).toEqual(['allow #2', 'end   #2', '']);
  const parsed: unknown = JSON.parse(json.text);
  expect(parsed).toEqual({
    chain: 'c1',
    seq: 1,
    place: '1:1',
    previous: '0'.repeat(64),
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    ...RECORDS[0],
  });
});

const TASK = 'task_aaaa1111-x';
const OTHER_TASK = 'task_aaaa2222-x';
const STARTED: readonly AuditRecord[] = [
  decided('npm test', { decision: 'allow' }),
  decided('npm run build', { decision: 'allow' }),
  decided('rm x', { decision: 'deny', task: TASK }),
  { kind: 'end', at: AT, session: 's1', task: TASK, of: 2, status: 'completed', exitCode: 0 },
  { kind: 'end', at: AT, session: 's1', task: OTHER_TASK, of: 1, status: 'failed', exitCode: 1 },
  { kind: 'end', at: AT, session: 's1', of: 3, status: 'completed' },
];

test('of a task also the decision that started it, which its end points to', async () => {
  const { stateDir } = recorded(STARTED);
  const shown = async (task: string, changes: Partial<Logging> = {}) => {
    const { code, said, text } = await run({ stateDir, task, ...changes });
    return { code, said, lines: text.split('\n').map((line) => line.slice(20, 28)) };
  };
  const whole = { code: 0, said: [], lines: ['allow #2', 'deny  #3', 'end   #2', ''] };
  expect(await shown(TASK)).toEqual(whole);
  expect(await shown('task_aaaa1')).toEqual(whole);
  expect(await shown('AAAA1111')).toEqual(whole);
  expect(await shown('aaaa2')).toEqual({ code: 0, said: [], lines: ['allow #1', 'end   #1', ''] });
  expect(await shown(TASK, { denied: true })).toEqual({ code: 0, said: [], lines: ['deny  #3', ''] });
  const nothing = { code: 1, lines: [''] };
  expect(await shown('bbbb')).toEqual({ ...nothing, said: ['Nothing in the log is of that task.'] });
  expect(await shown('aaa')).toEqual({ ...nothing, said: ['"aaa" is too short; give at least 4 characters of the id.'] });
  expect(await shown('aaaa')).toEqual({
    ...nothing,
    said: [`2 tasks begin with "aaaa": ${TASK}, ${OTHER_TASK}. Give more of the id.`],
  });
});

test('what comes of a task is followed', async () => {
  const { stateDir, path } = recorded(STARTED);
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, lines.slice(0, 3).join('\n').concat('\n'));
  const end = new AbortController();
  let text = '';
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      if (text === '') appendFileSync(path, lines.slice(3).join('\n'));
      text += String(chunk);
      if (text.includes('end ')) end.abort();
      done();
    },
  });
  expect((await run({ stateDir, follow: true, task: 'aaaa1111', stdout, signal: end.signal })).code).toBe(0);
  expect(text.split('\n').map((line) => line.slice(20, 28))).toEqual(['deny  #3', 'end   #2', '']);
});

test('what others wrote acts on no terminal, and stays one line', async () => {
  const { stateDir } = recorded([decided('echo \u001b]52;c;x\u0007\nb\u202e\tc')]);
  const text = (await run({ stateDir })).text;
  const json = (await run({ stateDir, json: true })).text;
  expect(text).toBe(
    '2030-01-02T03:04:05 ask   #1 3 preset:standard:git-write  host  bash: echo \u241b]52;c;x\u2407\u240ab\\u{202e} c  -- it changes the history\n',
  );
  expect(json).toMatch(/^[\x20-\x7e]*\n$/);
});

test('lines are cut to the screen, and coloured where that is told', async () => {
  const { stateDir } = recorded(RECORDS.slice(0, 1));
  expect((await run({ stateDir }, { columns: 40 })).text).toBe('2030-01-02T03:04:05 deny  #1 0 tier0:re\u2026\n');
  expect((await run({ stateDir }, { columns: 40, colour: true })).text).toBe(
    '2030-01-02T03:04:05 \u001b[31mdeny\u001b[0m  #1 0 tier0:re\u2026\n',
  );
});

test('what cannot be read is said', async () => {
  const { stateDir, path } = recorded(RECORDS);
  appendFileSync(path, 'hello\n');
  expect(await run({ stateDir, denied: true })).toEqual({
    code: 1,
    said: [`${path}:5 is no line of the log; \`bailiwick log verify\` says what is wrong.`],
    text: '2030-01-02T03:04:05 deny  #1 0 tier0:remove-root  host  bash: rm -rf /  -- it removes everything\n',
  });
});

test('following ends with its signal', async () => {
  const { stateDir } = recorded(RECORDS.slice(0, 1));
  const end = new AbortController();
  let text = '';
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      end.abort();
      done();
    },
  });
  expect((await run({ stateDir, follow: true, stdout, signal: end.signal })).code).toBe(0);
  expect(text.length).toBeGreaterThan(0);
});

test('verify says that all fits, and what that means', async () => {
  const { stateDir, head } = recorded(RECORDS);
  expect(await run({ stateDir, operands: ['verify'], anchors: [head] })).toEqual({
    code: 0,
    said: [],
    text: 'ok      c1  lines 1 to 4\nThis shows that the lines fit each other, not who wrote them.\n',
  });
});

test('verify names the line that breaks a chain', async () => {
  const { stateDir, path, head } = recorded(RECORDS);
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, whole.replace('rm -rf /', 'ls -la /'));
  const changed = await run({ stateDir, operands: ['verify'] });
  writeFileSync(path, whole.split('\n').slice(0, 2).join('\n').concat('\n'));
  const cut = await run({ stateDir, operands: ['verify'], anchors: [head, { chain: 'c0', seq: 3, hash: 'f'.repeat(64) }] });
  const end = 'This shows that the lines fit each other, not who wrote them.\n';
  expect([changed, cut]).toEqual([
    { code: 1, said: [], text: `broken  c1  ${path}:1 was changed: its hash is not that of its text\n${end}` },
    {
      code: 1,
      said: [],
      text: [
        `broken  c1  ${path}:2 is the last one there, and the store knows later ones: the end was cut off\n`,
        `broken  c0  ${stateDir}/audit: nothing of it is there, and the store knows lines of it\n`,
        end,
      ].join(''),
    },
  ]);
});

test('verify without a log', async () => {
  const { stateDir } = recorded([]);
  expect(await run({ stateDir, operands: ['verify'] })).toEqual({
    code: 0,
    said: [],
    text: 'There is no log yet.\nThis shows that the lines fit each other, not who wrote them.\n',
  });
});

test('wrong usage', async () => {
  const { stateDir } = recorded([]);
  expect(await run({ stateDir, operands: ['check'] })).toEqual({ code: 64, said: ['`log` knows verify, not "check".'], text: '' });
  expect(await run({ stateDir, operands: ['verify'], denied: true })).toEqual({
    code: 64,
    said: ['`log verify` always looks at the whole log; leave the other flags out.'],
    text: '',
  });
});
