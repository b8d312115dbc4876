import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failed, ok, scratch, tools } from './fixture.ts';

function put(dir: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
}

test('lines of files below the directory, by name; the gate is asked once, for the directory', async () => {
  const { call, dir, judged, ends } = tools();
  put(dir, { 'b.ts': 'no\nneedle one\nneedle needle\n', 'a/z.ts': 'x\r\na needle\r\n', 'a/b/c.md': 'needle', 'none.ts': 'nothing\n' });
  expect(await call('search', { pattern: 'needle' })).toEqual(
    ok('[4 lines in 4 files]\nb.ts:2: needle one\nb.ts:3: needle needle\na/z.ts:2: a needle\na/b/c.md:1: needle'),
  );
  expect(judged).toEqual([{ kind: 'path', tool: 'search', use: 'read', path: dir, plain: true, cwd: dir, access: 'workspace-write' }]);
  expect(ends).toEqual([{ status: 'completed' }]);
  expect(await call('search', { pattern: 'Needle' })).toEqual(ok('[nothing in 4 files]'));
  expect(await call('search', { pattern: 'needle', path: 'a/z.ts' })).toEqual(ok('[1 line in 1 file]\na/z.ts:2: a needle'));
  expect(await call('search', { pattern: 'needle', max: 2 })).toEqual(
    ok('[the first 2 lines in 4 files]\nb.ts:2: needle one\nb.ts:3: needle needle'),
  );
});

test('names by glob', async () => {
  const { call, dir } = tools();
  put(dir, { 'x.ts': 'n\n', 'src/y.ts': 'n\n', 'src/deep/z.ts': 'n\n', 'src/y.md': 'n\n' });
  const files = async (glob: string): Promise<readonly string[]> =>
    (await call('search', { pattern: 'n', glob })).text
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/:1: n$/, ''));
  expect(await files('*.ts')).toEqual(['x.ts', 'src/y.ts', 'src/deep/z.ts']);
  expect(await files('src/*.ts')).toEqual(['src/y.ts']);
  expect(await files('src/**/*.ts')).toEqual(['src/y.ts', 'src/deep/z.ts']);
  expect(await files('?.md')).toEqual(['src/y.md']);
  // In time that no expression would keep to.
  expect(await files(`${'*a'.repeat(400)}b`)).toEqual([]);
});

test('a regular expression is tried by grep, elsewhere', async () => {
  const { call, dir } = tools();
  put(dir, {
    'a.ts': 'const one = 1;\nlet two = 2;\n',
    'line\nend.ts': 'const three = 3;\n',
    '-e': 'const four\n',
    '.env': 'const five\n',
  });
  put(dir, { binary: Buffer.from('const six\0\n'), 'node_modules/x.js': 'const seven\n' });
  const reply = ok(
    '[3 lines in 4 files; left out: 1 with secret names]\n-e:1: const four\na.ts:1: const one = 1;\nline\u240aend.ts:1: const three = 3;',
  );
  expect(await call('search', { pattern: '^const [a-z]+', regex: true })).toEqual(reply);
  expect(await call('search', { pattern: '^(const', regex: true })).toEqual(
    failed(expect.stringMatching(/^grep failed: .*[Uu]nmatched \(/)),
  );
  expect(await call('search', { pattern: '--version', regex: true })).toEqual(ok('[nothing in 4 files; left out: 1 with secret names]'));
  expect(await call('search', { pattern: '^const', regex: true, path: 'a.ts' })).toEqual(ok('[1 line in 1 file]\na.ts:1: const one = 1;'));
  expect(await call('search', { pattern: '^const', regex: true, max: 1 })).toEqual(
    ok('[the first 1 line in 4 files; left out: 1 with secret names]\n-e:1: const four'),
  );
});

test('secrets, links that lead elsewhere, large and binary files and those of others are left out', async () => {
  const outside = scratch();
  const { call, dir } = tools();
  put(outside, { secret: 'needle outside\n' });
  put(dir, { '.env': 'needle\n', '.ssh/config': 'needle\n', id_rsa: 'needle\n', '.env.example': 'needle example\n' });
  put(dir, { '.git/config': 'needle\n', 'node_modules/x/y.js': 'needle\n', large: `needle${'x'.repeat(1_048_576)}`, binary: 'needle\0' });
  symlinkSync(join(outside, 'secret'), join(dir, 'link'));
  symlinkSync(outside, join(dir, 'linked'));
  symlinkSync('.env.example', join(dir, 'inside'));
  symlinkSync('.', join(dir, 'circle'));
  symlinkSync('nowhere', join(dir, 'dangling'));
  execFileSync('mkfifo', [join(dir, 'fifo')]);
  const note = 'left out: 3 with secret names; left out: 2 behind links that lead elsewhere; left out: 1 larger than 1 MiB';
  for (const regex of [false, true]) {
    expect(await call('search', { pattern: 'needle', regex })).toEqual(ok(`[1 line in 2 files; ${note}]\n.env.example:1: needle example`));
  }
  // One file that is named is judged by the gate like any other read.
  expect(await call('search', { pattern: 'needle', path: '.env' })).toEqual(ok('[1 line in 1 file]\n.env:1: needle'));
  expect(await call('search', { pattern: 'needle', path: 'fifo' })).toEqual(
    failed('It is no regular file but a device, a socket or a FIFO.'),
  );
  expect(await call('search', { pattern: 'needle', path: 'large' })).toEqual(failed('The file has more than 1 MiB; use bash (`grep -n`).'));
});

test('a directory that becomes a link while it is searched shows nothing of where it leads', async () => {
  const outside = scratch();
  put(outside, { a: 'needle outside\n' });
  const { call, dir } = tools({
    run: async () => {
      // Between the look at the names and the look into the files.
      renameSync(join(dir, 'd'), join(dir, 'e'));
      symlinkSync(outside, join(dir, 'd'));
      const bytes = { stdout: 0, stderr: 0, combined: 0 };
      const text = `${join(dir, 'd/a')}\0${1}:needle outside\n`;
      const output = {
        bytes,
        read: async (_: unknown, from: number) => ({ text: from === 0 ? text : '', from, next: text.length, total: text.length }),
        excerpt: async () => ({ text: '', truncated: false }),
        onData: () => () => {},
        remove: async () => {},
      };
      return { end: { reason: 'exited', exitCode: 0, signal: null, durationMs: 1, killed: [], survivors: [] }, output };
    },
  });
  put(dir, { 'd/a': 'needle\n' });
  expect(await call('search', { pattern: 'n.*', regex: true })).toEqual(ok('[nothing in 1 file]'));
});

test('what acts or hides is shown, and long lines are cut', async () => {
  const { call, dir } = tools();
  put(dir, { a: `needle \u001b]52;c;x\u0007 \u202e\n${'x'.repeat(300)}needle${'y'.repeat(300)}\n`, 'n\u001b[31m': 'needle\n' });
  expect(await call('search', { pattern: 'needle' })).toEqual(
    ok(
      `[3 lines in 2 files]\na:1: needle \u241b]52;c;x\u2407 \\u{202e}\na:2: ${'x'.repeat(300)}needle${'y'.repeat(94)}…\nn\u241b[31m:1: needle`,
    ),
  );
});

test('what is denied tells nothing; a pattern over lines, a stop and a place that is not there are told', async () => {
  const { call: denied, dir: there } = tools({ judge: () => 'no' });
  put(there, { a: 'needle' });
  const replies = await Promise.all(['.', 'a', '/nowhere'].map((path) => denied('search', { pattern: 'needle', path })));
  expect(replies).toEqual(Array(3).fill(failed('Denied: no')));
  const { call } = tools();
  expect(await call('search', { pattern: 'a\nb' })).toEqual(failed('The pattern goes over a line end; search for one line.'));
  expect(await call('search', { pattern: 'a', path: 'absent' })).toEqual(failed('There is no such file.'));
  const stopped = new AbortController();
  stopped.abort();
  expect(await call('search', { pattern: 'a' }, stopped.signal)).toEqual(failed('The call was cancelled.'));
});

test('an expression that takes for ever is ended', async () => {
  const { call, dir } = tools({
    run: async () => {
      const output = {
        bytes: { stdout: 0, stderr: 0, combined: 0 },
        read: async () => ({ text: '', from: 0, next: 0, total: 0 }),
        excerpt: async () => ({ text: '', truncated: false }),
        onData: () => () => {},
        remove: async () => {},
      };
      return { end: { reason: 'timed_out', exitCode: null, signal: 'SIGTERM', durationMs: 20_000, killed: [], survivors: [] }, output };
    },
  });
  put(dir, { a: 'x' });
  expect(await call('search', { pattern: '(a*)*\\1b', regex: true })).toEqual(ok('[nothing in 1 file; stopped because it took too long]'));
});
