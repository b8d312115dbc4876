import { chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { git } from '../briefing/fixture.ts';
import { filesIn, scene } from './fixture.ts';
import { TASK } from './scene-deps.ts';

const NAMES = ['a', 'b.txt', 'd/c', 'd/e/f', 'größe', '名 前', 'tab\there', 'quo"te', "sin'gle", '-dash', 'line\nbreak', 'back\\slash'];

type Content = { readonly kind: 'file' | 'program'; readonly bytes: Uint8Array } | { readonly kind: 'link'; readonly to: string };
type Tree = ReadonlyMap<string, Content>;

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .array(fc.constantFrom('one\n', 'two\n', 'three\r\n', 'no end', '\u00fc\n'), { maxLength: 6 })
    .map((lines) => Buffer.from(lines.join(''))),
);
const content: fc.Arbitrary<Content> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('file' as const, 'program' as const), bytes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('link' as const), to: fc.constantFrom('a', '../x', '/etc/passwd', 'd/c') }) },
);
const tree: fc.Arbitrary<Tree> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), content), { selector: ([name]) => name, maxLength: 8 })
  .map((entries) => new Map(entries));

/** Makes the files of a directory exactly these. */
function become(root: string, before: Tree, now: Tree): void {
  for (const name of before.keys()) rmSync(join(root, name), { force: true });
  for (const [name, one] of now) {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    if (one.kind === 'link') symlinkSync(one.to, file);
    else {
      writeFileSync(file, one.bytes);
      chmodSync(file, one.kind === 'program' ? 0o755 : 0o644);
    }
  }
}

test('the patch of a tree makes the same tree of a clone, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(tree, tree, fc.boolean(), async (before, now, commits) => {
      const { workspace, open, deps, dir } = await scene();
      git(workspace, 'init', '-q');
      become(workspace, new Map(), before);
      git(workspace, 'add', '-A');
      git(workspace, 'commit', '-qm', 'x', '--allow-empty');
      const place = await open();
      become(place.cwd, before, now);
      if (commits) {
        git(place.cwd, 'add', '-A');
        git(place.cwd, 'commit', '-qm', 'of the child', '--allow-empty');
      }
      const expected = filesIn(place.cwd);
      const { changes, patch } = await place.close();
      expect(patch?.problem).toBeUndefined();
      const clone = join(dir, 'clone');
      git(dir, 'clone', '-q', workspace, clone);
      if (changes?.total !== 0) git(clone, 'apply', '--binary', join(deps.outputDir(TASK), 'patch.diff'));
      expect(filesIn(clone)).toEqual(expected);
      expect(lstatSync(join(deps.outputDir(TASK), 'patch.diff')).size).toBe(patch?.bytes);
    }),
    { numRuns: 12 },
  );
}, 120_000);
