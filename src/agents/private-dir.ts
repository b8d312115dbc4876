import { existsSync } from 'node:fs';
import { mkdir, open, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

/** Makes the directory of one child, empty and for nobody else. Throws what the system says. */
export async function makePrivateDir(dir: string): Promise<void> {
  await removePrivateDir(dir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
}

export async function removePrivateDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}

/** Writes the files of a profile, by relative path; none may be there before. */
export async function writePrivateFiles(dir: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(dir, name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  }
}

/** Makes the links of a profile, by relative path; where there is nothing to lead to, there is none. Removing the directory leaves what they lead to. */
export async function linkPrivateFiles(dir: string, links: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, target] of Object.entries(links)) {
    if (!existsSync(target)) continue;
    const file = path.join(dir, name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await symlink(target, file);
  }
}
