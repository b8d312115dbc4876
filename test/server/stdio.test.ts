import { describe, expect, test } from 'vitest';
import { connectInProcess, startInProcess } from '../harness.ts';
import { envelope, initialize, initialized, notification, rawClient, request, toolCall } from './raw-client.ts';
import { createToy, type ToyOptions } from './toy-app.ts';

type StartOptions = Parameters<typeof startInProcess>[1] & { toy?: ToyOptions };

function start({ toy: toyOptions, ...options }: StartOptions = {}) {
  const toy = createToy(toyOptions);
  const streams = startInProcess(toy.app, options);
  return { toy, ...streams, raw: rawClient(streams) };
}

const said = (text: string, id: string | number = 1) => ({
  jsonrpc: '2.0',
  id,
  result: { content: [{ type: 'text', text: `said ${text}` }], structuredContent: { text } },
});
const serverInfo = { 'io.modelcontextprotocol/serverInfo': { name: 'toy', title: 'Toy', version: '1.2.3' } };
const capabilities = { tools: {}, logging: {}, resources: { subscribe: true, listChanged: true } };
const discover = request('probe', 'server/discover', { _meta: envelope() });

describe('eras', () => {
  test.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('initialize at %s', async (protocolVersion) => {
    const { raw } = start();
    raw.send(initialize({}, protocolVersion), initialized, toolCall(1, 'echo', { text: 'hi' }));
    expect(await raw.answer('init')).toEqual({
      jsonrpc: '2.0',
      id: 'init',
      result: { protocolVersion, capabilities, serverInfo: { name: 'toy', title: 'Toy', version: '1.2.3' }, instructions: 'Play.' },
    });
    expect(await raw.answer(1)).toEqual(said('hi'));
  });

  test('a revision that nobody knows is answered with the newest that has initialize', async () => {
    const { raw } = start();
    raw.send(initialize({}, '2099-01-01'));
    expect(await raw.answer('init')).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
  });

  test('server/discover, then modern calls', async () => {
    const { raw } = start();
    raw.send(discover, toolCall(1, 'echo', { text: 'hi' }, { _meta: envelope() }));
    expect(await raw.answer('probe')).toEqual({
      jsonrpc: '2.0',
      id: 'probe',
      result: {
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities: { ...capabilities, extensions: { 'io.modelcontextprotocol/tasks': {} } },
        instructions: 'Play.',
        ttlMs: 0,
        cacheScope: 'private',
        _meta: serverInfo,
      },
    });
    expect(await raw.answer(1)).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { ...said('hi').result, resultType: 'complete', _meta: serverInfo },
    });
  });

  test('a probe, then initialize after all: one connection, one session', async () => {
    const { raw, toy } = start();
    raw.send(discover);
    await raw.answer('probe');
    raw.send(initialize(), initialized, toolCall(1, 'echo', { text: 'hi' }), toolCall(2, 'echo', { text: 'ho' }));
    expect(await raw.answer('init')).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
    expect(await raw.answer(1)).toEqual(said('hi'));
    expect(await raw.answer(2)).toEqual(said('ho', 2));
    expect(toy.opened).toEqual([{ name: 'raw' }]);
  });

  test('--protocol legacy: the probe finds a server that never heard of it, and initialize works', async () => {
    const { raw } = start({ protocol: 'legacy' });
    raw.send(discover, initialize(), initialized, toolCall(1, 'echo', { text: 'hi' }, { _meta: envelope() }));
    expect(await raw.answer('probe')).toEqual({
      jsonrpc: '2.0',
      id: 'probe',
      error: { code: -32601, message: 'Method not found: server/discover' },
    });
    expect(await raw.answer('init')).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
    expect(await raw.answer(1)).toEqual(said('hi'));
  });
});

describe('what cannot be read', () => {
  const error = (id: string | number | null, code: number, message: string) => ({ jsonrpc: '2.0', id, error: { code, message } });

  test('gets an error, and the connection stays', async () => {
    const { raw } = start();
    raw.send('{"jsonrpc": nonsense}\n');
    expect(await raw.next()).toEqual(error(null, -32700, 'Parse error: a line is not valid JSON'));
    raw.send([initialize()]);
    expect(await raw.next()).toEqual(error(null, -32600, 'Invalid request: batches are not supported: send one message a line'));
    raw.send({ jsonrpc: '2.0', id: 9 });
    expect(await raw.next()).toEqual(error(9, -32600, 'Invalid request: "method" is missing'));
    raw.send('\n', ' \r\n', notification('notifications/nobody/knows'), initialize());
    expect(await raw.next()).toMatchObject({ id: 'init', result: { protocolVersion: '2025-11-25' } });
  });

  test('a message over 10 MB is skipped and answered, the next one is served', async () => {
    const { raw } = start();
    raw.send(initialize(), initialized);
    await raw.answer('init');
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    raw.send('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"', ...Array.from({ length: 12 }, () => chunk), '"}}\n');
    raw.send(toolCall(2, 'echo', { text: 'still here' }));
    expect(await raw.next()).toEqual(
      error(null, -32600, 'Invalid request: a message may have at most 10485760 bytes; this one was skipped'),
    );
    expect(await raw.next()).toEqual(said('still here', 2));
  });

  test('deep nesting is a wrong argument like any other', async () => {
    const { raw } = start();
    const depth = 100_000;
    raw.send(initialize(), initialized, toolCall(1, 'echo', { text: 'x' }));
    await raw.answer(1);
    raw.send(
      `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"text":${'['.repeat(depth)}${']'.repeat(depth)}}}}\n`,
      toolCall(3, 'echo', { text: 'hi' }),
    );
    expect(await raw.answer(2)).toMatchObject({ result: { isError: true } });
    expect(await raw.answer(3)).toEqual(said('hi', 3));
  });

  test('bytes come one at a time', async () => {
    const { raw } = start();
    const bytes = Buffer.from(
      [initialize(), initialized, toolCall(1, 'echo', { text: 'é€😀' })].map((message) => `${JSON.stringify(message)}\n`).join(''),
    );
    raw.send(...Array.from(bytes, (byte) => Buffer.from([byte])));
    expect(await raw.answer(1)).toEqual(said('é€😀'));
  });

  test.each(['nobody/knows', 'completion/complete', 'tools/nothing\u001b[2J'])('unknown method %j is named', async (method) => {
    const { raw } = start();
    raw.send(initialize(), initialized, request(1, method, {}));
    expect(await raw.answer(1)).toEqual(error(1, -32601, `Method not found: ${method.replace('\u001b', '␛')}`));
  });

  test('a method of the other era is unknown in this one', async () => {
    const { raw } = start();
    raw.send(
      request(1, 'tools/list', { _meta: envelope() }),
      request(2, 'resources/subscribe', { _meta: envelope(), uri: 'bailiwick://tasks' }),
    );
    expect(await raw.answer(2)).toEqual(error(2, -32601, 'Method not found: resources/subscribe'));
  });

  test.each([
    ['tools/call', { arguments: {} }, /name/],
    ['tools/call', { name: 'echo', arguments: [] }, /arguments/],
    ['tools/list', { cursor: 'x' }, /there are no further pages/],
    ['resources/read', {}, /uri/],
    ['resources/read', { uri: 'bailiwick://tasks/a7c1/output?stream=x' }, /"stream" is one of stdout, stderr, combined/],
  ])('wrong parameters of %s %j are -32602', async (method, params, message) => {
    const { raw } = start();
    raw.send(initialize(), initialized, request(1, method, params));
    expect(await raw.answer(1)).toMatchObject({ error: { code: -32602, message: expect.stringMatching(message) } });
  });
});

describe('tools/call', () => {
  test('the text of an exception goes to the log and nowhere else', async () => {
    const { raw, log } = start();
    raw.send(initialize(), initialized, toolCall(1, 'fail', { how: 'crash' }));
    expect(await raw.answer(1)).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        isError: true,
        content: [
          { type: 'text', text: expect.stringMatching(/^Internal error in fail; the log of the server has it as [0-9a-f-]{36}\.$/) },
        ],
      },
    });
    expect(log).toEqual([expect.stringContaining('Error: SECRET /home/somebody')]);
  });

  test('an answer that is no JSON becomes an internal error', async () => {
    const { raw, log } = start();
    raw.send(initialize(), initialized, toolCall(1, 'fail', { how: 'circular' }));
    expect(await raw.answer(1)).toEqual({ jsonrpc: '2.0', id: 1, error: { code: -32603, message: 'Internal error, see the log' } });
    expect(log).toEqual([expect.stringContaining('an answer cannot be written as JSON')]);
  });

  test.each(['legacy', 'modern'])('progress only rises, and stops with the answer (%s)', async (era) => {
    const { raw, toy } = start();
    const meta = { progressToken: 'p', ...(era === 'modern' ? envelope() : {}) };
    if (era === 'legacy') raw.send(initialize(), initialized);
    raw.send(toolCall(1, 'count', { values: [1, 3, 2, 3, 4] }, { _meta: meta }));
    await raw.answer(1);
    toy.afterReturn.progress?.(5, 'too late');
    raw.send(toolCall(2, 'echo', { text: 'hi' }, { _meta: meta }));
    await raw.answer(2);
    const progress = raw.left.filter((message) => message['method'] === 'notifications/progress').map((message) => message['params']);
    expect(progress).toEqual([1, 3, 4].map((value) => ({ progressToken: 'p', progress: value, message: `at ${value}` })));
  });

  test('without a token nothing is reported', async () => {
    const { raw, toy } = start();
    raw.send(initialize(), initialized, toolCall(1, 'count', { values: [1, 2] }));
    await raw.answer(1);
    expect(toy.afterReturn.progress).toBeUndefined();
    expect(raw.left).toEqual([expect.objectContaining({ id: 'init' })]);
  });

  test.each(['legacy', 'modern'])('a cancelled call stops and is not answered (%s)', async (era) => {
    const { raw, toy } = start();
    const more = era === 'modern' ? { _meta: envelope() } : {};
    if (era === 'legacy') {
      raw.send(initialize(), initialized);
      await raw.answer('init');
    }
    raw.send(toolCall(1, 'hang', {}, more));
    await toy.hang.started;
    raw.send(notification('notifications/cancelled', { requestId: 1, ...more }));
    await toy.hang.aborted;
    raw.send(toolCall(2, 'echo', { text: 'hi' }, more));
    expect(await raw.next()).toMatchObject({ id: 2 });
  });
});

describe('the end', () => {
  test('stdin EOF ends it: the session is closed, what runs is aborted', async () => {
    const { raw, to, toy, ended } = start();
    raw.send(initialize(), initialized, toolCall(1, 'hang', {}));
    await toy.hang.started;
    to.end();
    await toy.hang.aborted;
    await ended;
    expect(toy.closed).toEqual(['session-1']);
  });

  test('what was asked before EOF is answered first', async () => {
    const { raw, to, toy, ended } = start();
    raw.send(initialize(), initialized, toolCall(1, 'echo', { text: 'hi' }));
    to.end(JSON.stringify(toolCall(2, 'echo', { text: 'no newline' })));
    await ended;
    expect(await raw.answer(1)).toEqual(said('hi'));
    expect(await raw.answer(2)).toEqual(said('no newline', 2));
    expect(toy.closed).toEqual(['session-1']);
  });

  test('a signal ends it', async () => {
    const stop = new AbortController();
    const { raw, toy, ended } = start({ signal: stop.signal });
    raw.send(initialize(), initialized, toolCall(1, 'hang', {}));
    await toy.hang.started;
    stop.abort();
    await toy.hang.aborted;
    await ended;
    expect(toy.closed).toEqual(['session-1']);
  });

  test('a signal that came before ends it at once', async () => {
    const { ended, toy } = start({ signal: AbortSignal.abort() });
    await ended;
    expect(toy.closed).toEqual([]);
  });

  test('a broken stdout ends it', async () => {
    const { raw, from, toy, ended } = start();
    raw.send(initialize(), initialized, toolCall(1, 'hang', {}));
    await toy.hang.started;
    from.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await ended;
    expect(toy.closed).toEqual(['session-1']);
  });

  test('without a call there is no session to close', async () => {
    const { raw, to, toy, ended } = start();
    raw.send(discover);
    await raw.answer('probe');
    to.end();
    await ended;
    expect([toy.opened, toy.closed]).toEqual([[], []]);
  });

  test('a session that is being opened at the end is closed, too', async () => {
    const gate = Promise.withResolvers<void>();
    const { raw, to, toy, ended } = start({ toy: { openSession: () => gate.promise }, limits: { drainMs: 0 } });
    raw.send(initialize(), initialized, toolCall(1, 'echo', { text: 'hi' }));
    await raw.answer('init');
    to.end();
    gate.resolve();
    await ended;
    expect([toy.opened.length, toy.closed.length]).toEqual([1, 1]);
  });
});

describe('the client', () => {
  test.each(['v1', 'v2 legacy'] as const)('%s: its roots are asked for, and a change of roots drops grants', async (kind) => {
    const toy = createToy();
    let roots = ['file:///srv/a', 'file://elsewhere/srv', 'file:///srv/b%20c'];
    const { client } = await connectInProcess(kind, toy.app, { name: 'the\u202ehost', roots: () => roots });
    await client.call('echo', { text: 'hi' });
    expect(toy.opened).toEqual([{ name: 'the\\u{202e}host', roots: ['/srv/a', '/srv/b c'] }]);
    roots = ['file:///srv/d'];
    await client.rootsChanged();
    await client.call('echo', { text: 'hi' });
    await client.call('echo', { text: 'hi' });
    expect(toy.events).toEqual(['grants dropped', 'roots of session-1: /srv/d']);
    await client.close();
  });

  test('one that does not answer roots/list is served without', async () => {
    const { raw, toy, log } = start({ limits: { rootsMs: 10 } });
    raw.send(initialize({ roots: {} }), initialized, toolCall(1, 'echo', { text: 'hi' }));
    expect(await raw.answer(1)).toEqual(said('hi'));
    expect(toy.opened).toEqual([{ name: 'raw' }]);
    expect(log).toEqual([expect.stringContaining('the client did not list its roots')]);
  });

  test('a failed session is said in our words, and tried again with the next call', async () => {
    let fails = true;
    const { raw, toy, log } = start({
      toy: {
        openSession: async () => {
          if (fails) throw new Error('SECRET');
        },
      },
    });
    raw.send(initialize(), initialized, toolCall(1, 'echo', { text: 'hi' }));
    expect(JSON.stringify(await raw.answer(1))).toMatch(/Internal error in echo; the log/);
    expect(log).toEqual([expect.stringContaining('SECRET')]);
    fails = false;
    raw.send(toolCall(2, 'echo', { text: 'hi' }));
    expect(await raw.answer(2)).toEqual(said('hi', 2));
    expect(toy.opened.length).toBe(2);
  });
});
