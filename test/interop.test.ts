import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  CLIENT_KINDS,
  type ClientKind,
  type ClientOptions,
  connectInProcess,
  connectSpawned,
  type Elicitation,
  type ElicitationAnswer,
  type TestClient,
} from './harness.ts';
import { PROGRAM } from './program.ts';
import { createToy } from './server/toy-app.ts';

type Call = { readonly name: string; readonly args: Record<string, unknown> };

/** What the cases need to know of a server: what to call, and what has to come back. */
interface Subject {
  connect(kind: ClientKind, options: ClientOptions): Promise<TestClient>;
  dispose(): Promise<void>;
  readonly tools: readonly string[];
  readonly instructions: RegExp;
  readonly good: Call & { readonly structured: object; readonly text: RegExp };
  /** The handler itself refuses. */
  readonly mistaken: Call & { readonly text: RegExp };
  readonly unknownField: Call & { readonly text: RegExp };
  /** Reports progress, then goes on until it is cancelled. */
  readonly endless: Call & { stopped(): Promise<void> };
  /** Needs a person. */
  readonly asking: Call & { readonly message: RegExp; readonly allowed: object; readonly denied: object; readonly unasked: object };
  readonly resource: { readonly uri: string; readonly content: object };
}

function toyServer(): Subject {
  const toy = createToy();
  return {
    connect: async (kind, options) => (await connectInProcess(kind, toy.app, options)).client,
    dispose: async () => undefined,
    tools: ['echo', 'fail', 'count', 'hang', 'guarded'],
    instructions: /^Play\.$/,
    good: { name: 'echo', args: { text: 'hi', times: 2 }, structured: { text: 'hihi' }, text: /^said hihi$/ },
    mistaken: { name: 'fail', args: { how: 'tool' }, text: /^Name a file that exists\.$/ },
    unknownField: { name: 'echo', args: { text: 'hi', shout: 1 }, text: /unknown field "shout" \(allowed: text, times/ },
    endless: { name: 'hang', args: {}, stopped: () => toy.hang.aborted },
    asking: {
      name: 'guarded',
      args: { command: 'make' },
      message: /make/,
      allowed: { status: 'completed' },
      denied: { status: 'denied' },
      unasked: { status: 'needs_approval' },
    },
    resource: {
      uri: 'bailiwick://session',
      content: { mimeType: 'application/json', text: expect.stringMatching(/^\{"kind":"session","session":"session-\d"\}$/) },
    },
  };
}

/** The program as a host starts it, from source. */
function realServer(): Subject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-interop-')));
  const workspace = join(root, 'work');
  mkdirSync(workspace);
  const exits: Promise<number | null>[] = [];
  const seconds = `31.${process.hrtime.bigint()}`;
  return {
    connect: async (kind, options) => {
      const spawned = await connectSpawned(
        kind,
        {
          command: process.execPath,
          args: [PROGRAM],
          env: {
            PATH: process.env['PATH'] ?? '',
            HOME: process.env['HOME'] ?? root,
            BAILIWICK_WORKSPACE: workspace,
            BAILIWICK_STATE_DIR: join(root, 'state'),
          },
          cwd: workspace,
        },
        options,
      );
      exits.push(spawned.exited);
      return spawned.client;
    },
    dispose: async () => {
      expect(await Promise.all(exits)).toEqual(exits.map(() => 0));
      rmSync(root, { recursive: true, force: true });
    },
    tools: ['bash', 'bash_prefix', 'dispatch_child_task', 'task_output', 'task_stop', 'todo_update'],
    instructions: /^Bailiwick judges every command before it runs\./,
    good: { name: 'bash', args: { command: 'echo hi' }, structured: { status: 'completed', exit_code: 0, stdout: 'hi\n' }, text: /hi\n$/ },
    mistaken: { name: 'bash', args: { command: 'true', access: 'full' }, text: /`access` can only lower/ },
    unknownField: { name: 'bash', args: { command: 'true', cmd: 'x' }, text: /unknown field "cmd" \(allowed: command, cwd/ },
    endless: { name: 'bash', args: { command: `echo begun; sleep ${seconds}` }, stopped: () => gone(seconds) },
    asking: {
      name: 'bash',
      args: { command: 'git init -q made' },
      message: /git init -q made/,
      allowed: { status: 'completed', exit_code: 0 },
      denied: { status: 'denied' },
      unasked: { status: 'needs_approval' },
    },
    resource: { uri: 'bailiwick://session', content: { mimeType: 'application/json', text: expect.stringContaining(workspace) } },
  };
}

/** Resolves when no process has the word among its arguments. */
async function gone(word: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (hasProcess(word)) {
    if (performance.now() > deadline) throw new Error(`a process with ${word} is still there`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function hasProcess(word: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word);
      } catch {
        return false;
      }
    });
}

describe.each([
  ['a toy server in this process', toyServer],
  ['the program', realServer],
])('%s', (_, makeSubject) => {
  describe.each(CLIENT_KINDS)('%s client', (kind) => {
    const subject = makeSubject();
    const asked: Elicitation[] = [];
    let answer: ElicitationAnswer = { action: 'cancel' };
    let plain: Promise<TestClient> | undefined;
    let asking: Promise<TestClient> | undefined;

    /** A client without elicitation. */
    const connect = () => {
      plain ??= subject.connect(kind, {});
      return plain;
    };
    /** A client whose person gives this answer. */
    const connectWith = (given: ElicitationAnswer) => {
      answer = given;
      asking ??= subject.connect(kind, {
        elicit: (elicitation) => {
          asked.push(elicitation);
          return answer;
        },
      });
      return asking;
    };
    afterAll(async () => {
      await Promise.all([plain, asking].map(async (client) => (await client)?.close()));
      await subject.dispose();
    });

    test('hears the instructions and sees the tools in their order', async () => {
      const client = await connect();
      expect(client.instructions()).toMatch(subject.instructions);
      const tools = await client.tools();
      expect(tools.map((tool) => tool.name)).toEqual(subject.tools);
      for (const tool of tools) {
        expect(tool).toEqual({
          name: tool.name,
          title: expect.stringMatching(/./),
          description: expect.stringMatching(/./),
          inputSchema: expect.objectContaining({ type: 'object', additionalProperties: false }),
          outputSchema: expect.objectContaining({ type: 'object' }),
          annotations: {
            readOnlyHint: expect.any(Boolean),
            destructiveHint: expect.any(Boolean),
            idempotentHint: expect.any(Boolean),
            openWorldHint: expect.any(Boolean),
          },
        });
      }
    });

    test('gets structured content and text that fit the schema it was shown', async () => {
      const client = await connect();
      // With the schemas at hand the clients validate what comes back.
      await client.tools();
      const { name, args, structured, text } = subject.good;
      expect(await client.call(name, args)).toMatchObject({
        structuredContent: structured,
        content: [{ type: 'text', text: expect.stringMatching(text) }],
      });
    });

    test('gets a mistake as a result that says what to do', async () => {
      const { name, args, text } = subject.mistaken;
      expect(await (await connect()).call(name, args)).toMatchObject({
        isError: true,
        content: [{ type: 'text', text: expect.stringMatching(text) }],
      });
    });

    test('gets an unknown field named, and what is allowed', async () => {
      const { name, args, text } = subject.unknownField;
      expect(await (await connect()).call(name, args)).toMatchObject({
        isError: true,
        content: [{ type: 'text', text: expect.stringMatching(text) }],
      });
    });

    test('gets a protocol error for an unknown tool', async () => {
      await expect((await connect()).call('no_such_tool', {})).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining(`Unknown tool: no_such_tool. Known: ${subject.tools.join(', ')}`),
      });
    });

    test('sees progress when it asks for it, and stops what it cancels', async () => {
      const client = await connect();
      const { name, args, stopped } = subject.endless;
      const cancel = new AbortController();
      const progressed = Promise.withResolvers<number>();
      const call = client.call(name, args, { signal: cancel.signal, onprogress: ({ progress }) => progressed.resolve(progress) });
      const rejected = expect(call).rejects.toThrow();
      expect(await progressed.promise).toBeGreaterThan(0);
      cancel.abort('enough');
      await stopped();
      await rejected;
      const { good } = subject;
      expect(await client.call(good.name, good.args)).toMatchObject({ structuredContent: good.structured });
    });

    test('is asked, and an approval lets the call go on', async () => {
      asked.length = 0;
      const client = await connectWith({ action: 'accept', content: { choice: 'allow_once' } });
      const { name, args, message, allowed } = subject.asking;
      expect(await client.call(name, args)).toMatchObject({ structuredContent: allowed });
      expect(asked).toMatchObject([
        {
          message: expect.stringMatching(message),
          requestedSchema: { type: 'object', required: ['choice'], properties: { choice: { type: 'string' } } },
        },
      ]);
    });

    test.each([
      ['a declined form', { action: 'decline' }],
      ['a closed form', { action: 'cancel' }],
      ['a form that says deny', { action: 'accept', content: { choice: 'deny' } }],
      ['a choice that there is not', { action: 'accept', content: { choice: 'always' } }],
      ['an empty form', { action: 'accept', content: {} }],
      ['a form with more than the choice', { action: 'accept', content: { choice: 'allow_once', also: 'this' } }],
    ] as const)('is denied by %s', async (_what, given) => {
      const client = await connectWith(given);
      const { name, args, denied } = subject.asking;
      expect(await client.call(name, args)).toMatchObject({ structuredContent: denied });
    });

    test('without elicitation hears that an approval is needed', async () => {
      const { name, args, unasked } = subject.asking;
      expect(await (await connect()).call(name, args)).toMatchObject({ structuredContent: unasked });
    });

    test('lists and reads resources', async () => {
      const client = await connect();
      const { uri, content } = subject.resource;
      expect((await client.resources()).map((resource) => resource.uri)).toContain(uri);
      expect(await client.read(uri)).toEqual([{ uri, ...content }]);
    });

    test('does not find a resource that there is not', async () => {
      const uri = 'bailiwick://tasks/00000000-0000-0000-0000-000000000000/output';
      await expect((await connect()).read(uri)).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining(`Resource not found: ${uri}`),
      });
    });
  });
});
