import { expect, test } from 'vitest';
import { failed, ok, tools } from './fixture.ts';

/** The milliseconds that a command took. */
const untimed = (text: string): string => text.replace(/, \d+ ms,/, ',');

test('a command that ends: what it wrote, and how it ended', async () => {
  const { call, dir, judged, ends } = tools();
  const { text, isError } = await call('bash', { command: 'echo out; echo err >&2; exit 3' });
  expect([untimed(text), isError, ends]).toEqual([
    'failed, exit 3, sandbox: none\nout\n\n[stderr]\nerr\n',
    false,
    [{ status: 'failed', exitCode: 3 }],
  ]);
  expect(judged).toEqual([
    { kind: 'command', tool: 'bash', command: 'echo out; echo err >&2; exit 3', cwd: dir, access: 'workspace-write' },
  ]);
});

test('its directory counts from the child’s own', async () => {
  const { call, dir } = tools();
  expect(untimed((await call('bash', { command: 'pwd', cwd: '..' })).text)).toBe(
    `completed, exit 0, sandbox: none\n${dir.replace(/\/[^/]+$/, '')}\n`,
  );
  expect(await call('bash', { command: 'pwd', cwd: 'a\0b' })).toEqual(failed('The path holds a NUL character.'));
});

test('what is denied does not run', async () => {
  const { call, ends } = tools({ judge: () => 'not here', run: () => Promise.reject(new Error('it ran')) });
  expect([await call('bash', { command: 'true' }), ends]).toEqual([failed('Denied: not here'), []]);
});

test('a time limit, and a child that no longer waits', async () => {
  const { call, ends } = tools();
  const late = await call('bash', { command: 'sleep 60', timeout_ms: 20 });
  const stop = new AbortController();
  const stopped = call('bash', { command: 'sleep 60' }, stop.signal);
  setImmediate(() => stop.abort());
  const texts = [late, await stopped].map(({ text }) => untimed(text).split('\n')[0]);
  expect(texts).toEqual(['timed_out, SIGTERM, sandbox: none', expect.stringMatching(/^cancelled, SIG(TERM|KILL), sandbox: none$/)]);
  expect(ends.map(({ status }) => status)).toEqual(['timed_out', 'cancelled']);
});

test('long output: head and tail of both streams within 16 KiB, and nothing that acts on a screen', async () => {
  const { call } = tools();
  const { text } = await call('bash', { command: 'printf "\\033[2J"; seq 100000; seq 100000 >&2' });
  const [out = '', err = ''] = text.split('[stderr]\n');
  expect(Buffer.byteLength(text)).toBeLessThan(16 * 1024 + 200);
  expect([out, err].map((part) => [...part.matchAll(/\[… \d+ bytes omitted …\]/g)].length)).toEqual([1, 1]);
  expect(out).toContain('\u241b[2J1\n2\n');
  expect(err.endsWith('\n99999\n100000\n')).toBe(true);
  // A stream gets what the other leaves.
  const alone = await call('bash', { command: 'seq 3000' });
  expect(alone.text).toContain('\n1\n2\n3\n');
  expect(alone.text).not.toContain('omitted');
});

test('what can not start, and what throws, is a reply', async () => {
  const { call, ends } = tools({ run: () => Promise.reject(Object.assign(new Error('secret words'), { code: 'EMFILE' })) });
  expect(await call('bash', { command: 'true' })).toEqual(failed('It failed (EMFILE).'));
  expect(ends).toEqual([{ status: 'failed', exitCode: undefined }]);
  const { call: gone, dir } = tools();
  const reply = await gone('bash', { command: 'true', cwd: 'nowhere' });
  expect([reply.isError, untimed(reply.text).startsWith('failed, sandbox: none\n'), reply.text.includes(dir)]).toEqual([true, true, true]);
});

test('an empty output is none', async () => {
  const { call } = tools();
  const { text, isError } = await call('bash', { command: 'true' });
  expect({ text: untimed(text), isError }).toEqual(ok('completed, exit 0, sandbox: none'));
});
