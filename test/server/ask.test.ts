import { expect, test } from 'vitest';
import type { Limits } from '../../src/server/app-port.ts';
import { startInProcess } from '../harness.ts';
import { envelope, initialize, initialized, type Message, notification, rawClient, request, toolCall } from './raw-client.ts';
import { createToy, type ToyOptions } from './toy-app.ts';

const FORM = { elicitation: {} };
const isQuestion = (message: Message) => message['method'] === 'elicitation/create';
const structured = (message: Message) => Object(message['result']).structuredContent;

/** A legacy client whose call of `guarded` has come to the question. */
async function asked(options: { limits?: Partial<Limits>; toy?: ToyOptions; revision?: string } = {}) {
  const toy = createToy(options.toy);
  const streams = startInProcess(toy.app, options);
  const raw = rawClient(streams);
  raw.send(initialize(FORM, options.revision), initialized, toolCall(1, 'guarded', { command: 'make' }));
  const question = await raw.next(isQuestion);
  const reply = (result: object) => raw.send({ jsonrpc: '2.0', id: question['id'], result });
  return { toy, raw, question, reply, ...streams };
}

const yes = { action: 'accept', content: { choice: 'allow_once' } };

test('legacy: the question as it is on the wire', async () => {
  const { question } = await asked();
  expect(question).toEqual({
    jsonrpc: '2.0',
    id: expect.any(Number),
    method: 'elicitation/create',
    params: {
      message: 'May make run?',
      requestedSchema: {
        type: 'object',
        properties: {
          choice: {
            type: 'string',
            title: 'May this run?',
            oneOf: [
              { const: 'allow_once', title: 'Allow once' },
              { const: 'allow_session', title: 'Session: `make`' },
              { const: 'deny', title: 'Deny' },
            ],
          },
        },
        required: ['choice'],
      },
    },
  });
});

test('legacy: an answer in time lets the same call go on', async () => {
  const { toy, raw, reply } = await asked();
  reply(yes);
  expect(structured(await raw.answer(1))).toEqual({ status: 'completed', detail: 'allow_once' });
  expect(toy.answers).toEqual([undefined, { approvalId: 'approval-1', choice: 'allow_once' }]);
});

test.each([
  ['an error', { error: { code: -32603, message: 'no' } }],
  ['nonsense', { result: { action: 'maybe' } }],
])('legacy: %s for an answer is a no', async (_, outcome) => {
  const { raw, question } = await asked();
  raw.send({ jsonrpc: '2.0', id: question['id'], ...outcome });
  expect(structured(await raw.answer(1))).toEqual({ status: 'denied', detail: 'deny' });
});

test('legacy: what was not offered is a no', async () => {
  const { raw, reply } = await asked({ toy: { grantable: false } });
  reply({ action: 'accept', content: { choice: 'allow_session' } });
  expect(structured(await raw.answer(1))).toEqual({ status: 'denied', detail: 'deny' });
});

test('legacy: without an answer in time the refusal stands and the question is taken back', async () => {
  const { toy, raw, question, reply } = await asked({ limits: { approvalInCallMs: 5 } });
  expect(structured(await raw.answer(1))).toEqual({ status: 'needs_approval', detail: 'toy' });
  expect(await raw.next((message) => message['method'] === 'notifications/cancelled')).toMatchObject({
    params: { requestId: question['id'] },
  });
  reply(yes);
  raw.send(toolCall(2, 'echo', { text: 'hi' }));
  await raw.answer(2);
  expect(toy.answers).toEqual([undefined]);
});

test('legacy: a tool that can park gets the late answer', async () => {
  const { toy, raw, reply } = await asked({ limits: { approvalInCallMs: 5 }, toy: { canPark: true } });
  expect(structured(await raw.answer(1))).toEqual({ status: 'waiting_approval', detail: 'task 1' });
  reply(yes);
  expect(await toy.resumed).toEqual({ approvalId: 'approval-1', choice: 'allow_once' });
  expect(toy.answers).toEqual([undefined]);
});

test('legacy: a parked question that nobody can answer any more is a no', async () => {
  const { toy, raw, to, ended } = await asked({ limits: { approvalInCallMs: 5 }, toy: { canPark: true } });
  await raw.answer(1);
  to.end();
  expect(await toy.resumed).toEqual({ approvalId: 'approval-1', choice: 'deny' });
  await ended;
});

test('legacy: a question that stays open too long is a no', async () => {
  const { toy, raw } = await asked({ limits: { approvalInCallMs: 5, approvalMs: 20 }, toy: { canPark: true } });
  await raw.answer(1);
  expect(await toy.resumed).toEqual({ approvalId: 'approval-1', choice: 'deny' });
});

test('legacy: cancelling the call takes the question back', async () => {
  const { raw, question } = await asked();
  raw.send(notification('notifications/cancelled', { requestId: 1 }));
  expect(await raw.next((message) => message['method'] === 'notifications/cancelled')).toMatchObject({
    params: { requestId: question['id'] },
  });
});

test('modern: the question is the result, the answer comes with the retry', async () => {
  const toy = createToy();
  const raw = rawClient(startInProcess(toy.app));
  const _meta = envelope(FORM);
  raw.send(toolCall(1, 'guarded', { command: 'make' }, { _meta }));
  const { result } = await raw.answer(1);
  expect(result).toMatchObject({
    resultType: 'input_required',
    requestState: 'approval-1',
    inputRequests: { approval: { method: 'elicitation/create', params: { mode: 'form', message: 'May make run?' } } },
  });
  raw.send(toolCall(2, 'guarded', { command: 'make' }, { _meta, requestState: 'approval-1', inputResponses: { approval: yes } }));
  expect(await raw.answer(2)).toMatchObject({
    result: { resultType: 'complete', structuredContent: { status: 'completed', detail: 'allow_once' } },
  });
});

test.each([
  ['forms only', { elicitation: { form: {} } }, 'input_required'],
  ['forms and pages', { elicitation: { form: {}, url: {} } }, 'input_required'],
  ['pages only', { elicitation: { url: {} } }, 'complete'],
  ['nothing', {}, 'complete'],
])('modern: a client that takes %s', async (_, capabilities, resultType) => {
  const raw = rawClient(startInProcess(createToy().app));
  raw.send(toolCall(1, 'guarded', { command: 'make' }, { _meta: envelope(capabilities) }));
  expect(await raw.answer(1)).toMatchObject({ result: { resultType } });
});

test('one call asks once: what an answer does not settle is not asked again', async () => {
  const raw = rawClient(startInProcess(createToy().app));
  const _meta = envelope(FORM);
  raw.send(toolCall(1, 'guarded', { command: 'make' }, { _meta, requestState: 'unknown', inputResponses: { approval: yes } }));
  expect(await raw.answer(1)).toMatchObject({
    result: { resultType: 'complete', structuredContent: { status: 'denied', detail: 'not pending' } },
  });
});

test('legacy: a client that never said initialize is not asked', async () => {
  const raw = rawClient(startInProcess(createToy().app));
  raw.send(request(1, 'tools/call', { name: 'guarded', arguments: { command: 'make' } }));
  expect(structured(await raw.answer(1))).toEqual({ status: 'needs_approval', detail: 'toy' });
});
