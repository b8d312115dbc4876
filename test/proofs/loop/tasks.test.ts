import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changedFiles, makeRepository } from './repository.ts';
import { scoreOf } from './score.ts';
import { KINDS, readTasks, type Task } from './task.ts';

const tasks = readTasks();

/** What comes back for something that did not work. */
const WRONG_TURN = /^(?:Read it first|failed, exit 1|There is no such file)$/;

test('there are twelve tasks, of each kind as many as are wanted', () => {
  const counted = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, tasks.filter((task) => task.kind === kind).length]));
  expect(counted).toEqual(KINDS);
});

test('no objective stands in another: the scripted model knows a conversation by it', () => {
  const twice = tasks.filter(({ id, objective }) => tasks.some((other) => other.id !== id && other.objective.includes(objective)));
  expect(twice).toEqual([]);
});

describe.each(tasks)('$id', (task) => {
  test('has a repository, and hidden tests where a message is not what is scored', () => {
    expect(readdirSync(task.files).length).toBeGreaterThan(0);
    expect(existsSync(path.join(task.files, 'hidden'))).toBe(false);
    expect(existsSync(task.hidden)).toBe('command' in task.scoring);
  });

  test('may change files, unless it is to find something', () => {
    expect(task.access).toBe(task.kind === 'find' ? 'read-only' : 'workspace-write');
    expect('answer' in task.scoring).toBe(task.kind === 'find');
    expect(task.check === undefined).toBe(task.kind === 'find');
  });

  test('has a script that ends by saying that it is done, after at least one wrong turn', () => {
    expect(task.script.at(-1)).toEqual({ say: expect.stringMatching(/\n\nSTATUS: complete$/) });
    expect(task.script.map((step) => step.expect)).toContainEqual(expect.stringMatching(WRONG_TURN));
  });

  test('has patterns that are regular expressions', () => {
    for (const step of task.script) expect(() => new RegExp(step.expect ?? '', 'm')).not.toThrow();
  });
});

describe('a task that is to find something', () => {
  const task = tasks.find(({ id }) => id === 'find-wrong-total') as Task;

  /** A repository in which a child may have been, and its score with a last message. */
  function finished(): { readonly dir: string; score(final: string): ReturnType<typeof scoreOf> } {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'loop-tasks-')));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const dir = path.join(root, 'work');
    makeRepository(task, dir);
    return { dir, score: (final) => scoreOf(task, { dir, final, scratch: path.join(root, 'scored'), PATH: '/usr/bin:/bin' }) };
  }

  test.each([
    'BUG: lib/discount.mjs:11',
    'It is <= there.\n\n**BUG:** `./lib/discount.mjs:11`\n\nSTATUS: complete',
    'BUG: /somewhere/work/lib/discount.mjs:11 and once more BUG: lib/discount.mjs:11',
  ])('passes with the place: %j', async (final) => {
    expect(await finished().score(final)).toEqual({ passed: true, why: '' });
  });

  test.each([
    ['It is lib/discount.mjs:11', 'its last message has no line BUG: <path>:<line>'],
    ['BUG: lib/discount.mjs:10', 'it names lib/discount.mjs:10, not lib/discount.mjs:11'],
    ['BUG: lib/discount.mjs:111', 'it names lib/discount.mjs:111, not lib/discount.mjs:11'],
    ['BUG: lib/discount.mjs:11\nBUG: lib/tax.mjs:5', 'it names lib/tax.mjs:5, not lib/discount.mjs:11'],
  ])('fails with %j', async (final, why) => {
    expect(await finished().score(final)).toEqual({ passed: false, why });
  });

  test('fails when anything was changed', async () => {
    const { dir, score } = finished();
    writeFileSync(path.join(dir, 'note.txt'), 'x');
    writeFileSync(path.join(dir, 'README.md'), 'x');
    expect(changedFiles(dir)).toEqual(['README.md', 'note.txt']);
    expect(await score('BUG: lib/discount.mjs:11')).toEqual({ passed: false, why: 'it has changed README.md, note.txt' });
  });
});
