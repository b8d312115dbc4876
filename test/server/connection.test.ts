import { expect, test } from 'vitest';
import { createConnection } from '../../src/server/connection.ts';
import { createToy } from './toy-app.ts';

const opener = {
  identify: async () => ({ name: 'one' }),
  onResourceChange: () => undefined,
  onNotice: () => undefined,
  onOpen: () => () => undefined,
};

test('callers at the same time share one session', async () => {
  const toy = createToy();
  const connection = createConnection(toy.app, () => undefined);
  const [one, two] = await Promise.all([connection.session(opener), connection.session(opener)]);
  expect(one).toBe(two);
  expect(await connection.session(opener)).toBe(one);
  expect(toy.opened).toEqual([{ name: 'one' }]);
});

test('after the end there is no session', async () => {
  const toy = createToy();
  const connection = createConnection(toy.app, () => undefined);
  await connection.session(opener);
  await connection.close();
  await connection.close();
  expect([connection.current, toy.closed]).toEqual([undefined, ['session-1']]);
  await expect(connection.session(opener)).rejects.toThrow('the connection has ended');
});

test('what ended while the client was asked who it is opens nothing', async () => {
  const toy = createToy();
  const connection = createConnection(toy.app, () => undefined);
  const identified = Promise.withResolvers<{ name: string }>();
  const opening = connection.session({ ...opener, identify: () => identified.promise });
  const rejected = expect(opening).rejects.toThrow('the connection ended before its session was open');
  const closing = connection.close();
  identified.resolve({ name: 'late' });
  await Promise.all([rejected, closing]);
  expect([toy.opened, toy.closed]).toEqual([[], []]);
});

test('a session that does not close is a line in the log', async () => {
  const { app } = createToy();
  const lines: string[] = [];
  const failing = { ...app, closeSession: () => Promise.reject(new Error('stuck')) };
  const connection = createConnection(failing, (line) => lines.push(line));
  await connection.session(opener);
  await connection.close();
  expect(lines).toEqual([expect.stringContaining('a session did not close: Error: stuck')]);
});
