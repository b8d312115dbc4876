import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createWire } from '../../src/server/wire.ts';

function start() {
  const stdin = new PassThrough();
  const stdout = new PassThrough({ highWaterMark: 100 });
  const log: string[] = [];
  const wire = createWire({ stdin, stdout, log: (line) => log.push(line), drainMs: 0 });
  return { stdin, stdout, log, wire };
}

const message = { jsonrpc: '2.0' as const, method: 'x', params: { text: 'y'.repeat(200) } };
const settled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);

test('what the client has not taken is waited for, by however many senders, with one listener', async () => {
  const { wire, stdout } = start();
  await wire.start();
  const sends = Array.from({ length: 50 }, () => wire.send(message));
  expect([await settled(Promise.race(sends)), stdout.listenerCount('drain')]).toEqual([false, 1]);
  stdout.resume();
  await Promise.all(sends);
  expect(stdout.listenerCount('drain')).toBe(0);
  expect(await settled(wire.send({ jsonrpc: '2.0', method: 'x' }))).toBe(true);
});

test('the end frees who waits, and later messages go nowhere', async () => {
  const { wire, stdout } = start();
  await wire.start();
  const waiting = wire.send(message);
  await wire.close();
  await Promise.all([waiting, wire.closed]);
  const length = stdout.readableLength;
  await wire.send(message);
  expect(stdout.readableLength).toBe(length);
});

test('a stdout that breaks with anything but EPIPE is told; what breaks later is not thrown', async () => {
  const { wire, stdout, log } = start();
  await wire.start();
  stdout.destroy(new Error('disk on fire'));
  await wire.closed;
  expect(log).toEqual([expect.stringContaining('stdout failed: Error: disk on fire')]);
  stdout.emit('error', new Error('again'));
  expect(log.length).toBe(1);
});

test('a stdin that broke before ends it', async () => {
  const { wire, stdin } = start();
  stdin.destroy();
  await wire.start();
  await expect(wire.closed).resolves.toBeUndefined();
});
