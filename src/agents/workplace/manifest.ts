import { createHash } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { readPrivateFile, reservePrivateFile } from '../../shell/process/private-file.ts';
import { isTreeName } from './tree-name.ts';

/** The process that answers for a work tree. */
export interface TreeOwner {
  readonly pid: number;
  /** As `processStart` tells it. */
  readonly startedAt: number;
  /** What pids mean something in: `processSpace`. */
  readonly boot: string;
}

const manifestSchema = z.object({
  taskId: z.string(),
  sessionId: z.string(),
  /** Real path of the repository's own work tree. */
  top: z.string(),
  /** The commit that the tree began with. */
  base: z.string(),
  /** The tree was whole once, and may have been worked in. */
  ready: z.boolean(),
});

export type ManifestFacts = z.output<typeof manifestSchema>;

/** What is known of a work tree beside the tree itself, so that it is found after a crash. */
export interface Manifest {
  readonly file: string;
  /** Absolute path of the tree. */
  readonly path: string;
  readonly name: string;
  readonly facts: ManifestFacts;
  /** As the name of the file tells it; whoever gives it another name owns the tree. */
  readonly owner: { readonly pid: number; readonly startedAt: number; readonly boot: string };
}

const MANIFESTS = '.manifests';
const FILE = /^([a-z0-9-]+)\.(\d+)-(\d+)-([0-9a-f]{8})\.json$/;

const bootDigits = (boot: string): string => createHash('sha256').update(boot).digest('hex').slice(0, 8);

function fileOf(dir: string, name: string, { pid, startedAt, boot }: TreeOwner): string {
  return path.join(dir, `${name}.${pid}-${startedAt}-${bootDigits(boot)}.json`);
}

/** Takes the real path of the directory of the trees. Writes it down (0600); it is on the disk when this resolves. Rejects as the file system does. */
export async function writeManifest(worktreesDir: string, name: string, owner: TreeOwner, facts: ManifestFacts): Promise<Manifest> {
  const dir = path.join(worktreesDir, MANIFESTS);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file = fileOf(dir, name, owner);
  const text = JSON.stringify(facts);
  reservePrivateFile(file, Buffer.byteLength(text)).commit(text);
  return { file, path: path.join(worktreesDir, name), name, facts, owner: { ...owner, boot: bootDigits(owner.boot) } };
}

/** All that are there; one that is none of ours is passed over. Never rejects. */
export async function readManifests(worktreesDir: string): Promise<readonly Manifest[]> {
  const trees = await realpath(worktreesDir).catch(() => worktreesDir);
  const dir = path.join(trees, MANIFESTS);
  const names = await readdir(dir).catch((): string[] => []);
  return names.flatMap((file) => {
    const [, name, pid, startedAt, boot] = FILE.exec(file) ?? [];
    const text = name !== undefined && isTreeName(name) ? readPrivateFile(path.join(dir, file)) : undefined;
    const facts = text === undefined ? undefined : factsIn(text);
    if (name === undefined || boot === undefined || facts === undefined) return [];
    const owner = { pid: Number(pid), startedAt: Number(startedAt), boot };
    return [{ file: path.join(dir, file), path: path.join(trees, name), name, facts, owner }];
  });
}

function factsIn(text: string): ManifestFacts | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** How to tell whether somebody answers for a tree. */
export interface Owners {
  /** This process. */
  readonly owner: TreeOwner;
  readonly isAlive: (pid: number, startedAt: number) => boolean;
}

/** Whether the owner of a tree lives; pids of another start of the machine, or of another space of processes, mean nothing here. */
export function isOwned({ owner }: Manifest, { owner: own, isAlive }: Owners): boolean {
  return owner.boot === bootDigits(own.boot) && isAlive(owner.pid, owner.startedAt);
}

/** Whether the owner was of this start of the machine, so that it is known to be dead when it does not live. */
export const isOfThisBoot = ({ owner }: Manifest, own: TreeOwner): boolean => owner.boot === bootDigits(own.boot);

/** Makes this process the owner of a tree: of several that try, one. Returns it as it is then, `undefined` when another was faster. */
export async function takeManifest(manifest: Manifest, owner: TreeOwner): Promise<Manifest | undefined> {
  const file = fileOf(path.dirname(manifest.file), manifest.name, owner);
  try {
    if (file !== manifest.file) await rename(manifest.file, file);
    return { ...manifest, file, owner: { ...owner, boot: bootDigits(owner.boot) } };
  } catch {
    return undefined;
  }
}

export async function removeManifest({ file }: Manifest): Promise<void> {
  await rm(file, { force: true });
}

/** Milliseconds since 1970; 0 when it is gone. */
export async function manifestTime({ file }: Manifest): Promise<number> {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
}
