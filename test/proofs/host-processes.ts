import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Found {
  readonly pid: number;
  readonly command: string;
}

/**
 * Every process whose working directory is `root` or lies below it, or whose environment names `root`. Linux only.
 * Zombies are left out: they are dead, only not yet read.
 */
export function processesOf(root: string): readonly Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const cwd = readlinkSync(`/proc/${name}/cwd`);
        const ours = cwd === root || cwd.startsWith(`${root}/`) || readFileSync(`/proc/${name}/environ`, 'utf8').includes(root);
        return ours && command !== '' ? [{ pid: Number(name), command }] : [];
      } catch {
        // It has ended meanwhile, or belongs to another user.
        return [];
      }
    });
}

/** What is still alive after `limitMs`; returns as soon as nothing is. */
export async function survivors(root: string, limitMs: number): Promise<readonly Found[]> {
  const until = performance.now() + limitMs;
  let found = processesOf(root);
  while (found.length > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    found = processesOf(root);
  }
  return found;
}
