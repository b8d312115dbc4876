import { expect, test } from 'vitest';
import type { Answer, Approval } from '../../src/policy/action.ts';
import { createTaskQuestions } from '../../src/server/task-questions.ts';

const approval = (id: string): Approval => ({ id, number: 1, message: 'May make run?', grantable: false, grantText: '' });
const yes = { action: 'accept', content: { choice: 'allow_once' } };

function asked(...ids: string[]) {
  const questions = createTaskQuestions();
  const answers: Answer[] = [];
  for (const id of ids) questions.ask('t', { approval: approval(id), resume: (answer) => void answers.push(answer) });
  return { questions, answers };
}

test('a question is put as a form, under the id of its approval', () => {
  const { questions } = asked('a');
  expect(questions.requestsOf('t')).toEqual({
    a: {
      method: 'elicitation/create',
      params: {
        mode: 'form',
        message: 'May make run?',
        requestedSchema: {
          type: 'object',
          properties: {
            choice: {
              type: 'string',
              title: 'May this run?',
              oneOf: [
                { const: 'allow_once', title: 'Allow once' },
                { const: 'deny', title: 'Deny' },
              ],
            },
          },
          required: ['choice'],
        },
      },
    },
  });
  expect(questions.requestsOf('other')).toBeUndefined();
});

test('of two questions the unanswered one stays', () => {
  const { questions, answers } = asked('a', 'b');
  questions.answer('t', { a: yes });
  expect(Object.keys(questions.requestsOf('t') ?? {})).toEqual(['b']);
  questions.answer('t', { b: { action: 'decline' }, a: yes });
  expect(questions.requestsOf('t')).toBeUndefined();
  expect(answers).toEqual([
    { approvalId: 'a', choice: 'allow_once' },
    { approvalId: 'b', choice: 'deny' },
  ]);
});

test.each([
  ['another name', 't', { approval: yes }],
  ['a name that every object has', 't', { constructor: yes, toString: yes }],
  ['another task', 'other', { a: yes }],
  ['nothing', 't', {}],
])('a response under %s answers nothing', (_, taskId, responses) => {
  const { questions, answers } = asked('a');
  questions.answer(taskId, responses);
  expect(answers).toEqual([]);
  expect(Object.keys(questions.requestsOf('t') ?? {})).toEqual(['a']);
});

test.each([
  ['a choice that there is not', { action: 'accept', content: { choice: 'allow_always' } }, 'deny'],
  ['no object', 'yes', 'deny'],
  ['nothing', null, 'deny'],
  ['a declined form with a choice', { action: 'decline', content: { choice: 'allow_once' } }, 'deny'],
  ['a choice with more beside it', { action: 'accept', content: { choice: 'allow_once', also: true } }, 'deny'],
  ['a closed form', { action: 'cancel' }, 'unanswered'],
])('%s allows nothing, and is the answer', (_, response, choice) => {
  const { questions, answers } = asked('a');
  questions.answer('t', { a: response });
  questions.answer('t', { a: yes });
  expect(answers).toEqual([{ approvalId: 'a', choice }]);
});

test('a forgotten question cannot be answered', () => {
  const { questions, answers } = asked('a');
  questions.forget('t');
  questions.answer('t', { a: yes });
  expect([questions.requestsOf('t'), answers]).toEqual([undefined, []]);
});
