import { PassThrough, Readable, Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkBatch } from '../../src/cli/check-batch.ts';
import type { Explanation } from '../../src/policy/action.ts';

/** Says of every command that it is to be asked about, and gives it back as its reason. */
function echo(command: string): Explanation {
  if (command === 'boom') throw new Error('boom');
  const prefix = { kind: 'no_prefix', reason: 'an echo' } as const;
  return { verdict: { decision: 'ask', tier: 5, rule: 'echo', reason: command, signals: [], prefix }, parts: [] };
}

const judged = (id: unknown, command: string) => ({
  id,
  prefix: { kind: 'no_prefix', reason: 'an echo' },
  verdict: 'ask',
  tier: 5,
  class: 'unknown',
  signals: [],
  parts: [],
  reason: command,
});

async function batch(chunks: Iterable<string | Buffer>): Promise<{ answered: boolean; lines: string[]; logged: string[] }> {
  const stdout = new PassThrough({ highWaterMark: 1e9 });
  const logged: string[] = [];
  const stdin = Readable.from(Array.from(chunks, (chunk) => Buffer.from(chunk)));
  const answered = await checkBatch({ stdin, stdout, examine: echo, forget: () => {}, log: (line) => logged.push(line) });
  const text: unknown = stdout.read();
  return {
    answered,
    lines: String(text ?? '')
      .split('\n')
      .slice(0, -1),
    logged,
  };
}

const answersTo = async (...chunks: (string | Buffer)[]): Promise<unknown[]> =>
  (await batch(chunks)).lines.map((line): unknown => JSON.parse(line));

test('every line is answered, in order, however it is cut', async () => {
  const line = fc.oneof(
    fc.tuple(fc.jsonValue(), fc.string({ unit: 'binary' })).map(([id, command]) => ({
      text: JSON.stringify({ command, id, other: 'ignored' }),
      expected: command === 'boom' ? undefined : judged(JSON.parse(JSON.stringify(id)), command),
    })),
    fc.constantFrom('', 'x', '{', '[1]', 'null', '"text"', '{"id":1,}').map((text) => ({ text, expected: undefined })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat(), { maxLength: 8 }), async (lines, sizes) => {
      const bytes = Buffer.from(lines.map(({ text }) => `${text}\n`).join(''));
      const cuts = [...new Set(sizes.map((size) => size % (bytes.length + 1)))].sort((a, b) => a - b);
      const chunks = [0, ...cuts].map((cut, index) => bytes.subarray(cut, cuts[index]));
      const answers = await answersTo(...chunks);
      expect(answers).toEqual(
        lines.map(({ expected }, index) => expected ?? { id: null, error: expect.stringContaining(`line ${index + 1} `) }),
      );
    }),
    { numRuns: 40 },
  );
});

test('what is wrong with a line is said, with its number and its id', async () => {
  const long = JSON.stringify({ id: 7, command: 'x'.repeat(1024 * 1024) });
  expect(
    await answersTo(
      'nonsense\n\n[1]\n{"id":"a"}\n{"id":5,"command":["ls"]}\n{"id":6,"command":"boom"}\n',
      `${long}\n`,
      Buffer.from('{"id":8,"command":"\xff"}\n', 'latin1'),
      '{"command":"last, without id and newline"}',
    ),
  ).toEqual([
    { id: null, error: 'line 1 is not JSON' },
    { id: null, error: 'line 2 is not JSON' },
    { id: null, error: 'line 3 is not a JSON object' },
    { id: 'a', error: 'line 4 has no "command" that is a text' },
    { id: 5, error: 'line 5 has no "command" that is a text' },
    { id: 6, error: 'line 6 could not be judged' },
    { id: null, error: 'line 7 is longer than 1048576 bytes' },
    { id: null, error: 'line 8 is not UTF-8' },
    judged(null, 'last, without id and newline'),
  ]);
});

test('an exception is logged', async () => {
  const { answered, logged } = await batch(['{"command":"boom"}\n']);
  expect({ answered, logged }).toEqual({ answered: true, logged: [expect.stringMatching(/^line 1 could not be judged: Error: boom\n/)] });
});

test.each([['12345678901234567890'], ['1e400'], ['{"id":1.0,"deep":[12345678901234567890,"}]"]}'], ['"\\ud800"']])(
  'the id %s goes back as it was written',
  async (id) => {
    const { lines } = await batch([`{"other":{"id":3},"\\u0069d": ${id} ,"command":"ls"}\n`]);
    expect(lines).toEqual([`{"id":${id},${JSON.stringify(judged(1, 'ls')).slice('{"id":1,'.length)}`]);
  },
);

test('of two ids the last counts', async () => {
  expect(await answersTo('{"id":[1],"id":[2],"command":"ls"}\n{"id":[1],"id":2,"command":"ls"}\n')).toEqual([
    judged([2], 'ls'),
    judged(2, 'ls'),
  ]);
});

test('what acts on a terminal, or hides there, is written as an escape', async () => {
  const odd = '\u007f\u009b\u202e\u200b\u{e0041}\u2028 é日👍';
  const { lines } = await batch([`${JSON.stringify({ id: odd, command: odd })}\n`]);
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([judged(odd, odd)]);
  expect(lines.join('').match(/[\p{Cc}\p{Cf}\p{Zl}]/gu)).toBe(null);
  expect(lines.join('')).toContain('é日👍');
});

test('nothing more is read while nobody takes the answers', async () => {
  let given = 0;
  const stdin = new Readable({
    highWaterMark: 1,
    read() {
      given += 1;
      this.push(given > 50 ? null : Buffer.from(`{"id":${given},"command":"ls"}\n`));
    },
  });
  const taken: string[] = [];
  const takers: (() => void)[] = [];
  const first = Promise.withResolvers<void>();
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      taken.push(String(chunk));
      takers.push(done);
      first.resolve();
      if (taken.length > 1) done();
    },
  });
  const done = checkBatch({ stdin, stdout, examine: echo, forget: () => {}, log: () => {} });
  await first.promise;
  await new Promise(setImmediate);
  const before = { given, taken: taken.length };
  takers[0]?.();
  expect({ before, answered: await done, lines: taken.join('').split('\n').length - 1 }).toEqual({
    before: { given: expect.toSatisfy((count: number) => count <= 3), taken: 1 },
    answered: true,
    lines: 50,
  });
});

test('it ends when nobody reads the answers any more', async () => {
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })) });
  const stdin = new PassThrough();
  stdin.write('{"id":1,"command":"ls"}\n');
  expect(await checkBatch({ stdin, stdout, examine: echo, forget: () => {}, log: () => {} })).toBe(false);
});

test('any other failure to write is thrown', async () => {
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('disk full'), { code: 'ENOSPC' })) });
  const stdin = Readable.from([Buffer.from('{"id":1,"command":"ls"}\n')]);
  await expect(checkBatch({ stdin, stdout, examine: echo, forget: () => {}, log: () => {} })).rejects.toThrow('disk full');
});
