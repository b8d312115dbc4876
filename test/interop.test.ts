import { afterEach, describe, expect, test } from 'vitest';
import { CLIENT_KINDS, type ClientKind, type ClientOptions, connectInProcess, type Elicitation, type TestClient } from './harness.ts';
import { createToy } from './server/toy-app.ts';

/** What the cases need to know of a server: what to call, and what has to come back. */
interface Subject {
  connect(kind: ClientKind, options: ClientOptions): Promise<TestClient>;
  readonly tools: readonly string[];
  readonly instructions: RegExp;
  readonly good: { readonly name: string; readonly args: Record<string, unknown>; readonly structured: object; readonly text: string };
  /** The handler itself refuses. */
  readonly mistaken: { readonly name: string; readonly args: Record<string, unknown>; readonly text: RegExp };
  readonly unknownField: { readonly name: string; readonly args: Record<string, unknown>; readonly text: RegExp };
  /** Reports progress at least once. */
  readonly progressing: { readonly name: string; readonly args: Record<string, unknown> };
  /** Goes on until it is cancelled. */
  readonly endless: {
    readonly name: string;
    readonly args: Record<string, unknown>;
    started(): Promise<void>;
    stopped(): Promise<void>;
  };
  /** Needs a person. */
  readonly asking: {
    readonly name: string;
    readonly args: Record<string, unknown>;
    readonly message: RegExp;
    readonly allowed: object;
    readonly denied: object;
    readonly unasked: object;
  };
  readonly resource: { readonly uri: string; readonly content: object };
}

function toySubject(): Subject {
  const toy = createToy();
  return {
    connect: async (kind, options) => (await connectInProcess(kind, toy.app, options)).client,
    tools: ['echo', 'fail', 'count', 'hang', 'guarded'],
    instructions: /^Play\.$/,
    good: { name: 'echo', args: { text: 'hi', times: 2 }, structured: { text: 'hihi' }, text: 'said hihi' },
    mistaken: { name: 'fail', args: { how: 'tool' }, text: /^Name a file that exists\.$/ },
    unknownField: { name: 'echo', args: { text: 'hi', shout: 1 }, text: /unknown field "shout".*allowed: text, times/ },
    progressing: { name: 'count', args: { values: [1, 2] } },
    endless: { name: 'hang', args: {}, started: () => toy.hang.started, stopped: () => toy.hang.aborted },
    asking: {
      name: 'guarded',
      args: { command: 'make' },
      message: /make/,
      allowed: { status: 'completed' },
      denied: { status: 'denied' },
      unasked: { status: 'needs_approval' },
    },
    resource: { uri: 'bailiwick://session', content: { mimeType: 'application/json', text: '{"kind":"session","session":"session-1"}' } },
  };
}

const SUBJECTS: readonly (readonly [string, () => Subject])[] = [['toy server in process', toySubject]];

const clients: TestClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

describe.each(SUBJECTS)('%s', (_, makeSubject) => {
  describe.each(CLIENT_KINDS)('%s client', (kind) => {
    const open = async (options: ClientOptions = {}) => {
      const subject = makeSubject();
      const client = await subject.connect(kind, options);
      clients.push(client);
      return { subject, client };
    };

    test('hears the instructions and sees the tools in their order', async () => {
      const { subject, client } = await open();
      expect(client.instructions()).toMatch(subject.instructions);
      expect((await client.tools()).map((tool) => tool.name)).toEqual(subject.tools);
      for (const tool of await client.tools()) {
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
      const { subject, client } = await open();
      // With the schemas at hand the clients validate what comes back.
      await client.tools();
      const { name, args, structured, text } = subject.good;
      expect(await client.call(name, args)).toMatchObject({ structuredContent: structured, content: [{ type: 'text', text }] });
    });

    test('gets a mistake as a result that says what to do', async () => {
      const { subject, client } = await open();
      const { name, args, text } = subject.mistaken;
      expect(await client.call(name, args)).toMatchObject({
        isError: true,
        content: [{ type: 'text', text: expect.stringMatching(text) }],
      });
    });

    test('gets an unknown field named, and what is allowed', async () => {
      const { subject, client } = await open();
      const { name, args, text } = subject.unknownField;
      expect(await client.call(name, args)).toMatchObject({
        isError: true,
        content: [{ type: 'text', text: expect.stringMatching(text) }],
      });
    });

    test('gets a protocol error for an unknown tool', async () => {
      const { subject, client } = await open();
      await expect(client.call('no_such_tool', {})).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining(`Unknown tool: no_such_tool. Known: ${subject.tools.join(', ')}`),
      });
    });

    test('gets progress when it asks for it', async () => {
      const { subject, client } = await open();
      const seen: number[] = [];
      const { name, args } = subject.progressing;
      await client.call(name, args, { onprogress: ({ progress }) => seen.push(progress) });
      expect(seen.length).toBeGreaterThan(0);
      expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    });

    test('stops what it cancels', async () => {
      const { subject, client } = await open();
      const { name, args, started, stopped } = subject.endless;
      const cancel = new AbortController();
      const call = client.call(name, args, { signal: cancel.signal });
      const rejected = expect(call).rejects.toThrow();
      await started();
      cancel.abort('enough');
      await stopped();
      await rejected;
      const { good } = subject;
      expect(await client.call(good.name, good.args)).toMatchObject({ structuredContent: good.structured });
    });

    test('is asked, and an approval lets the call go on', async () => {
      const asked: Elicitation[] = [];
      const { subject, client } = await open({
        elicit: (elicitation) => {
          asked.push(elicitation);
          return { action: 'accept', content: { choice: 'allow_once' } };
        },
      });
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
    ] as const)('is denied by %s', async (_what, answer) => {
      const { subject, client } = await open({ elicit: () => answer });
      const { name, args, denied } = subject.asking;
      expect(await client.call(name, args)).toMatchObject({ structuredContent: denied });
    });

    test('without elicitation hears that an approval is needed', async () => {
      const { subject, client } = await open();
      const { name, args, unasked } = subject.asking;
      expect(await client.call(name, args)).toMatchObject({ structuredContent: unasked });
    });

    test('lists and reads resources', async () => {
      const { subject, client } = await open();
      const { uri, content } = subject.resource;
      expect((await client.resources()).map((resource) => resource.uri)).toContain(uri);
      expect(await client.read(uri)).toEqual([{ uri, ...content }]);
    });

    test('does not find a resource that there is not', async () => {
      const { client } = await open();
      const uri = 'bailiwick://tasks/00000000-0000-0000-0000-000000000000/output';
      await expect(client.read(uri)).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining(`Resource not found: ${uri}`),
      });
    });
  });
});
