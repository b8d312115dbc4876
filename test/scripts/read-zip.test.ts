import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readZip } from '../../scripts/read-zip.ts';

const project = join(import.meta.dirname, '../..');
const text = 'the same words, many times; '.repeat(100);

let scratch: string;
let archive: Buffer;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bailiwick-zip-'));
  const directory = join(scratch, 'content');
  mkdirSync(join(directory, 'dist'), { recursive: true });
  writeFileSync(join(directory, 'manifest.json'), readFileSync(join(project, 'manifest.json')));
  writeFileSync(join(directory, 'dist/cli.cjs'), text);
  const tool = join(project, 'node_modules/@anthropic-ai/mcpb/dist/cli/cli.js');
  execFileSync(process.execPath, [tool, 'pack', directory, join(scratch, 'out.mcpb')], { timeout: 20_000 });
  archive = readFileSync(join(scratch, 'out.mcpb'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('reads what the official tool packs', () => {
  expect(readZip(archive)).toEqual([
    { name: 'dist/cli.cjs', content: Buffer.from(text) },
    { name: 'manifest.json', content: readFileSync(join(project, 'manifest.json')) },
  ]);
});

test.each([
  ['something after the end, as a signature', (zip: Buffer) => Buffer.concat([zip, Buffer.from('x')])],
  ['something before the first file', (zip: Buffer) => Buffer.concat([Buffer.from('x'), zip])],
  ['nothing at all', () => Buffer.alloc(0)],
  [
    'a name that leaves the archive',
    (zip: Buffer) => Buffer.from(zip.toString('latin1').replaceAll('dist/cli.cjs', '../../cli.cjs'.slice(0, 12)), 'latin1'),
  ],
])('refuses %s', (_name, change) => {
  expect(() => readZip(change(archive))).toThrow();
});

test('refuses an archive that was cut anywhere', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: archive.length - 1 }), (length) => {
      expect(() => readZip(archive.subarray(0, length))).toThrow();
    }),
  );
});

test('a changed byte never passes as other content', () => {
  const read = (bytes: Buffer) => {
    try {
      return readZip(bytes);
    } catch {
      return 'refused';
    }
  };
  const sound = readZip(archive);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: archive.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Buffer.from(archive);
      changed[at] = (changed[at] ?? 0) ^ flip;
      expect([sound, 'refused']).toContainEqual(read(changed));
    }),
  );
});
