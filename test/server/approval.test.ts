import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Approval } from '../../src/policy/action.ts';
import { answerOf, approvalForm, readChoice } from '../../src/server/approval.ts';

const approval: Approval = { id: 'id-1', number: 1, message: 'May it?', grantable: true, grantText: '`git push`' };
const choices = [
  { const: 'allow_once', title: 'Allow once' },
  { const: 'allow_session', title: 'Session: `git push`' },
  { const: 'deny', title: 'Deny' },
];

test('the form offers three choices and none beforehand', () => {
  expect(approvalForm(approval, '2025-11-25')).toEqual({
    message: 'May it?',
    requestedSchema: {
      type: 'object',
      properties: { choice: { type: 'string', title: 'May this run?', oneOf: choices } },
      required: ['choice'],
    },
  });
});

test('clients of 2025-06-18 get the choices as they know them', () => {
  expect(approvalForm(approval, '2025-06-18').requestedSchema.properties).toEqual({
    choice: {
      type: 'string',
      title: 'May this run?',
      enum: choices.map((choice) => choice.const),
      enumNames: choices.map((choice) => choice.title),
    },
  });
});

test('what may not be granted is not offered for the session', () => {
  expect(approvalForm({ ...approval, grantable: false }, undefined).requestedSchema.properties).toEqual({
    choice: { type: 'string', title: 'May this run?', oneOf: [choices[0], choices[2]] },
  });
});

test('only an accepted form with exactly one known choice is anything but a no', () => {
  const good = ['allow_once', 'allow_session', 'deny'] as const;
  for (const choice of good) expect(readChoice({ action: 'accept', content: { choice } })).toBe(choice);
  expect(readChoice({ action: 'cancel' })).toBe('unanswered');
  expect(readChoice({ action: 'decline' })).toBe('deny');
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.record({ action: fc.constantFrom('accept', 'decline', 'cancel', 'ACCEPT'), content: fc.jsonValue() }),
    fc.record({ action: fc.constantFrom('decline', 'cancel'), content: fc.record({ choice: fc.constantFrom(...good) }) }),
    fc.record({ action: fc.constant('accept'), content: fc.record({ choice: fc.constantFrom(...good), x: fc.jsonValue() }) }),
  );
  fc.assert(
    fc.property(odd, (response) => {
      expect(['deny', 'unanswered']).toContain(readChoice(response));
    }),
  );
});

test('an answer and its question come together or deny', () => {
  const yes = { approval: { action: 'accept', content: { choice: 'allow_once' } } };
  expect(answerOf(undefined, undefined)).toBeUndefined();
  expect(answerOf(yes, 'id-1')).toEqual({ approvalId: 'id-1', choice: 'allow_once' });
  expect(answerOf(yes, undefined)).toEqual({ approvalId: '', choice: 'deny' });
  expect(answerOf(undefined, 'id-1')).toEqual({ approvalId: '', choice: 'deny' });
  expect(answerOf({}, 'id-1')).toEqual({ approvalId: 'id-1', choice: 'deny' });
  expect(answerOf({ other: yes.approval }, 'id-1')).toEqual({ approvalId: 'id-1', choice: 'deny' });
});
