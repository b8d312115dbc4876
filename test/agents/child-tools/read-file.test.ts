import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failed, ok, scratch, tools } from './fixture.ts';

test('lines with their numbers; the gate is asked for what is read', async () => {
  const { call, dir, judged, ends } = tools();
  writeFileSync(join(dir, 'a'), 'one\ntwo\n\nfour');
  expect(await call('read_file', { path: 'a' })).toEqual(ok(`[${dir}/a: lines 1-4 of 4]\n1\tone\n2\ttwo\n3\t\n4\tfour`));
  expect(judged).toEqual([{ kind: 'path', tool: 'read_file', use: 'read', path: join(dir, 'a'), cwd: dir, access: 'workspace-write' }]);
  expect(ends).toEqual([{ status: 'completed' }]);
});

test('a part of it, and what is left', async () => {
  const { call, dir } = tools();
  writeFileSync(join(dir, 'a'), 'one\ntwo\nthree\nfour\n');
  const left = (from: number): string => `[… 1 line is left: read on with offset ${from} …]`;
  expect(await call('read_file', { path: 'a', offset: 2, limit: 2 })).toEqual(
    ok(`[${dir}/a: lines 2-3 of 4]\n2\ttwo\n3\tthree\n${left(4)}`),
  );
  expect(await call('read_file', { path: 'a', offset: 4 })).toEqual(ok(`[${dir}/a: lines 4-4 of 4]\n4\tfour`));
  expect(await call('read_file', { path: 'a', offset: 5 })).toEqual(failed(`${dir}/a has 4 lines; there is no line 5.`));
  writeFileSync(join(dir, 'b'), '');
  expect(await call('read_file', { path: 'b' })).toEqual(ok(`[${dir}/b is empty]`));
});

test('at most 2,000 lines and 256 KiB; a line that alone is longer is cut', async () => {
  const { call, dir } = tools();
  writeFileSync(join(dir, 'lines'), 'x\n'.repeat(2_001));
  const { text: lines } = await call('read_file', { path: 'lines' });
  expect(lines.split('\n').slice(-2)).toEqual(['2000\tx', '[… 1 line is left: read on with offset 2001 …]']);
  writeFileSync(join(dir, 'long'), `${`${'y'.repeat(99_999)}\n`.repeat(3)}${'z'.repeat(300_000)}\nlast\n`);
  const { text: bytes } = await call('read_file', { path: 'long' });
  expect(bytes.split('\n')).toEqual([
    `[${dir}/long: lines 1-2 of 5]`,
    `1\t${'y'.repeat(99_999)}`,
    `2\t${'y'.repeat(99_999)}`,
    '[… 3 lines are left: read on with offset 3 …]',
  ]);
  const { text: cut } = await call('read_file', { path: 'long', offset: 4 });
  expect(cut.split('\n')).toEqual([
    `[${dir}/long: lines 4-4 of 5]`,
    `4\t${'z'.repeat(262_144)}`,
    '[… line 4 is longer than a call shows; its rest is left out …]',
    '[… 1 line is left: read on with offset 5 …]',
  ]);
});

test('line ends, a byte order mark, hidden characters and foreign bytes are told', async () => {
  const { call, dir } = tools();
  const read = async (content: string | Buffer): Promise<string> => {
    writeFileSync(join(dir, 'a'), content);
    return (await call('read_file', { path: 'a' })).text;
  };
  const crlf = 'every line ends with CR LF, which old_text needs too where it goes over a line end';
  const hidden = 'hidden characters are shown escaped: old_text can not be copied from there';
  expect(await read('\ufeffa\r\nb\r\n')).toBe(`[${dir}/a: lines 1-2 of 2; ${crlf}; it begins with a byte order mark]\n1\ta\n2\tb`);
  expect(await read('a\r\nb\n')).toBe(`[${dir}/a: lines 1-2 of 2; ${hidden}]\n1\ta\u240d\n2\tb`);
  expect(await read('a\u202eb\u001b')).toBe(`[${dir}/a: lines 1-1 of 1; ${hidden}]\n1\ta\\u{202e}b\u241b`);
  expect(await read(Buffer.from([0x61, 0xff, 0x62]))).toBe(`[${dir}/a: lines 1-1 of 1; some of it is no UTF-8, or U+FFFD]\n1\ta\ufffdb`);
});

test('nothing but regular files of text', async () => {
  const { call, dir } = tools();
  writeFileSync(join(dir, 'binary'), Buffer.from([0x61, 0, 0x62]));
  mkdirSync(join(dir, 'directory'));
  execFileSync('mkfifo', [join(dir, 'fifo')]);
  symlinkSync('/dev/zero', join(dir, 'zero'));
  symlinkSync('nowhere', join(dir, 'dangling'));
  const device = 'It is no regular file but a device, a socket or a FIFO.';
  const words = {
    binary: 'It is a binary file; look at it with bash (`file`, `xxd`).',
    directory: 'It is a directory; list it with bash (`ls`).',
  };
  const more = { fifo: device, zero: device, dangling: `${dir}/dangling is a link that leads nowhere.`, absent: 'There is no such file.' };
  for (const [path, reason] of Object.entries({ ...words, ...more, 'binary/x': 'A part of the path is a file, not a directory.' })) {
    expect([path, await call('read_file', { path })]).toEqual([path, failed(reason)]);
  }
});

test('a file of 20 MiB is read in parts and not edited', async () => {
  const { call, dir } = tools();
  writeFileSync(join(dir, 'large'), 'line\n'.repeat(4_194_304));
  const read = await call('read_file', { path: 'large', offset: 4_000_000, limit: 1 });
  const head = `[${dir}/large: lines 4000000-4000000; too large for edit_file and write_file]`;
  expect(read).toEqual(ok(`${head}\n4000000\tline\n[… more lines are left: read on with offset 4000001 …]`));
  const large = 'The file has more than 16 MiB, too large to be written by this tool; use bash.';
  expect(await call('edit_file', { path: 'large', old_text: 'line', new_text: 'x' })).toEqual(failed(large));
  truncateSync(join(dir, 'large'), 10_000_000_000);
  expect(await call('read_file', { path: 'large', offset: 5_000_000 })).toEqual(
    failed('It is a binary file; look at it with bash (`file`, `xxd`).'),
  );
});

test('behind a link the real path is judged as well', async () => {
  const outside = join(scratch(), 'secret');
  writeFileSync(outside, 'secret');
  const { call, dir, judged, ends } = tools({
    judge: (action) => (action.kind === 'path' && action.path === outside ? 'outside' : undefined),
  });
  symlinkSync(outside, join(dir, 'link'));
  expect(await call('read_file', { path: 'link' })).toEqual(failed('Denied: outside'));
  expect([judged.map((action) => action.kind === 'path' && action.path), ends]).toEqual([
    [join(dir, 'link'), outside],
    [{ status: 'failed' }],
  ]);
});

test('a link that is turned round while somebody is asked leads nowhere', async () => {
  const outside = join(scratch(), 'secret');
  writeFileSync(outside, 'secret');
  const { call, dir } = tools({
    judge: () => {
      symlinkSync(outside, join(dir, 'new'));
      renameSync(join(dir, 'new'), join(dir, 'a'));
      return undefined;
    },
  });
  writeFileSync(join(dir, 'a'), 'harmless');
  const words = 'The path goes through too many links, or through one that has just been put there.';
  expect(await call('read_file', { path: 'a' })).toEqual(failed(words));
});

test('so does a directory that becomes a link', async () => {
  const outside = scratch();
  writeFileSync(join(outside, 'a'), 'secret');
  const { call, dir } = tools({
    judge: () => {
      renameSync(join(dir, 'd'), join(dir, 'e'));
      symlinkSync(outside, join(dir, 'd'));
      return undefined;
    },
  });
  mkdirSync(join(dir, 'd'));
  writeFileSync(join(dir, 'd/a'), 'harmless');
  expect(await call('read_file', { path: 'd/a' })).toEqual(failed('Where the path leads has changed since it was judged; try again.'));
});

test('what is denied tells nothing of what lies there', async () => {
  const { call } = tools({ judge: () => 'no' });
  const replies = await Promise.all(['/etc/passwd', '/nowhere', '/dev/zero'].map((path) => call('read_file', { path })));
  expect(replies).toEqual(Array(3).fill(failed('Denied: no')));
});
