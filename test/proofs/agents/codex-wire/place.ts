import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codexEntry } from '../../../../src/agents/catalogue/codex.ts';
import type { LaunchProfile } from '../../../../src/agents/catalogue/entry.ts';

export const SECRET = 'canary-4f1c9e';
export const PLAIN = 'plain-7b20d3';

/** Where one agent runs: a home, and a repository that tries to switch its asking off. */
export interface Place {
  readonly root: string;
  readonly home: string;
  readonly repository: string;
}

export function makePlace(root: string): Place {
  const place = { root, home: path.join(root, 'home'), repository: path.join(root, 'repository') };
  const files = {
    ...codexEntry.hostile,
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/config': '[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tfsmonitor = "touch unasked-canary; false"\n',
    'victim/keep.txt': 'keep\n',
    'plain.txt': `${PLAIN}\n`,
    '.env': `KEY=${SECRET}\n`,
  };
  for (const [name, text] of Object.entries(files)) put(path.join(place.repository, name), text);
  for (const dir of ['.git/objects', '.git/refs']) mkdirSync(path.join(place.repository, dir), { recursive: true });
  symlinkSync('.env', path.join(place.repository, 'AGENTS.md'));
  mkdirSync(path.join(place.home, '.codex', 'sessions'), { recursive: true });
  return place;
}

/** Makes the private directory of one child as its profile says. */
export function makePrivate(dir: string, { files, links = {} }: LaunchProfile): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) put(path.join(dir, name), text);
  for (const [name, target] of Object.entries(links)) {
    if (readdirSync(path.dirname(target)).includes(path.basename(target))) symlinkSync(target, path.join(dir, name));
  }
}

/** Every file of the repository with its content. */
export function treeOf(dir: string): Readonly<Record<string, string>> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => path.join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [path.relative(dir, file), readFileSync(file, 'utf8')]),
  );
}

function put(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
