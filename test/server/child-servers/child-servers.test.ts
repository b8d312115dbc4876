import { expect, test } from 'vitest';
import { living } from '../../shell/process/fixture.ts';
import { type Bench, call, opened, rawServer, server } from './fixture.ts';

const names = ({ tools }: Bench): readonly string[] => tools.map(({ name }) => name);
const LISTS = (tools: string): string => `if (method === 'tools/list') return say({ tools: ${tools} });`;

test('the tools of a server, with its words labelled and its schema as it is', async () => {
  const bench = await opened([server({ tools: ['add', 'fail'] })]);
  expect(bench.problems).toEqual([]);
  expect(bench.tools.map(({ name, description, schema }) => ({ name, description, schema }))).toEqual([
    {
      name: 'mcp_real_add',
      description: "A tool of the MCP server real; each call is judged. In the server's own words: Adds. Two \\u{202e}numbers.",
      schema: expect.objectContaining({
        type: 'object',
        properties: { a: { type: 'number', description: 'One\\u{200b}' }, b: { type: 'number' } },
        required: ['a', 'b'],
      }),
    },
    {
      name: 'mcp_real_fail',
      description: 'A tool of the MCP server real; each call is judged. It says nothing about it.',
      schema: expect.objectContaining({ type: 'object' }),
    },
  ]);
});

test('a call is judged by server, name and arguments, then made, and its end is told', async () => {
  const bench = await opened([server()]);
  expect(await call(bench, 'mcp_real_add', { a: 1, b: 2 })).toEqual({ text: '3', isError: false });
  expect(await call(bench, 'mcp_real_fail')).toEqual({ text: 'no ␛[31mway', isError: true });
  const where = { kind: 'tool', server: 'real', cwd: bench.root, access: 'workspace-write' };
  expect(bench.asked).toEqual([
    { ...where, tool: 'mcp_real_add', name: 'add', arguments: '{"a":1,"b":2}' },
    { ...where, tool: 'mcp_real_fail', name: 'fail', arguments: '{}' },
  ]);
  expect(bench.ended).toEqual([{ status: 'completed' }, { status: 'failed' }]);
});

test('what is denied does not reach the server', async () => {
  const bench = await opened([rawServer(`${LISTS("[tool('x')]")} if (method === 'tools/call') return say(text('done'));`)], {
    held: (action) => (action.kind === 'tool' && action.arguments === '{}' ? { allowed: false, reason: 'not this' } : yes(action)),
  });
  expect(await call(bench, 'mcp_raw_x')).toEqual({ text: 'Denied: not this', isError: true });
  expect(await call(bench, 'mcp_raw_x', { a: 1 })).toEqual({ text: 'done', isError: false });
});
const yes = (_: unknown) => ({ allowed: true, execution: undefined, ended: () => undefined }) as const;

test('it gets the directory / and no more of the environment than it was given by name', async () => {
  const bench = await opened([server({ env: ['WANTED', 'ABSENT'] })]);
  const [cwd, env] = JSON.parse((await call(bench, 'mcp_real_env')).text);
  expect(cwd).toBe('/');
  expect(env).toEqual(expect.arrayContaining(['BAILIWICK_TASK', 'HOME', 'PATH', 'WANTED']));
  expect(env).not.toContain('SECRET_KEY');
  expect(env).not.toContain('ABSENT');
});

test('what is no text is only named', async () => {
  const bench = await opened([server()]);
  expect((await call(bench, 'mcp_real_picture')).text).toBe(
    '[image image/png: not shown]\n[link to file:///x]\n[resource file:///y]\ninside',
  );
});

test('structured content is shown where there is no text, a long text is cut, and nothing is said to be nothing', async () => {
  const bench = await opened([
    rawServer(`${LISTS("[tool('structured'), tool('long'), tool('nothing')]")}
    if (method !== 'tools/call') return;
    if (params.name === 'structured') return say({ content: [], structuredContent: { a: 'x\\u202e' } });
    if (params.name === 'long') return say(text('ä'.repeat(40000)));
    return say({ content: [] });`),
  ]);
  expect((await call(bench, 'mcp_raw_structured')).text).toBe('{"a":"x\\u{202e}"}');
  expect((await call(bench, 'mcp_raw_long')).text).toBe(`${'ä'.repeat(32_768)}\n[cut: it has 80000 bytes]`);
  expect((await call(bench, 'mcp_raw_nothing')).text).toBe('(it gave nothing back)');
});

test('a server of the first SDK', async () => {
  const everything = import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js');
  const bench = await opened([
    server({ name: 'everything', args: ['--input-type=module', '-e', `await import(${JSON.stringify(everything)})`], tools: ['echo'] }),
  ]);
  expect([bench.problems, names(bench)]).toEqual([[], ['mcp_everything_echo']]);
  expect(await call(bench, 'mcp_everything_echo', { message: 'hello' })).toEqual({ text: 'Echo: hello', isError: false });
});

test('what a server asks of us is refused, and what it tells is passed over', async () => {
  const bench = await opened([
    rawServer(`${LISTS("[tool('ask')]")}
    if (method === 'tools/call') {
      Object.assign(globalThis, { said: [], call: id });
      write('this is no message');
      write({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
      const params = { messages: [], maxTokens: 1, message: 'x', requestedSchema: { type: 'object', properties: {} } };
      for (const method of ['sampling/createMessage', 'elicitation/create', 'roots/list']) write({ jsonrpc: '2.0', id: method, method, params });
    } else if (message.error && said.push([id, message.error.code]) === 3)
      write({ jsonrpc: '2.0', id: call, result: text(JSON.stringify(said)) });`),
  ]);
  expect(JSON.parse((await call(bench, 'mcp_raw_ask')).text)).toEqual([
    ['sampling/createMessage', -32601],
    ['elicitation/create', -32601],
    ['roots/list', -32601],
  ]);
  expect(names(bench)).toEqual(['mcp_raw_ask']);
});

test('a server that gives no answer in time', async () => {
  const bench = await opened([rawServer(LISTS("[tool('hang')]"))], { deps: { limits: { openMs: 20_000, callMs: 50 } } });
  expect(await call(bench, 'mcp_raw_hang')).toEqual({
    text: 'The MCP server raw gave no answer: Request timed out',
    isError: true,
  });
  expect(bench.ended).toEqual([{ status: 'failed' }]);
});

test('a call that nobody waits for any more', async () => {
  const cancel = new AbortController();
  const bench = await opened([rawServer(`${LISTS("[tool('hang')]")} if (method === 'tools/call') write('seen');`)]);
  const hanging = call(bench, 'mcp_raw_hang', {}, cancel.signal);
  cancel.abort();
  expect(await hanging).toEqual({ text: 'The call was cancelled.', isError: true });
  expect(bench.ended).toEqual([{ status: 'cancelled' }]);
});

test('a server that dies in a call leaves its last words', async () => {
  const bench = await opened([
    rawServer(`${LISTS("[tool('die')]")} if (method === 'tools/call') { console.error('out of \\u001bmemory'); process.exit(3); }`),
  ]);
  const said = ['The MCP server raw gave no answer: Connection closed; it wrote: out of ␛memory', true];
  const reply = await call(bench, 'mcp_raw_die');
  expect([reply.text, reply.isError]).toEqual(said);
  expect((await call(bench, 'mcp_raw_die')).isError).toBe(true);
});

test('an answer that is too long ends the connection', async () => {
  const bench = await opened([
    rawServer(`${LISTS("[tool('flood')]")} if (method === 'tools/call') say(text('x'.repeat(9 * 1024 * 1024)));`),
  ]);
  expect(await call(bench, 'mcp_raw_flood')).toEqual({
    text: 'The MCP server raw gave no answer: it sent a line of more than 8388608 bytes',
    isError: true,
  });
});

test('servers that can not be used are problems, and the others are there', async () => {
  const limits = { openMs: 5_000, callMs: 1_000 };
  const bench = await opened(
    [
      server({ name: 'absent', command: 'no-such-server' }),
      server({ name: 'dies', args: ['-e', 'console.error("bad\\u202e setting"); process.exit(1)'] }),
      server({ name: 'silent', args: ['-e', 'process.stdin.resume()'] }),
      rawServer(`if (method === 'tools/list') return refuse();`, { name: 'toolless' }),
      rawServer(LISTS("[tool('x')]")),
    ],
    { deps: { limits } },
  );
  expect(names(bench)).toEqual(['mcp_raw_x']);
  expect(bench.problems).toEqual([
    'The MCP server absent is not offered: its program "no-such-server" is not on PATH. Install it, or give its path.',
    'The MCP server dies is not offered: Connection closed; it wrote: bad\\u{202e} setting',
    'The MCP server silent is not offered: it gave no tools within 5 s',
    'The MCP server toolless is not offered: no',
  ]);
});

test('names are made safe, kept apart, and at most 40 are given', async () => {
  const bench = await opened([
    rawServer(LISTS(`[tool('a.b'), tool('a/b'), tool('${'x'.repeat(100)}'), tool('bad name'), tool('a.b')]`), { name: 'a' }),
    rawServer(LISTS("Array.from({ length: 50 }, (_, i) => tool('t' + i))"), { name: 'many' }),
    rawServer(LISTS('[]'), { name: 'few', tools: ['gone'] }),
  ]);
  expect(names(bench).slice(0, 4)).toEqual(['mcp_a_a_b', 'mcp_a_a_b_ae272a3b', `mcp_a_${'x'.repeat(49)}_5a6acf79`, 'mcp_many_t0']);
  expect([bench.tools.length, new Set(names(bench)).size, Math.max(...names(bench).map((name) => name.length))]).toEqual([40, 40, 64]);
  expect(bench.problems).toEqual([
    'The MCP server a has 1 tools with names that no rule could name.',
    'The MCP server few has no tool gone.',
    '13 tools of MCP servers are left out: a child gets 40 at most. Name in the settings those it needs.',
  ]);
});

test('a schema that is too long, or hides something in a name, is not shown', async () => {
  const schema = (properties: string): string => `{ inputSchema: { type: 'object', properties: ${properties} } }`;
  const bench = await opened([
    rawServer(
      LISTS(
        `[tool('long', ${schema("{ a: { description: 'x'.repeat(9000) } }")}), tool('hidden', ${schema("{ 'a\\u200b': {} }")}), tool('plain', ${schema('{ a: { enum: [1, null, true] } }')})]`,
      ),
    ),
  ]);
  expect(bench.tools.map(({ schema: shown }) => shown)).toEqual([
    { type: 'object' },
    { type: 'object' },
    { type: 'object', properties: { a: { enum: [1, null, true] } } },
  ]);
});

test('arguments that are too long are not judged', async () => {
  const bench = await opened([rawServer(LISTS("[tool('x')]"))]);
  expect(await call(bench, 'mcp_raw_x', { a: 'x'.repeat(131_072) })).toEqual({
    text: 'The arguments have more than 131072 characters.',
    isError: true,
  });
  expect(bench.asked).toEqual([]);
});

test('all of them end with the child, also what they started', async () => {
  const bench = await opened([
    rawServer(`${LISTS("[tool('x')]")}
    if (method === 'tools/call') {
      require('node:child_process').spawn('/bin/bash', ['-c', 'exec -a left-by-' + process.ppid + '-server sleep 60'], { detached: true, stdio: 'ignore' });
      return say(text('left-by-' + process.ppid + '-server'));
    }`),
  ]);
  const tag = (await call(bench, 'mcp_raw_x')).text;
  await bench.close();
  expect(living(tag)).toEqual([]);
  expect((await call(bench, 'mcp_raw_x')).isError).toBe(true);
});

test('a child that is to stop before they answer gets none', async () => {
  const stop = new AbortController();
  const opening = opened([server({ name: 'silent', args: ['-e', 'process.stdin.resume()'] })], { child: { signal: stop.signal } });
  stop.abort();
  const bench = await opening;
  expect([bench.tools, bench.problems]).toEqual([[], ['The MCP server silent is not offered: it is not wanted any more']]);
});

test('without servers nothing is started', async () => {
  expect(await opened([], { deps: { login: () => Promise.reject(new Error('asked')) } })).toMatchObject({ tools: [], problems: [] });
});
