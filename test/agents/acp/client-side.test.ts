import { afterEach, describe, expect, it } from 'vitest';
import type { ClientCommand, ClientSide } from '../../../src/agents/acp/client-side.ts';
import { NO_QUIRKS } from '../../../src/agents/catalogue/entry.ts';
import { endAgents, type Opened, openAgent } from './open-agent.ts';

afterEach(() => endAgents());

interface Recorded {
  readonly client: ClientSide;
  readonly done: unknown[];
}

function recorded(): Recorded {
  const done: unknown[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<Awaited<ClientCommand['ended']>>();
  const command: ClientCommand = {
    output: () => ({ text: 'é and the rest', truncated: false }),
    ended,
    kill: async () => {
      done.push(['kill']);
      resolve({ exitCode: null, signal: 'SIGKILL' });
    },
  };
  const client: ClientSide = {
    async read(path, lines) {
      done.push(['read', path, lines]);
      if (path === '/srv/project/absent') throw new Error('there is no such file');
      return 'content';
    },
    async write(path, text) {
      done.push(['write', path, text]);
    },
    async run(name, args, cwd) {
      done.push(['run', name, args, cwd]);
      return command;
    },
  };
  return { client, done };
}

const quirks = { ...NO_QUIRKS, clientFs: true, clientTerminal: true };

async function answerTo({ play }: Opened, request: string, params: object): Promise<unknown> {
  return JSON.parse((await play({ request, params }, { sayAnswer: true })).text);
}

describe('what is done for an agent', () => {
  it('is denied where nobody does it', async () => {
    const opened = await openAgent({ entry: { quirks } });
    const denied = { error: { code: -32003, message: 'denied: nobody does that for an agent here' } };
    expect(await answerTo(opened, 'fs/read_text_file', { path: '/srv/project/a' })).toEqual(denied);
    expect(await answerTo(opened, 'fs/write_text_file', { path: '/srv/project/a', content: 'new' })).toEqual(denied);
    expect(await answerTo(opened, 'terminal/create', { command: 'ls', args: ['-l'], cwd: '/srv/project/src' })).toEqual(denied);
  });

  it('is not there for an agent that does it by itself', async () => {
    const { client, done } = recorded();
    const opened = await openAgent({ setup: { client } });
    expect(await answerTo(opened, 'fs/read_text_file', { path: '/srv/project/a' })).toMatchObject({ error: { code: -32601 } });
    expect(await answerTo(opened, 'terminal/create', { command: 'ls' })).toMatchObject({ error: { code: -32601 } });
    expect(done).toEqual([]);
  });

  it('is done, and what goes wrong is said', async () => {
    const { client, done } = recorded();
    const opened = await openAgent({ entry: { quirks }, setup: { client } });
    expect(await answerTo(opened, 'fs/read_text_file', { path: '/srv/project/a', line: 2, limit: 3 })).toEqual({ content: 'content' });
    expect(await answerTo(opened, 'fs/read_text_file', { path: '/srv/project/absent' })).toEqual({
      error: { code: -32003, message: 'there is no such file' },
    });
    expect(await answerTo(opened, 'fs/write_text_file', { path: '/srv/project/a', content: 'new' })).toEqual({});
    expect(await answerTo(opened, 'fs/write_text_file', { path: 7 })).toEqual({ error: { code: -32602, message: 'Invalid params' } });
    const { terminalId } = (await answerTo(opened, 'terminal/create', { command: 'ls' })) as { terminalId: string };
    expect(await answerTo(opened, 'terminal/output', { terminalId })).toEqual({ output: 'é and the rest', truncated: false });
    expect(await answerTo(opened, 'terminal/kill', { terminalId })).toEqual({});
    expect(await answerTo(opened, 'terminal/wait_for_exit', { terminalId })).toEqual({ exitCode: null, signal: 'SIGKILL' });
    expect(await answerTo(opened, 'terminal/release', { terminalId })).toEqual({});
    expect(await answerTo(opened, 'terminal/output', { terminalId })).toMatchObject({ error: { code: -32002 } });
    const limited = (await answerTo(opened, 'terminal/create', { command: 'ls', outputByteLimit: 14 })) as { terminalId: string };
    expect(await answerTo(opened, 'terminal/output', limited)).toEqual({
      output: ' and the rest',
      truncated: true,
      exitStatus: { exitCode: null, signal: 'SIGKILL' },
    });
    expect(done).toEqual([
      ['read', '/srv/project/a', { line: 2, limit: 3 }],
      ['read', '/srv/project/absent', { line: undefined, limit: undefined }],
      ['write', '/srv/project/a', 'new'],
      ['run', 'ls', [], '/srv/project'],
      ['kill'],
      ['kill'],
      ['run', 'ls', [], '/srv/project'],
    ]);
    // It is judged where it is done: the agent's own calls are all that the protocol asks about.
    expect(opened.events.filter(([kind]) => kind !== 'text')).toEqual([]);
  });

  it('ends with the conversation', async () => {
    const { client, done } = recorded();
    const opened = await openAgent({ entry: { quirks }, setup: { client } });
    await answerTo(opened, 'terminal/create', { command: 'sleep', args: ['60'] });
    await opened.play({ crash: 1 });
    expect(done).toEqual([['run', 'sleep', ['60'], '/srv/project'], ['kill']]);
  });
});
