import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { greeting } from '../lib/greeting.mjs';
import { answer } from '../lib/routes.mjs';
import * as users from '../lib/users.mjs';

const ROOT = path.join(import.meta.dirname, '..');
const files = readdirSync(ROOT, { recursive: true })
  .filter((name) => !/^(hidden|\.git|node_modules)(\/|$)/.test(name))
  .filter((name) => statSync(path.join(ROOT, name)).isFile());
const textOf = (name) => readFileSync(path.join(ROOT, name), 'utf8');

test('the function has its new name, and only that', () => {
  assert.deepEqual(Object.keys(users).sort(), ['fetchUser', 'getUserAgent', 'getUsers']);
  assert.deepEqual(users.fetchUser('1'), { id: '1', name: 'Ada' });
});

test('what has a longer name keeps it', () => {
  assert.equal(users.getUserAgent({ 'user-agent': 'curl' }), 'curl');
  assert.equal(users.getUsers().length, 2);
});

test('routes and greetings go on working', () => {
  assert.deepEqual(answer('/user', '2'), { status: 200, body: { id: '2', name: 'Grace' } });
  assert.deepEqual(answer('/users').body.length, 2);
  assert.equal(greeting('2', { 'user-agent': 'curl' }), 'Hello Grace (curl)');
});

test('the old name stands nowhere, neither in documents nor in tests', () => {
  assert.deepEqual(
    files.filter((name) => /\bgetUser\b/.test(textOf(name))),
    [],
  );
  assert.match(textOf('README.md'), /`fetchUser\(id\)`.*`getUsers\(\)`.*`getUserAgent\(headers\)`/);
  assert.match(textOf('test/users.test.mjs'), /\bfetchUser\b/);
});
