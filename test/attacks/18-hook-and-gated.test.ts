import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { claudeEntry } from '../../src/agents/catalogue/claude.ts';
import { claudeProtocol } from '../../src/agents/claude/protocol.ts';
import type { Session } from '../../src/session/session.ts';
import { bash } from '../../src/tools/bash.ts';
import { createFakeCodex, opened as openedCodex } from '../agents/codex/fake-codex.ts';
import { knock, opened as openedCage, saying } from '../server/cage/fixture.ts';
import { callOf, use } from '../session-fixture.ts';
import { begin, hostileBench, memory, outcome, saidBy } from './children.ts';
import type { Step } from './hostile-agent.ts';

/** What an agent writes where a request is expected: nothing of it is a yes, and nobody else feels it. */
const DEEP = 100_000;
const deep = `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`;
const base64 = (bytes: readonly number[]): string => Buffer.from(bytes).toString('base64');
const MEBI = 1_048_576;
/** Of one message, several times over, with what a parser makes of it. */
const MOST_GROWTH = 400 * MEBI;

const permission = (id: unknown, command: unknown): string =>
  `${JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'session/request_permission',
    params: {
      sessionId: 's',
      toolCall: { toolCallId: `call-${id}`, title: 'x', kind: 'execute', rawInput: { command } },
      options: [
        { optionId: 'yes', kind: 'allow_once', name: 'Yes' },
        { optionId: 'no', kind: 'reject_once', name: 'No' },
      ],
    },
  })}\n`;

/** No promise was left without somebody who takes its error: in a server that would be the end of every session. */
function noStrayErrors(): void {
  const stray: unknown[] = [];
  const heard = (error: unknown): void => void stray.push(error);
  process.on('unhandledRejection', heard);
  process.on('uncaughtException', heard);
  onTestFinished(() => {
    process.off('unhandledRejection', heard);
    process.off('uncaughtException', heard);
    expect(stray).toEqual([]);
  });
}

/** The session and another child of it still work. */
async function goesOn(session: Session): Promise<void> {
  const id = await begin(session, { asks: ['ls'] });
  expect(await outcome(session, id)).toMatchObject({ status: 'completed', policy: { allowed: 1, denials: 0 } });
  expect(await use(bash, { command: 'echo alive' }, callOf(session))).toMatchObject({ status: 'completed' });
}

const BREAKS: readonly (readonly [string, readonly Step[], RegExp])[] = [
  ['a line of 64 MiB', [{ raw: 'MEBI', times: 64 }, { raw: '\n' }], /^mid-run-failure: it wrote a message of more than 32 MiB/],
  ['a line that never ends', [{ raw: 'MEBI', times: 10_000 }], /^mid-run-failure: it wrote a message of more than 32 MiB/],
  ['bytes that are no UTF-8', [{ bytes: base64([0xff, 0xfe, 0x80, 0x0a]) }], /^mid-run-failure: it wrote a line that is no JSON/],
  ['NUL bytes', [{ raw: '\0\0\0\n' }], /^mid-run-failure: it wrote a line that is no JSON/],
  ['a NUL byte before a message', [{ raw: `\0${permission(1, 'ls')}` }], /^mid-run-failure: it wrote a line that is no JSON/],
  ['JSON that is no message', [{ raw: '"DEEP"\n' }], /^mid-run-failure: it wrote a line that is no message/],
  ['nothing any more', [{ closeStdout: true }, { hang: true }], /^mid-run-failure/],
  ['nothing any more, and stays', [{ stubborn: true }, { closeStdout: true }, { hang: true }], /^mid-run-failure/],
];

describe('an agent of the Agent Client Protocol', () => {
  test.each(BREAKS)('that writes %s is ended with words', async (_name, steps, words) => {
    noStrayErrors();
    const session = await hostileBench().open();
    const before = memory();
    const id = await begin(session, ...steps, { hang: true });
    expect(await outcome(session, id)).toMatchObject({ status: 'failed', reason: expect.stringMatching(words), policy: { allowed: 0 } });
    expect(memory() - before).toBeLessThan(MOST_GROWTH);
    await goesOn(session);
  });

  test.each([
    ['deeply nested input', permission(1, 'DEEP')],
    ['something deeply nested beside the command', permission(1, 'rm -rf /').replace('"command"', '"x":"DEEP","command"')],
    ['deeply nested parameters', '{"jsonrpc":"2.0","id":1,"method":"session/request_permission","params":"DEEP"}\n'],
    ['a deeply nested id', permission('DEEP', 'rm -rf /')],
    ['a deeply nested update', '{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"s","update":"DEEP"}}\n'],
    ['a deeply nested answer', '{"jsonrpc":"2.0","id":0,"result":"DEEP"}\n'],
    ['a NUL byte in a command', permission(1, 'ls\0; rm -rf /')],
    ['a command of 20 MB', permission(1, `rm -rf / ${'MEBI'.repeat(20)}`)],
    ['a command of no text', permission(1, { toString: 'ls' })],
    [
      'answers to what was never asked',
      '{"jsonrpc":"2.0","id":999,"result":{"outcome":"x"}}\n{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"x"}}\n',
    ],
    ['an answer to a request of its own', '{"jsonrpc":"2.0","id":1000001,"result":{"outcome":{"outcome":"selected","optionId":"yes"}}}\n'],
    ['a batch', `[${permission(1, 'ls').trim()}]\n`],
  ])('that sends %s gets no yes', async (_name, text) => {
    noStrayErrors();
    const bench = hostileBench();
    const session = await bench.open();
    const id = await begin(session, { raw: text }, { asks: ['rm -rf /'] }, { say: 'through' });
    const seen = await outcome(session, id);
    expect(['completed', 'failed', 'stopped', 'waiting_approval']).toContain(seen.status);
    expect(seen.policy?.allowed).toBe(0);
    expect(await saidBy(session, id)).not.toMatch(/^y/m);
    await goesOn(session);
  });

  test('that asks two things under one id gets two answers, and the yes is not for the other', async () => {
    const bench = hostileBench();
    const session = await bench.open();
    const id = await begin(session, { asks: ['rm -rf / 1', 'ls', 'rm -rf / 2'], id: 'same' });
    expect(await outcome(session, id)).toMatchObject({ status: 'completed' });
    expect(await saidBy(session, id)).not.toMatch(/^y|y$/m);
  });

  test('that sends 50,000 messages is heard, in bounds, and others go on meanwhile', async () => {
    noStrayErrors();
    const session = await hostileBench().open();
    const before = memory();
    const chunk = `${JSON.stringify({
      jsonrpc: '2.0',
      method: 'session/update',
      params: { sessionId: 's', update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'x' } } },
    })}\n`;
    const id = await begin(session, { raw: chunk.repeat(100), times: 500 }, { say: 'end' });
    await goesOn(session);
    expect(await outcome(session, id)).toMatchObject({ status: 'completed' });
    expect(memory() - before).toBeLessThan(MOST_GROWTH);
  });

  test('that asks without end and reads no answer is ended', async () => {
    noStrayErrors();
    const session = await hostileBench().open();
    const before = memory();
    const unknown = `{"jsonrpc":"2.0","id":1,"method":"no/such/method/${'x'.repeat(10_000)}"}\n`;
    const id = await begin(session, { stubborn: true }, { deaf: true }, { raw: unknown, times: 20_000 }, { hang: true });
    expect(await outcome(session, id)).toMatchObject({ status: 'failed', reason: expect.stringContaining('it does not read') });
    expect(memory() - before).toBeLessThan(MOST_GROWTH);
    await goesOn(session);
  });

  test.each([
    ['command', { kind: 'execute', rawInput: { command: `rm -rf / ${'MEBI'.repeat(20)}` } }],
    ['path', { kind: 'edit', content: [{ type: 'diff', path: 'MEBI'.repeat(20), newText: 'x' }] }],
    ['address', { kind: 'fetch', rawInput: { url: `https://example.com/${'MEBI'.repeat(20)}` } }],
    ['text', { kind: 'edit', content: [{ type: 'diff', path: '.npmrc', newText: 'MEBI'.repeat(20) }] }],
    ['title', { kind: 'execute', title: 'MEBI'.repeat(20), rawInput: { command: 'rm -rf /' } }],
  ])('that asks about a %s of 20 MiB holds nobody up', async (_name, more) => {
    const session = await hostileBench().open({ preset: 'standard' });
    const toolCall = { toolCallId: 'c', title: 'x', ...more };
    const options = [{ optionId: 'yes', kind: 'allow_once', name: 'Yes' }];
    const request = { jsonrpc: '2.0', id: 1, method: 'session/request_permission', params: { sessionId: 's', toolCall, options } };
    let [last, longest] = [performance.now(), 0];
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    onTestFinished(() => clearInterval(ticking));
    const id = await begin(session, { raw: `${JSON.stringify(request)}\n` }, { asks: ['rm -rf /'] });
    const seen = await outcome(session, id);
    expect(seen.policy?.allowed).toBe(0);
    expect(longest).toBeLessThan(1_500);
  });

  test('that is killed while a person is asked takes its question with it', async () => {
    const bench = hostileBench();
    const session = await bench.open({ preset: 'standard' });
    const file = path.join(bench.workspace, 'pid');
    const id = await begin(session, { shell: `echo $PPID > ${file}` }, { asks: ['git push'] });
    await expect.poll(() => session.tasks.questions().length, { timeout: 10_000 }).toBe(1);
    const [question] = session.tasks.questions();
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
    await (await session.tasks.get(id))?.ended;
    const seen = await outcome(session, id);
    expect(seen).toMatchObject({ status: 'failed', reason: expect.stringContaining('SIGKILL'), policy: { allowed: 0 } });
    // A yes that comes late is for nobody.
    question?.answer({ approvalId: question.approval.id, choice: 'allow_once' });
    expect([bench.store.approvals.waiting(bench.time), session.tasks.questions(), question?.over.aborted]).toEqual([[], [], true]);
    await goesOn(session);
  });
});

describe('Claude Code', () => {
  const INIT = { hooks_applied: true, hook_on_failure_supported: true, current_permission_mode: 'manual' };
  const hook = (request_id: string, input: string, id = 't1'): string =>
    `{"type":"control_request","request_id":"${request_id}","request":{"subtype":"hook_callback","callback_id":"bailiwick","input":{"hook_event_name":"PreToolUse","tool_name":"Read","tool_input":${input},"tool_use_id":"${id}","cwd":"/srv/project"}}}\n`;
  const prompt = (request_id: string, input: string, id = 't1'): string =>
    `{"type":"control_request","request_id":"${request_id}","request":{"subtype":"can_use_tool","tool_name":"Read","input":${input},"tool_use_id":"${id}"}}\n`;

  /** An open conversation over streams that a test writes to itself; its gate allows everything. */
  async function openClaude() {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    const heard: string[] = [];
    const listen = (chunk: unknown): void => void heard.push(String(chunk));
    stdin.on('data', listen);
    const ended = Promise.withResolvers<void>();
    const nothing = (): void => undefined;
    const opening = claudeProtocol.open(
      { stdin, stdout, ended: ended.promise },
      {
        entry: claudeEntry,
        profile: { args: [], env: {}, files: {}, session: {} },
        cwd: '/srv/project',
        cage: undefined,
        model: undefined,
        resume: undefined,
        signal: new AbortController().signal,
        events: {
          ask: async () => ({ allowed: true }),
          began: nothing,
          finished: nothing,
          text: nothing,
          used: nothing,
          violation: nothing,
        },
      },
    );
    await expect.poll(() => heard.length).toBe(1);
    const { request_id } = JSON.parse(heard[0] ?? '');
    stdout.write(`${JSON.stringify({ type: 'control_response', response: { subtype: 'success', request_id, response: INIT } })}\n`);
    return { conversation: await opening, stdin, stdout, heard, listen, end: ended.resolve };
  }

  test.each([
    ['a line of 64 MiB', 'x'.repeat(64 * MEBI)],
    ['a line of 64 MiB in pieces without an end', Array.from({ length: 64 }, () => 'x'.repeat(MEBI))],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x0a])],
    ['NUL bytes', '\0\0\n'],
    ['JSON that is no message', `${deep}\n`],
    ['a question of deeply nested shape', `{"type":"control_request","request_id":"r","request":{"subtype":"what","x":${deep}}}\n`],
    ['a question about deeply nested input', prompt('r', `{"file_path":"/srv/project/a","offset":${deep}}`)],
  ])('that writes %s has failed, and nothing was allowed', async (_name, bytes) => {
    noStrayErrors();
    const before = memory();
    const { conversation, stdout, heard } = await openClaude();
    const turn = conversation.prompt('go');
    for (const part of [bytes].flat()) stdout.write(part);
    expect(await turn).toMatchObject({ kind: 'failed', why: expect.any(String) });
    expect(heard.join('')).not.toContain('allow');
    expect(memory() - before).toBeLessThan(MOST_GROWTH);
  });

  test('that asks about one call with two inputs gets a yes for the first alone', async () => {
    noStrayErrors();
    const { conversation, stdout, heard, end } = await openClaude();
    const turn = conversation.prompt('go');
    stdout.write(hook('r1', `{"file_path":"/srv/project/a"}`));
    stdout.write(prompt('r2', `{"file_path":"/etc/shadow"}`));
    stdout.write(prompt('r1', `{"file_path":"/etc/shadow","offset":1}`));
    stdout.write('{"type":"control_response","response":{"subtype":"success","request_id":"never","response":{"behavior":"allow"}}}\n');
    await expect.poll(() => heard.filter((line) => line.includes('control_response')).length).toBe(3);
    expect(heard.filter((line) => line.includes('shadow'))).toEqual([]);
    expect(heard.filter((line) => line.includes('"deny"')).length).toBe(2);
    stdout.end();
    end();
    expect(await turn).toMatchObject({ kind: 'failed' });
  });

  test('that asks without end and reads no answer is broken off', async () => {
    const { conversation, stdin, stdout, listen } = await openClaude();
    const before = memory();
    const turn = conversation.prompt('go');
    stdin.off('data', listen);
    stdin.pause();
    const line = prompt('r', `{"file_path":"/srv/project/${'x'.repeat(100_000)}"}`);
    let over = false;
    void turn.then(() => {
      over = true;
    });
    for (let n = 0; n < 5_000 && !over; n += 1) {
      stdout.write(line.replaceAll('"r"', `"r${n}"`).replaceAll('"t1"', `"t${n}"`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(over).toBe(true);
    expect(await turn).toMatchObject({ kind: 'failed', why: 'it does not read what it is told' });
    expect(memory() - before).toBeLessThan(MOST_GROWTH);
  });
});

describe('Codex', () => {
  test('that sends deeply nested parameters gets no yes', async () => {
    noStrayErrors();
    const fake = createFakeCodex();
    const { conversation } = await openedCodex(fake, {}, () => ({ allowed: false, reason: 'no' }));
    const turn = conversation.prompt('go');
    await fake.sent(({ method }) => method === 'turn/start');
    fake.raw(`{"id":7,"method":"item/commandExecution/requestApproval","params":${deep}}\n`);
    const answer = await fake.sent(({ id }) => id === 7);
    expect(answer).toEqual({ id: 7, result: { decision: 'decline' } });
    fake.raw(
      `{"id":8,"method":"item/commandExecution/requestApproval","params":{"threadId":"thread-1","turnId":"turn-1","itemId":"i","command":"ls","cwd":"/w","x":${deep}}}\n`,
    );
    await fake.sent(({ id }) => id === 8);
    fake.end();
    expect(await turn).toMatchObject({ kind: 'failed' });
  });

  test('that asks without end and reads no answer is broken off', async () => {
    const fake = createFakeCodex();
    const { conversation } = await openedCodex(fake);
    const turn = conversation.prompt('go');
    await fake.sent(({ method }) => method === 'turn/start');
    fake.wire.stdin.removeAllListeners('readable');
    fake.wire.stdin.pause();
    let over = false;
    void turn.then(() => {
      over = true;
    });
    for (let n = 0; n < 2_000_000 && !over; n += 1) {
      fake.say({ id: `${'x'.repeat(190)}${n}`, method: 'no/such' });
      if (n % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(over).toBe(true);
    expect(await turn).toMatchObject({ kind: 'failed', why: 'it does not read what it is told' });
  });
});

describe('the socket of a cage', () => {
  const HELLO =
    '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}\n';

  async function inside() {
    const { cage, socket: place, log } = await openedCage([saying('hello')]);
    const raw = await knock(place);
    raw.socket.removeAllListeners('error').on('error', () => undefined);
    raw.socket.write(`${readFileSync(`/proc/self/fd/${cage.token}`, 'utf8')}\n${HELLO}`);
    return { ...raw, log };
  }
  const CALL = '{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"say","arguments":{}}}\n';

  test.each([
    ['a line of 64 MiB', [...Array.from({ length: 64 }, () => 'x'.repeat(MEBI)), '\n']],
    ['NUL bytes', ['\0\0\0\n']],
    ['a deeply nested message', [`${deep}\n`]],
    ['a deeply nested id', [`{"jsonrpc":"2.0","id":${deep},"method":"tools/list"}\n`]],
    ['deeply nested arguments', [`{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"say","arguments":{"word":${deep}}}}\n`]],
    [
      'deeply nested unknown arguments',
      [`{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"say","arguments":{"${'k'.repeat(9)}":${deep}}}}\n`],
    ],
    [
      'a deeply nested meta',
      [
        `{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"say","_meta":${deep.replace('[]', '{}').replaceAll('[', '{"a":').replaceAll(']', '}')}}}\n`,
      ],
    ],
    ['an answer that nobody asked for', ['{"jsonrpc":"2.0","id":77,"result":{}}\n']],
    ['one id twice', ['{"jsonrpc":"2.0","id":5,"method":"ping"}\n{"jsonrpc":"2.0","id":5,"method":"ping"}\n']],
    ['50,000 messages', Array.from({ length: 50 }, () => '{"jsonrpc":"2.0","method":"notifications/x"}\n'.repeat(1_000))],
  ])('after %s it still serves, or has closed this connection alone', async (_name, parts) => {
    noStrayErrors();
    const before = memory();
    const { socket, rest } = await inside();
    for (const part of parts) if (!socket.write(part)) await new Promise((resolve) => socket.once('drain', resolve));
    socket.end(CALL);
    const last = (await rest).split('\n').findLast((line) => line.includes('"id":9'));
    expect(last).toContain('hello');
    expect(memory() - before).toBeLessThan(MOST_GROWTH);
  });

  test('closes a connection that asks and reads no answer', async () => {
    const { socket, log } = await inside();
    socket.removeAllListeners('data').pause();
    const closed = new Promise<void>((resolve) => socket.once('close', resolve));
    const before = memory();
    const call = (id: number): string =>
      `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"say","arguments":{"word":"${'x'.repeat(MEBI)}"}}}\n`;
    for (let id = 1; id <= 1_000 && !socket.destroyed; id += 1)
      if (!socket.write(call(id))) await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
    socket.resume();
    await closed;
    expect(log).toEqual(['cage of task-1: a connection that did not read its answers was closed']);
    expect(memory() - before).toBeLessThan(2 * MOST_GROWTH);
  });

  test('takes 32 calls at once, and refuses more with words', async () => {
    const release = Promise.withResolvers<void>();
    const slow = { ...saying('hello'), call: async () => release.promise.then(() => ({ text: 'done', isError: false })) };
    const { socket: place, cage } = await openedCage([slow]);
    const { socket, rest } = await knock(place);
    socket.write(`${readFileSync(`/proc/self/fd/${cage.token}`, 'utf8')}\n${HELLO}`);
    for (let id = 1; id <= 40; id += 1) socket.write(CALL.replace('"id":9', `"id":${id}`));
    let heard = '';
    socket.on('data', (chunk) => {
      heard += String(chunk);
    });
    await expect.poll(() => heard.split('calls of yours are in work already').length - 1).toBe(8);
    release.resolve();
    socket.end();
    expect((await rest).split('"text":"done"').length - 1).toBe(32);
  });
});
