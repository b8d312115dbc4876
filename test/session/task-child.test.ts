import { expect, test } from 'vitest';
import type { ChildEvent } from '../../src/agents/runner.ts';
import { createTaskChild, finalText } from '../../src/session/task-child.ts';

const asks = (id: string, number: number, what = 'make'): Extract<ChildEvent, { kind: 'waiting' }> => ({
  kind: 'waiting',
  approval: { id, number, message: '', grantable: false, grantText: '' },
  what,
  answer: () => undefined,
  over: new AbortController().signal,
});

test('a task waits as long as its child asks anything, and shows exactly what', () => {
  const changes: unknown[] = [];
  const asked: number[] = [];
  const child = createTaskChild({
    change: (change) => void changes.push(change),
    asked: ({ approval }) => void asked.push(approval.number),
  });
  const [first, second] = [asks('a', 1, 'rm \u001b[2J'), asks('b', 2, 'mv')];
  child.report(first);
  child.report(second);
  expect(child.questions().map(({ what }) => what)).toEqual(['rm \u001b[2J', 'mv']);
  child.report({ kind: 'waited', approval: first.approval });
  child.report({ kind: 'waited', approval: second.approval });
  child.report({ kind: 'waited', approval: second.approval });
  expect([asked, child.questions()]).toEqual([[1, 2], []]);
  expect(changes).toEqual([
    { status: 'waiting_approval', approval: 1, waitingFor: 'rm \u241b[2J' },
    { status: 'waiting_approval', approval: 2, waitingFor: 'mv' },
    { status: 'running' },
  ]);
});

test('one that is answered after others does not change what is shown', () => {
  const changes: unknown[] = [];
  const child = createTaskChild({ change: (change) => void changes.push(change), asked: () => undefined });
  const [first, second] = [asks('a', 1), asks('b', 2)];
  child.report(first);
  child.report(second);
  child.report({ kind: 'waited', approval: second.approval });
  expect(changes).toEqual([{ status: 'waiting_approval', approval: 1, waitingFor: 'make' }]);
});

test('the conversation is kept at once, for whoever goes on after a crash', () => {
  const changes: unknown[] = [];
  const child = createTaskChild({ change: (change) => void changes.push(change), asked: () => undefined });
  child.report({ kind: 'turn' });
  child.report({ kind: 'conversation', id: 'c1', model: undefined });
  expect(changes).toEqual([{ status: 'running', report: child.done() }]);
  expect(child.done()).toMatchObject({ turns: 1, conversation: 'c1' });
});

test('a message comes to whoever listens, also when it came before', async () => {
  const child = createTaskChild({ change: () => undefined, asked: () => undefined });
  child.send('early');
  const heard: (string | undefined)[] = [];
  const news = Promise.withResolvers<void>();
  const forget = child.inbox.onMessage(() => {
    heard.push(child.inbox.take());
    news.resolve();
  });
  await news.promise;
  child.send('late');
  forget();
  child.send('later');
  expect(heard).toEqual(['early', 'late']);
  child.inbox.putBack('first again');
  expect([child.inbox.take(), child.inbox.take(), child.inbox.take()]).toEqual(['first again', 'later', undefined]);
});

test('a last message is given whole, or its end cut at a character', () => {
  expect(finalText('all of it')).toEqual({ text: 'all of it', bytes: 9 });
  const long = `${'ä'.repeat(5_000)}!`;
  const { text, bytes } = finalText(long);
  expect([bytes, Buffer.byteLength(text) <= 8_192, long.endsWith(text), text.startsWith('ä')]).toEqual([10_001, true, true, true]);
});
