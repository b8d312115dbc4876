import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdit } from '../../../src/agents/child-tools/edit.ts';
import { failed, ok, tools } from './fixture.ts';

/** Few signs, so that they meet often: line ends, a byte order mark, signs of two to four bytes, one made of several. */
const piece = fc.constantFrom('a', 'b', 'ab', '\n', '\r\n', '\ufeff', 'ä', '€', '😀', '👩‍👩‍👧', '$&', '\\');
const text = (minLength: number) => fc.array(piece, { minLength, maxLength: 20 }).map((pieces) => pieces.join(''));
const needle = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));

test('every place: as split and join do it', () => {
  fc.assert(
    fc.property(text(0), needle, text(0), (content, oldText, newText) => {
      fc.pre(oldText !== newText);
      const edited = applyEdit(Buffer.from(content), { oldText, newText, all: true });
      const wanted = content.split(oldText).join(newText);
      expect(edited.ok ? edited.bytes.toString() : undefined).toBe(content.includes(oldText) ? wanted : undefined);
    }),
  );
});

test('one place: only where no other could be meant, and as split and join do it', () => {
  fc.assert(
    fc.property(text(0), needle, text(0), (content, oldText, newText) => {
      fc.pre(oldText !== newText);
      const first = content.indexOf(oldText);
      const unique = first !== -1 && content.indexOf(oldText, first + 1) === -1;
      const edited = applyEdit(Buffer.from(content), { oldText, newText, all: false });
      expect(edited.ok ? edited.bytes.toString() : undefined).toBe(unique ? content.split(oldText).join(newText) : undefined);
    }),
  );
});

test('the changed lines are where the new text stands', () => {
  fc.assert(
    fc.property(text(0), needle, text(1), (content, oldText, newText) => {
      const edited = applyEdit(Buffer.from(content), { oldText, newText, all: true });
      if (!edited.ok) return;
      const lines = edited.bytes.toString().split('\n');
      for (const { from, to } of edited.changed) expect(lines.slice(from - 1, to).join('\n')).toContain(newText);
      expect(edited.changed.length).toBe(content.split(oldText).length - 1);
    }),
  );
});

test('every byte beside it stays, also what is no text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (before, after) => {
      const content = Buffer.concat([before, Buffer.from('old'), after]);
      fc.pre(content.indexOf('old') === before.length && content.lastIndexOf('old') === before.length);
      const edited = applyEdit(content, { oldText: 'old', newText: 'new€', all: false });
      expect(edited.ok && edited.bytes.equals(Buffer.concat([before, Buffer.from('new€'), after]))).toBe(true);
    }),
  );
});

test('an edit: what the gate is shown, what the child is told', async () => {
  const { call, dir, judged } = tools();
  const file = join(dir, 'a');
  writeFileSync(file, '\ufeffone\r\ntwo\r\nthree');
  await call('read_file', { path: 'a' });
  const reply = await call('edit_file', { path: 'a', old_text: 'two', new_text: '2\r\n2½' });
  expect(reply).toEqual(ok(`Edited ${file}: 1 place, now line 2-3.`));
  expect([readFileSync(file, 'utf8'), readdirSync(dir)]).toEqual(['\ufeffone\r\n2\r\n2½\r\nthree', ['a']]);
  const action = { kind: 'path', tool: 'edit_file', use: 'write', path: file, cwd: dir, access: 'workspace-write' };
  expect(judged[1]).toEqual({ ...action, text: '@@ 1 place, now line 2-3 @@\n-two\n+2\r\n+2½' });
  // What it has written is what it has read.
  expect(await call('edit_file', { path: 'a', old_text: '2', new_text: '', replace_all: true })).toEqual(
    ok(`Edited ${file}: 2 places, now line 2, 3.`),
  );
  expect(judged[2]).toEqual({ ...action, text: '@@ 2 places, now line 2, 3 @@\n-2' });
});

test('what is not there, there twice, or the same', async () => {
  const { call, dir } = tools();
  writeFileSync(join(dir, 'a'), 'aaa\r\nb\r\n');
  await call('read_file', { path: 'a' });
  const edit = (old_text: string, new_text: string) => call('edit_file', { path: 'a', old_text, new_text });
  const not = '`old_text` does not occur in the file.';
  expect(await edit('c', 'd')).toEqual(failed(`${not} It must be there byte for byte, blanks included; read the lines again.`));
  expect(await edit('a\nb', 'd')).toEqual(failed(`${not} The lines of this file end with CR LF.`));
  expect(await edit('aa', 'd')).toEqual(failed('`old_text` occurs more than once; add the lines around it, or set `replace_all`.'));
  expect(await edit('b', 'b')).toEqual(failed('`old_text` and `new_text` are the same; there is nothing to change.'));
  expect(await edit('b', '\udc00')).toEqual(failed('The text holds half a character (a lone surrogate).'));
  expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('aaa\r\nb\r\n');
});

test('only what was read, and is unchanged since; the gate is asked all the same', async () => {
  const { call, dir, judged } = tools();
  const file = join(dir, 'a');
  const edit = { path: 'a', old_text: 'b', new_text: 'c' };
  expect(await call('edit_file', edit)).toEqual(failed('There is no such file; write_file makes one.'));
  writeFileSync(file, 'b');
  expect(await call('edit_file', edit)).toEqual(failed('Read it first (read_file); a file is edited only after that.'));
  await call('read_file', { path: 'a' });
  writeFileSync(file, 'xb');
  expect(await call('edit_file', edit)).toEqual(failed('The file has changed since it was read: re-read first.'));
  expect([readFileSync(file, 'utf8'), judged.length]).toEqual(['xb', 4]);
});

test('a change while somebody is asked is not lost', async () => {
  const { call, dir } = tools({
    judge: (action) => {
      if (action.kind === 'path' && action.use === 'write') writeFileSync(join(dir, 'a'), 'theirs b');
      return undefined;
    },
  });
  writeFileSync(join(dir, 'a'), 'b');
  await call('read_file', { path: 'a' });
  expect(await call('edit_file', { path: 'a', old_text: 'b', new_text: 'c' })).toEqual(
    failed('The file has changed since it was read: re-read first.'),
  );
  expect([readFileSync(join(dir, 'a'), 'utf8'), readdirSync(dir)]).toEqual(['theirs b', ['a']]);
});

test('of several edits at a time none is lost: each is there, or was refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 5 }), async (count) => {
      const { call, dir } = tools();
      const words = Array.from({ length: count }, (_, index) => `word${index}`);
      writeFileSync(join(dir, 'a'), words.join('\n'));
      await call('read_file', { path: 'a' });
      const edits = words.map((word) => call('edit_file', { path: 'a', old_text: word, new_text: word.toUpperCase() }));
      const replies = await Promise.all(edits);
      const expected = words.map((word, index) => (replies[index]?.isError === false ? word.toUpperCase() : word));
      expect([readFileSync(join(dir, 'a'), 'utf8'), replies.some(({ isError }) => !isError)]).toEqual([expected.join('\n'), true]);
    }),
    { numRuns: 10 },
  );
});
