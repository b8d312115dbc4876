import { constants } from 'node:fs';
import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { firstBytes, type Repository } from './repository.ts';

/**
 * A git directory of our own that looks at the files of a repository's work tree. Git reads its configuration, writes its objects and its
 * index, and nothing of the repository's but objects: whatever that one's configuration says, also by the time git starts, runs nothing.
 */
export interface PrivateRepository {
  readonly gitDir: string;
  /** Real path of the directory with the files. */
  readonly top: string;
}

/** What is not for git in the work tree, one pattern a line. */
export const excludeFile = ({ gitDir }: PrivateRepository): string => path.join(gitDir, 'info', 'exclude');
/** The same as the repository has it; each look begins with it and adds what it leaves out. */
export const ownExcludes = ({ gitDir }: PrivateRepository): string => path.join(gitDir, 'excludes');
export const indexFile = ({ gitDir }: PrivateRepository): string => path.join(gitDir, 'index');

/** No index of a repository that git can work with in a minute is longer. */
const MAX_INDEX = 512 * 1_048_576;

export interface PrivateRequest {
  /** Made anew (0700). */
  readonly dir: string;
  readonly top: string;
  /** Where its objects are; `undefined` for none. */
  readonly of: Repository | undefined;
  /** Begins with what the repository's index knows of the files, so that only those are read that have changed since. */
  readonly withIndex: boolean;
}

/** Makes the directory. Rejects as the file system does. */
export async function makePrivateRepository({ dir, top, of, withIndex }: PrivateRequest): Promise<PrivateRepository> {
  const made: PrivateRepository = { gitDir: dir, top };
  await rm(dir, { recursive: true, force: true });
  await mkdir(path.join(dir, 'objects', 'info'), { recursive: true, mode: 0o700 });
  for (const name of ['objects/pack', 'refs', 'info']) await mkdir(path.join(dir, name), { mode: 0o700 });
  const text = of === undefined ? '' : ((await firstBytes(path.join(of.common, 'config'))) ?? '');
  const files: readonly (readonly [name: string, text: string])[] = [
    ['HEAD', 'ref: refs/heads/none\n'],
    ['config', configLike(text)],
    ['excludes', of === undefined ? '' : ((await firstBytes(path.join(of.common, 'info', 'exclude'))) ?? '')],
    ...(of === undefined ? [] : [['objects/info/alternates', alternates(of)] as const]),
  ];
  for (const [name, content] of files) await writeFile(path.join(dir, name), content, { mode: 0o600 });
  if (of !== undefined && withIndex) await copyIndex(of, indexFile(made));
  return made;
}

function alternates({ common }: Repository): string {
  const objects = path.join(common, 'objects');
  // Git takes each line for a directory.
  if (objects.includes('\n')) throw new Error('the path of the repository has a line break in it');
  return `${objects}\n`;
}

/** Settings that say how names, modes and line ends of a work tree are to be read, and can say nothing else. */
const HARMLESS = /^\s*(filemode|symlinks|ignorecase|precomposeunicode|autocrlf|eol)\s*=\s*(true|false|input|lf|crlf|native)\s*$/gim;

function configLike(text: string): string {
  const core = [...text.matchAll(HARMLESS)].map(([, key, value]) => `\t${key} = ${value}\n`).join('');
  const sha256 = /^\s*objectformat\s*=\s*sha256\s*$/im.test(text);
  const format = sha256 ? '\trepositoryformatversion = 1\n' : '\trepositoryformatversion = 0\n';
  return `[core]\n${format}\tbare = false\n${core}${sha256 ? '[extensions]\n\tobjectformat = sha256\n' : ''}`;
}

/** Without one git reads every file. One that is shared with others is left: it is of no use without them. */
async function copyIndex({ gitDir }: Repository, to: string): Promise<void> {
  if ((await readdir(gitDir)).some((name) => name.startsWith('sharedindex.'))) return;
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(path.join(gitDir, 'index'), flags).catch(() => undefined);
  if (handle === undefined) return;
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > MAX_INDEX) return;
    await writeFile(to, await handle.readFile(), { mode: 0o600 });
  } finally {
    await handle.close();
  }
}
