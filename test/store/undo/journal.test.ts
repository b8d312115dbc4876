import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createUndoJournal } from '../../../src/store/undo/journal.ts';
import { isUndoId, undoId } from '../../../src/store/undo/undo-id.ts';
import { short, undoBench } from './fixture.ts';

describe('what a call changed is put back', () => {
  test('a file that was replaced, one that was removed, one that was made, and a mode', async () => {
    const { journal, workspace, at, call, tree } = undoBench();
    for (const name of ['changed', 'removed', 'mode', 'other']) writeFileSync(at(name), name);
    const before = tree();
    const id = await call(['changed', 'removed', 'mode', 'made/deep/new', 'never'], () => {
      writeFileSync(at('changed'), 'other text');
      unlinkSync(at('removed'));
      chmodSync(at('mode'), 0o755);
      mkdirSync(at('made/deep'), { recursive: true });
      writeFileSync(at('made/deep/new'), 'new');
    });
    const restored = await journal.restore(id);
    expect([short(restored, workspace), restored?.notes, restored?.kept]).toEqual([
      ['removed made', 'removed made/deep', 'removed made/deep/new', 'restored changed', 'restored mode', 'restored removed', 'same never'],
      [],
      undefined,
    ]);
    expect(tree()).toEqual(before);
  });

  test('a directory that was removed, with its links and modes; and one that was moved', async () => {
    const { journal, at, call, tree } = undoBench();
    mkdirSync(at('src/deep/empty'), { recursive: true });
    writeFileSync(at('src/deep/run.sh'), '#!/bin/sh', { mode: 0o755 });
    writeFileSync(at('src/a'), 'a');
    symlinkSync('../nowhere', at('src/link'));
    const before = tree();
    const removed = await call(['src'], () => rmSync(at('src'), { recursive: true }));
    expect(tree()).toEqual({});
    await journal.restore(removed);
    expect(tree()).toEqual(before);
    const moved = await call(['src', 'lib'], () => renameSync(at('src'), at('lib')));
    expect(Object.keys(tree())).toContain('lib/deep/run.sh');
    await journal.restore(moved);
    expect(tree()).toEqual(before);
  });

  test('a link that was replaced, a file in the place of a directory, a directory in the place of a file', async () => {
    const { journal, at, call, tree } = undoBench();
    writeFileSync(at('file'), 'file');
    symlinkSync('file', at('link'));
    mkdirSync(at('dir'));
    writeFileSync(at('dir/a'), 'a');
    const before = tree();
    const id = await call(['file', 'link', 'dir'], () => {
      unlinkSync(at('file'));
      mkdirSync(at('file'));
      writeFileSync(at('file/b'), 'b');
      unlinkSync(at('link'));
      writeFileSync(at('link'), 'no link');
      rmSync(at('dir'), { recursive: true });
      writeFileSync(at('dir'), 'no directory');
    });
    await journal.restore(id);
    expect(tree()).toEqual(before);
  });

  test('the same again changes nothing', async () => {
    const { journal, workspace, at, call, tree } = undoBench();
    writeFileSync(at('a'), 'old');
    const id = await call(['a', 'b'], () => {
      writeFileSync(at('a'), 'new');
      writeFileSync(at('b'), 'new');
    });
    await journal.restore(id);
    expect([short(await journal.restore(id), workspace), tree()]).toEqual([['same a', 'same b'], { a: 'old' }]);
  });

  test('whatever one call does with a few files, all is as it was afterwards', async () => {
    const names = ['a', 'b', 'd/a', 'd/b', 'd/e/a'];
    const step = fc.record({ act: fc.constantFrom('write', 'remove', 'link', 'mode'), name: fc.constantFrom(...names), text: fc.string() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), fc.array(step, { maxLength: 8 }), async (setUp, steps) => {
        const { journal, at, call, tree } = undoBench();
        const run = (each: typeof setUp): void => {
          for (const { act, name, text } of each) {
            mkdirSync(path.dirname(at(name)), { recursive: true });
            if (act === 'mode') {
              if (existsSync(at(name))) chmodSync(at(name), 0o755);
              continue;
            }
            rmSync(at(name), { force: true });
            if (act === 'write') writeFileSync(at(name), text);
            if (act === 'link') symlinkSync('nowhere', at(name));
          }
        };
        run(setUp);
        const before = tree();
        const restored = await journal.restore(await call(names, () => run(steps)));
        expect(restored?.paths.filter(({ done }) => done === 'left')).toEqual([]);
        expect(tree()).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what has changed since is left alone', () => {
  test('a file that somebody else wrote, removed or made anew; the others are put back', async () => {
    const { journal, workspace, at, call, tree } = undoBench();
    for (const name of ['written', 'removed', 'fine']) writeFileSync(at(name), 'old');
    const id = await call(['written', 'removed', 'fine', 'made'], () => {
      for (const name of ['written', 'removed', 'fine', 'made']) writeFileSync(at(name), 'by the call');
    });
    for (const name of ['written', 'made']) writeFileSync(at(name), 'by a person');
    unlinkSync(at('removed'));
    expect(short(await journal.restore(id), workspace)).toEqual([
      'left made: changed since: left alone',
      'left removed: changed since: left alone',
      'left written: changed since: left alone',
      'restored fine',
    ]);
    expect(tree()).toEqual({ fine: 'old', made: 'by a person', written: 'by a person' });
  });

  test('a directory in which there is something by now stays', async () => {
    const { journal, workspace, at, call, tree } = undoBench();
    const id = await call(['made/a'], () => {
      mkdirSync(at('made'));
      writeFileSync(at('made/a'), 'a');
    });
    writeFileSync(at('made/mine'), 'mine');
    expect(short(await journal.restore(id), workspace)).toEqual(['left made: there is something in it by now', 'removed made/a']);
    expect(tree()).toEqual({ made: '/', 'made/mine': 'mine' });
  });

  test('with force it is overwritten, and what was there can be had back', async () => {
    const { journal, workspace, at, call, tree } = undoBench();
    writeFileSync(at('a'), 'old');
    const id = await call(['a', 'b'], () => {
      writeFileSync(at('a'), 'by the call');
      writeFileSync(at('b'), 'by the call');
    });
    for (const name of ['a', 'b']) writeFileSync(at(name), 'by a person');
    const restored = await journal.restore(id, { force: true });
    expect([short(restored, workspace), tree()]).toEqual([['removed b', 'restored a'], { a: 'old' }]);
    expect(isUndoId(restored?.kept ?? '')).toBe(true);
    expect(short(await journal.restore(restored?.kept ?? ''), workspace)).toEqual(['restored a', 'restored b']);
    expect(tree()).toEqual({ a: 'by a person', b: 'by a person' });
  });

  test('what a call left is not known while it has not ended, and after its server has died', async () => {
    const { journal, workspace, dir, at, tree } = undoBench();
    writeFileSync(at('a'), 'old');
    const call = undoId();
    const writes = { paths: [at('a')], complete: true };
    await journal.before({ call, session: 's', tool: 'bash', what: 'x', cwd: workspace, workspace, writes });
    writeFileSync(at('a'), 'new');
    const another = createUndoJournal({ dir, now: () => 0 });
    const why = 'nobody knows what the call left there: it has not ended, or its server died';
    expect([short(await another.restore(call), workspace), (await another.find(call))?.status]).toEqual([[`left a: ${why}`], undefined]);
    await another.restore(call, { force: true });
    expect(tree()).toEqual({ a: 'old' });
  });
});

describe('what can not be put back is said', () => {
  test('what lies outside, is too large or too much, and what is no file', async () => {
    const { journal, root, workspace, at, call } = undoBench({ files: 2, bytes: 10 });
    writeFileSync(at('large'), 'more than ten');
    mkdirSync(at('many'));
    for (const name of ['1', '2', '3']) writeFileSync(at(`many/${name}`), '');
    mkdirSync(at('heavy'));
    for (const name of ['1', '2']) writeFileSync(at(`heavy/${name}`), '123456');
    writeFileSync(path.join(root, 'outside'), '');
    mkdirSync(at('real'));
    symlinkSync('real', at('way'));
    const id = await call(['../outside', 'large', 'many', 'heavy', 'way/a'], () => undefined);
    expect(short(await journal.restore(id), workspace)).toEqual([
      'left ../outside: not kept: it lies outside of the workspace',
      'left heavy: not kept: it holds more than 10 bytes',
      'left large: not kept: it is too large',
      'left many: not kept: it holds more than 2 files',
      'left way/a: not kept: its path goes through a link',
    ]);
  });

  test.each([
    ['workspace-code', 'it ran workspace code: what else it changed is not known'],
    ['install', 'it ran an installer: what else it changed is not known'],
    ['git-write', 'it changed the repository: what else it changed is not known'],
    ['unknown', 'its words do not tell all that it changes: what else it changed is not known'],
  ])('that more may have changed, after %s', async (cls, note) => {
    const { journal, at, call } = undoBench();
    const id = await call([], () => undefined, { writes: { paths: [at('a')], complete: false }, class: cls });
    expect((await journal.restore(id))?.notes).toEqual([note]);
  });

  test('that the workspace is gone, as a work tree is after its task', async () => {
    const { journal, workspace, at, call } = undoBench();
    const id = await call(['a'], () => writeFileSync(at('a'), ''));
    rmSync(workspace, { recursive: true });
    expect(short(await journal.restore(id), workspace)).toEqual(['left a: its workspace, or the copy of it, is gone']);
  });
});

describe('the journal', () => {
  test('is for its user alone; a disk that takes nothing is told, and leaves nothing behind', async () => {
    const { journal, dir, workspace, at, call } = undoBench();
    writeFileSync(at('a'), 'secret');
    const id = await call(['a'], () => undefined);
    expect((statSync(path.join(dir, 'session1', id)).mode & 0o777).toString(8)).toBe('700');
    expect(readdirSync(path.join(dir, 'session1', id)).sort()).toEqual(['0', 'left.json', 'manifest.json']);
    writeFileSync(path.join(dir, 'blocked'), 'a file where a directory should be');
    const writes = { paths: [at('a')], complete: true };
    const blocked = { call: undoId(), session: 'blocked', tool: 'bash', what: 'x', cwd: workspace, workspace, writes };
    await expect(journal.before(blocked)).rejects.toThrow();
    expect(await journal.find(blocked.call)).toBeUndefined();
  });

  test('lists the latest first, and finds a call by its name', async () => {
    const bench = undoBench();
    const { journal, workspace, at } = bench;
    const first = await bench.call(['a'], () => undefined, { task: 'task1', what: 'one' });
    bench.time = 2_000;
    const second = await bench.call(['b'], () => undefined, { class: 'workspace-write' });
    const known = { session: 'session1', tool: 'bash', cwd: workspace, workspace, complete: true, status: 'completed' };
    const expected = [
      { ...known, call: second, at: 2_000, paths: [at('b')], what: 'change', task: undefined, class: 'workspace-write' },
      { ...known, call: first, at: 1_000, paths: [at('a')], what: 'one', task: 'task1', class: undefined },
    ];
    expect(await journal.list(10)).toEqual(expected);
    expect(await journal.find(first)).toEqual(expected[1]);
    expect([await journal.find(undoId()), await journal.restore('../..'), await journal.list(0)]).toEqual([undefined, undefined, []]);
  });

  test('a task is taken back call by call, the last one first, also one that a call became', async () => {
    const bench = undoBench();
    const { journal, at, call, tree } = bench;
    writeFileSync(at('a'), '0');
    for (const n of ['1', '2', '3']) await call(['a', n], () => ['a', n].map((name) => writeFileSync(at(name), n)), { task: 'task1' });
    await call(['other'], () => writeFileSync(at('other'), ''), { task: 'task2' });
    const restored = await journal.restoreTask('task1');
    expect([restored.length, tree()]).toEqual([3, { a: '0', other: '' }]);
    const became = undoId();
    const writes = { paths: [at('b')], complete: true };
    await journal.before({ call: became, session: 's', tool: 'bash', what: '', cwd: '/', workspace: bench.workspace, writes });
    writeFileSync(at('b'), '');
    await journal.after(became, 'completed', 'task3');
    expect([(await journal.restoreTask('task3')).length, existsSync(at('b')), await journal.restoreTask('none')]).toEqual([1, false, []]);
  });

  test('the next call waits until it is known what the last one left', async () => {
    const { journal, workspace, at, tree } = undoBench();
    writeFileSync(at('a'), '0');
    const writes = { paths: [at('a')], complete: true };
    const ids = [undoId(), undoId()];
    for (const [n, call] of ids.entries()) {
      await journal.before({ call, session: 's', task: 't', tool: 'bash', what: '', cwd: workspace, workspace, writes });
      writeFileSync(at('a'), `${n + 1}`);
      void journal.after(call, 'completed');
    }
    await journal.before({ call: undoId(), session: 's', tool: 'bash', what: '', cwd: workspace, workspace, writes });
    expect((await journal.restoreTask('t')).flatMap(({ paths }) => paths.map(({ done }) => done))).toEqual(['restored', 'restored']);
    expect(tree()).toEqual({ a: '0' });
  });

  test('a manifest that is not as it was written is none', async () => {
    const { journal, dir, at, call } = undoBench();
    writeFileSync(at('a'), '');
    const id = await call(['a'], () => unlinkSync(at('a')));
    const file = path.join(dir, 'session1', id, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, kept: [{ path: at('a'), was: { kind: 'file', mode: 420, copy: '../../x' } }] }));
    expect([await journal.restore(id), await journal.list(10)]).toEqual([undefined, []]);
  });
});
