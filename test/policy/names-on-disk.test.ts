import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findNames, matchGlob } from '../../src/policy/names-on-disk.ts';
import type { Found } from '../../src/shell/analysis.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function tree(...files: readonly string[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'names-')));
  made.push(root);
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

const ALL: Found = { names: undefined, skipped: [], visible: false, cut: false, bare: false };

describe('what a search finds', () => {
  function found(root: string, which: Partial<Found>): readonly string[] | undefined {
    return findNames(root, { ...ALL, ...which })
      ?.map((name) => relative(root, name) || '.')
      .toSorted();
  }

  test('is all below a directory, or each name that fits', () => {
    const root = tree('a.ts', 'b.md', 'src/c.ts', 'src/.d.ts', 'node_modules/x/e.ts', 'x/node_modules/f.ts');
    expect(found(root, {})).toEqual(['.']);
    expect(found(root, { names: ['*.ts'] })).toEqual(['a.ts', 'node_modules/x/e.ts', 'src/.d.ts', 'src/c.ts', 'x/node_modules/f.ts']);
    expect(found(root, { names: ['*.TS', '?.md'], visible: true, skipped: ['node_modules'] })).toEqual(['a.ts', 'b.md', 'src/c.ts']);
    expect(found(root, { names: ['*.ts'], skipped: ['./node_modules'] })).toEqual(['a.ts', 'src/.d.ts', 'src/c.ts', 'x/node_modules/f.ts']);
    expect(found(root, { names: ['src'] })).toEqual(['src']);
    expect(found(root, { names: ['names-*'] })).toEqual(['.']);
    expect(found(join(root, 'none'), { names: ['*'] })).toEqual(['.']);
  });

  test('is not told when a name would be read as something else', () => {
    expect(found(tree('a b'), { cut: true })).toBeUndefined();
    expect(found(tree('a b/c.ts'), { cut: true, names: ['*.ts'] })).toBeUndefined();
    expect(found(tree('a b', 'c.ts'), { cut: true, names: ['*.ts'] })).toEqual(['c.ts']);
    for (const odd of ["it's", 'a"b', 'a\\b', 'a\nb', 'a\tb']) expect(found(tree(odd), { cut: true })).toBeUndefined();
    expect(found(tree('a b'), {})).toEqual(['.']);
    expect(found(tree('-rf'), { bare: true })).toBeUndefined();
    expect(found(tree('-x/a'), { bare: true, names: ['a'] })).toBeUndefined();
    expect(found(tree('x/-rf'), { bare: true })).toEqual(['.']);
    expect(found(tree('.hid den'), { cut: true, visible: true })).toEqual(['.']);
    expect(found(tree('skip/a b'), { cut: true, skipped: ['skip'] })).toEqual(['.']);
  });

  test('a directory that is not entered may be found itself', () => {
    expect(found(tree('conf/a', 'conf/b/c'), { names: ['conf', 'a'], skipped: ['conf'] })).toEqual(['conf']);
  });

  test('is not told when a name is no text', () => {
    const root = tree('a.ts');
    writeFileSync(Buffer.concat([Buffer.from(`${root}/x`), Buffer.from([0xff]), Buffer.from('.ts')]), '');
    expect(found(root, { names: ['*.ts'] })).toBeUndefined();
    expect(matchGlob(root, '*.ts')).toBeUndefined();
  });

  test('links are names of their own, and are not entered', () => {
    const root = tree('d/a.ts');
    symlinkSync('/etc', join(root, 'etc.ts'));
    expect(found(root, { names: ['*.ts'] })).toEqual(['d/a.ts', 'etc.ts']);
    expect(found(root, { names: ['passwd'] })).toEqual([]);
  });

  test('is not told when there is too much of it', () => {
    const root = tree(...Array.from({ length: 2001 }, (_, n) => `d/${n}.ts`));
    expect(found(root, { names: ['*.ts'] })).toBeUndefined();
    expect(found(root, { names: ['1.ts'] })).toEqual(['d/1.ts']);
    expect(found(root, {})).toEqual(['.']);
  });
});

describe('what a glob names', () => {
  function matched(root: string, pattern: string): readonly string[] | undefined {
    return matchGlob(root, pattern)
      ?.map((name) => relative(root, name) || '.')
      .toSorted();
  }

  test('in one directory and in several', () => {
    const root = tree('a.ts', '.b.ts', 'src/c.ts', 'src/e/f.ts', 'lib/c.ts', '.hid/c.ts');
    symlinkSync(join(root, 'lib'), join(root, 'link'));
    expect(matched(root, '*.ts')).toEqual(['a.ts']);
    expect(matched(root, '.*.ts')).toEqual(['.b.ts']);
    // Whether the last name is there is not looked at where no pattern says it.
    expect(matched(root, '*/f.ts')).toEqual(['lib/f.ts', 'link/f.ts', 'src/f.ts']);
    expect(matched(root, '*/*.ts')).toEqual(['lib/c.ts', 'link/c.ts', 'src/c.ts']);
    expect(matched(root, '.h*/c.ts')).toEqual(['.hid/c.ts']);
    expect(matched(root, 'src/**/*.ts')).toEqual(['src/c.ts', 'src/e/f.ts']);
    expect(matched(root, '**/*.ts')).toEqual(['a.ts', 'lib/c.ts', 'link/c.ts', 'src/c.ts', 'src/e/f.ts']);
    // All that a bracket could be the start of.
    expect(matched(root, 'src/[a-d].ts')).toEqual(['src/c.ts', 'src/e']);
    expect(matched(root, '[s]rc/c.ts')).toBeUndefined();
    expect(matched(root, 'none/*.ts')).toEqual([]);
    // What one letter is hangs on the language.
    expect(matched(tree('\u{1f600}', 'a', 'bc'), '?')).toEqual(['a', 'bc', '\u{1f600}']);
    expect(matched(root, 'a.ts')).toEqual(['a.ts']);
  });

  test('is not told when there is too much of it', () => {
    const root = tree(...Array.from({ length: 2001 }, (_, n) => `d/${n}.ts`));
    expect(matched(root, '*/*.ts')).toBeUndefined();
  });
});
