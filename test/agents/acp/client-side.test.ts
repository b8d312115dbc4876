import { afterEach, describe, expect, it } from 'vitest';
import type { ClientCommand, ClientSide } from '../../../src/agents/acp/client-side.ts';
import { NO_QUIRKS } from '../../../src/agents/catalogue/entry.ts';
import { endAgents, type Opened, openAgent, YES } from './open-agent.ts';

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
    async read(...args) {
      done.push(['read', ...args]);
      if (args[0] === '/work/absent') throw new Error('there is no such file');
      return 'content';
    },
    async write(...args) {
      done.push(['write', ...args]);
    },
    async run(...args) {
      done.push(['run', ...args]);
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
  it('is asked for first, and denied with the reason', async () => {
    const { client, done } = recorded();
    const opened = await openAgent({ entry: { quirks }, setup: { client } });
    const denied = { error: { code: -32001, message: 'denied: no' } };
    expect(await answerTo(opened, 'fs/read_text_file', { path: '/work/a' })).toEqual(denied);
    expect(await answerTo(opened, 'fs/write_text_file', { path: '/work/a', content: 'new' })).toEqual(denied);
    expect(await answerTo(opened, 'terminal/create', { command: 'ls', args: ['-l'], cwd: '/work/src' })).toEqual(denied);
    expect(done).toEqual([]);
    expect(opened.events.filter(([kind]) => kind !== 'text')).toEqual([
      [
        'ask',
        {
          id: 'client-1',
          tool: 'fs/read_text_file',
          title: '/work/a',
          kind: 'read',
          input: { path: '/work/a' },
          locations: ['/work/a'],
          diffs: [],
        },
      ],
      [
        'ask',
        {
          id: 'client-2',
          tool: 'fs/write_text_file',
          title: '/work/a',
          kind: 'edit',
          input: { path: '/work/a', content: 'new' },
          locations: ['/work/a'],
          diffs: [{ path: '/work/a', text: 'new' }],
        },
      ],
      [
        'ask',
        {
          id: 'client-3',
          tool: 'terminal/create',
          title: 'ls -l',
          kind: 'execute',
          input: { command: 'ls', args: ['-l'], cwd: '/work/src' },
          locations: ['/work/src'],
          diffs: [],
        },
      ],
    ]);
  });

  it('is done when it is allowed, and what goes wrong is said', async () => {
    const { client, done } = recorded();
    const opened = await openAgent({ entry: { quirks }, setup: { client } });
    opened.answer(() => YES);
    expect(await answerTo(opened, 'fs/read_text_file', { path: '/work/a', line: 2, limit: 3 })).toEqual({ content: 'content' });
    expect(await answerTo(opened, 'fs/read_text_file', { path: '/work/absent' })).toEqual({
      error: { code: -32003, message: 'there is no such file' },
    });
    expect(await answerTo(opened, 'fs/write_text_file', { path: '/work/a', content: 'new' })).toEqual({});
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
      ['read', '/work/a', 2, 3],
      ['read', '/work/absent', undefined, undefined],
      ['write', '/work/a', 'new'],
      ['run', 'ls', [], '/work'],
      ['kill'],
      ['kill'],
      ['run', 'ls', [], '/work'],
    ]);
    expect(
      opened.events.filter(([kind]) => kind === 'began' || kind === 'finished').map(([kind, call]) => [kind, (call as { id: string }).id]),
    ).toEqual(
      ['client-1', 'client-2', 'client-3', 'client-4', 'client-5'].flatMap((id) => [
        ['began', id],
        ['finished', id],
      ]),
    );
  });

  it('ends with the conversation', async () => {
    const { client, done } = recorded();
    const opened = await openAgent({ entry: { quirks }, setup: { client } });
    opened.answer(() => YES);
    await answerTo(opened, 'terminal/create', { command: 'sleep', args: ['60'] });
    await opened.play({ crash: 1 });
    expect(done).toEqual([['run', 'sleep', ['60'], '/work'], ['kill']]);
  });
});
