import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greeting } from '../lib/greeting.mjs';
import { answer } from '../lib/routes.mjs';
import { getUser, getUserAgent, getUsers } from '../lib/users.mjs';

test('getUser gives one user', () => {
  assert.deepEqual(getUser('1'), { id: '1', name: 'Ada' });
  assert.equal(getUsers().length, 2);
});

test('a client says what it is', () => {
  assert.equal(getUserAgent({ 'user-agent': 'curl' }), 'curl');
});

test('routes answer', () => {
  assert.deepEqual(answer('/user', '2'), { status: 200, body: { id: '2', name: 'Grace' } });
  assert.equal(greeting('2', {}), 'Hello Grace (unknown)');
});
