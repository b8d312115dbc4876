import { lstat } from 'node:fs/promises';

/** What git knows of the files of a tree before anything is compared. Names are bytes, a character each (`latin1`). */
export interface Listing {
  /** Files that it does not know and does not ignore. */
  readonly unknown: readonly string[];
  /** Directories with a repository of their own. */
  readonly nested: readonly string[];
  /** Places of other repositories that the index knows. */
  readonly links: readonly string[];
  /** The index says of some file that nobody is to look at it, or names one outside of the tree: it is not to be used. */
  readonly unfit: boolean;
}

/** For `readListing`. Each entry is `? name`, or tag, mode, object and stage before a tab and the name. */
export const LISTING: readonly string[] = ['ls-files', '-v', '-s', '-c', '-o', '--exclude-standard', '-z'];

const GITLINK = '160000';
/** Git itself makes no such index, but reads what it names. */
const LEADS_OUT = /^\/|(?:^|\/)\.{0,2}(?:\/|$)/;

export function readListing(bytes: Buffer): Listing {
  const found = { unknown: [] as string[], nested: [] as string[], links: [] as string[], unfit: false };
  for (const entry of bytes.toString('latin1').split('\0')) {
    const tag = entry[0];
    if (tag === undefined) continue;
    if (tag === '?') {
      const name = entry.slice(2);
      if (name.endsWith('/')) found.nested.push(name.slice(0, -1));
      else found.unknown.push(name);
      continue;
    }
    const name = entry.slice(entry.indexOf('\t') + 1);
    if (entry.startsWith(GITLINK, 2)) found.links.push(name);
    // Small letters stand for assume-unchanged, S for skip-worktree.
    if (tag === 'S' || tag !== tag.toUpperCase() || LEADS_OUT.test(name)) found.unfit = true;
  }
  return found;
}

/** A copy is made of each file that is new or has changed; one with holes in it is as long as it says. */
const MAX_COPIED = 50_000;
const MAX_COPIED_BYTES = 1_073_741_824;
const AT_ONCE = 64;

/** Why no copies are made of these files; our own words. @param names those that git does not know, or knows otherwise */
export async function whyTooMuch(top: string, names: readonly string[]): Promise<string | undefined> {
  if (names.length > MAX_COPIED) return `more than ${MAX_COPIED} files are new or have changed`;
  let bytes = 0;
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const sizes = names.slice(from, from + AT_ONCE).map(async (name) => {
      const stats = await lstat(Buffer.from(`${Buffer.from(top).toString('latin1')}/${name}`, 'latin1')).catch(() => undefined);
      return stats?.size ?? 0;
    });
    for (const size of await Promise.all(sizes)) bytes += size;
    if (bytes > MAX_COPIED_BYTES) return `the files that are new or have changed hold more than ${MAX_COPIED_BYTES / 1_073_741_824} GiB`;
  }
  return undefined;
}
