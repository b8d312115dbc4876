import { expect, test } from 'vitest';
import { startInProcess } from '../harness.ts';
import { envelope, initialize, initialized, notification, rawClient, request, toolCall } from './raw-client.ts';
import { createToy } from './toy-app.ts';

const OUTPUT = 'bailiwick://tasks/a7c1/output';

function start(era: 'legacy' | 'modern' = 'legacy') {
  const toy = createToy();
  const streams = startInProcess(toy.app, { limits: { coalesceMs: 1, drainMs: 600_000 } });
  const raw = rawClient(streams);
  const _meta = era === 'modern' ? { _meta: envelope() } : {};
  if (era === 'legacy') raw.send(initialize(), initialized);
  const ask = (id: number, method: string, params: object = {}) => {
    raw.send(request(id, method, { ...params, ..._meta }));
    return raw.answer(id);
  };
  return { toy, raw, ask, ...streams };
}

const fixed = ['session', 'policy', 'todos', 'tasks'].map((kind) => `bailiwick://${kind}`);
const urisOf = (answer: Readonly<Record<string, unknown>>) =>
  Object(answer['result']).resources.map((resource: { uri: string }) => resource.uri);

test('listing opens no session; with one its tasks are listed, too', async () => {
  const { toy, ask, raw } = start();
  expect(urisOf(await ask(1, 'resources/list'))).toEqual(fixed);
  expect(toy.opened).toEqual([]);
  raw.send(toolCall(2, 'echo', { text: 'hi' }));
  await raw.answer(2);
  expect(await ask(3, 'resources/list')).toMatchObject({
    result: {
      resources: [{}, {}, {}, {}, { uri: OUTPUT, name: 'output of a7c1', title: 'make', mimeType: 'text/plain' }],
    },
  });
});

test('the templates name what can be read of a task, and its parameters', async () => {
  const { ask } = start();
  expect(await ask(1, 'resources/templates/list')).toMatchObject({
    result: {
      resourceTemplates: [
        { uriTemplate: 'bailiwick://tasks/{id}/output{?stream,from,max}', mimeType: 'text/plain' },
        { uriTemplate: 'bailiwick://tasks/{id}/report{?format}', mimeType: 'text/markdown' },
        { uriTemplate: 'bailiwick://tasks/{id}/diff{?from,max}', mimeType: 'text/x-diff' },
        { uriTemplate: 'bailiwick://tasks/{id}/events{?from,max}', mimeType: 'application/x-ndjson' },
        { uriTemplate: 'bailiwick://tasks/{id}/transcript{?from,max}', mimeType: 'text/plain' },
      ],
    },
  });
});

test.each(['legacy', 'modern'] as const)('a range of an output says where it goes on (%s)', async (era) => {
  const { ask } = start(era);
  const uri = `${OUTPUT}?stream=stdout&from=8&max=3`;
  expect(await ask(1, 'resources/read', { uri })).toMatchObject({
    result: {
      contents: [{ uri, mimeType: 'text/plain', text: 'hel', _meta: { 'io.github.bailiwick/range': { from: 8, next: 11, total: 13 } } }],
    },
  });
});

test('every URI that is not there is not there in the same words', async () => {
  const { ask } = start();
  const parts = ['output', 'output?max=1', 'report', 'report?format=html', 'diff', 'events?from=3', 'transcript', 'other'];
  const uris = ['bailiwick://nothing', 'file:///etc/passwd', ...parts.map((part) => `bailiwick://tasks/ffff/${part}`)];
  for (const [index, uri] of uris.entries()) {
    const error = { code: -32602, message: `Resource not found: ${uri}`, data: { uri } };
    expect(await ask(2 * index, 'resources/read', { uri })).toEqual({ jsonrpc: '2.0', id: 2 * index, error });
    expect(await ask(2 * index + 1, 'resources/subscribe', { uri })).toEqual({ jsonrpc: '2.0', id: 2 * index + 1, error });
  }
});

test('legacy: a subscriber hears of its resource, in whatever range, and of the list', async () => {
  const { toy, ask, raw } = start();
  const ranged = `${OUTPUT}?stream=stderr`;
  await ask(1, 'resources/subscribe', { uri: ranged });
  await ask(2, 'resources/subscribe', { uri: 'bailiwick://todos' });
  toy.change({ kind: 'updated', ref: { kind: 'session' } });
  for (let times = 0; times < 50; times++) {
    toy.change({ kind: 'updated', ref: { kind: 'output', taskId: 'a7c1', stream: 'combined', from: 0, max: 0 } });
  }
  toy.change({ kind: 'list' });
  const updated = (uri: string) => notification('notifications/resources/updated', { uri });
  await raw.answer('init');
  expect(await raw.next()).toEqual(notification('notifications/resources/list_changed'));
  expect(await raw.next()).toEqual(updated(ranged));
  await ask(3, 'resources/unsubscribe', { uri: ranged });
  toy.change({ kind: 'updated', ref: { kind: 'output', taskId: 'a7c1', stream: 'combined', from: 0, max: 0 } });
  toy.change({ kind: 'updated', ref: { kind: 'todos' } });
  expect(await raw.next()).toEqual(updated('bailiwick://todos'));
});

test('modern: a subscription hears of what it asked for', async () => {
  const { toy, ask, raw } = start('modern');
  await ask(1, 'tools/call', { name: 'echo', arguments: { text: 'hi' } });
  raw.send(
    request('sub', 'subscriptions/listen', {
      _meta: envelope(),
      notifications: { resourcesListChanged: true, resourceSubscriptions: [OUTPUT] },
    }),
  );
  expect(await raw.next()).toMatchObject({
    method: 'notifications/subscriptions/acknowledged',
    params: { notifications: { resourcesListChanged: true, resourceSubscriptions: [OUTPUT] } },
  });
  toy.change({ kind: 'list' });
  toy.change({ kind: 'updated', ref: { kind: 'todos' } });
  toy.change({ kind: 'updated', ref: { kind: 'output', taskId: 'a7c1', stream: 'combined', from: 0, max: 0 } });
  const _meta = { 'io.modelcontextprotocol/subscriptionId': 'sub' };
  expect(await raw.next()).toEqual(notification('notifications/resources/list_changed', { _meta }));
  expect(await raw.next()).toEqual(notification('notifications/resources/updated', { uri: OUTPUT, _meta }));
});

test('a subscription does not hold up the end', async () => {
  const { raw, to, ended, ask } = start('modern');
  await ask(1, 'tools/list');
  raw.send(request('sub', 'subscriptions/listen', { _meta: envelope(), notifications: { resourcesListChanged: true } }));
  await raw.next();
  to.end();
  // A request that waits for its answer would hold it for the ten minutes that this server is given.
  await expect(ended).resolves.toBeUndefined();
});
