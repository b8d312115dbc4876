import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

/** What was at a path; a file's bytes are kept beside the manifest. Modes are the permission bits. */
const wasSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('file'), mode: z.int(), copy: z.string().regex(/^\d+$/) }),
  z.strictObject({ kind: z.literal('link'), target: z.string() }),
  z.strictObject({ kind: z.literal('directory'), mode: z.int() }),
]);
export type Was = z.output<typeof wasSchema>;

const manifestSchema = z.strictObject({
  call: z.string(),
  session: z.string(),
  task: z.string().optional(),
  tool: z.string(),
  what: z.string(),
  class: z.string().optional(),
  cwd: z.string(),
  workspace: z.string(),
  at: z.number(),
  /** Tells calls of the same millisecond apart. */
  seq: z.int(),
  paths: z.array(z.string()),
  complete: z.boolean(),
  kept: z.array(z.strictObject({ path: z.string(), was: wasSchema })),
  notKept: z.array(z.strictObject({ path: z.string(), why: z.string() })),
});
export type Manifest = z.output<typeof manifestSchema>;

const leftSchema = z.strictObject({
  status: z.string(),
  /** The task that it became while it ran. */
  task: z.string().optional(),
  /** The state of every path that it could have changed, and of what lies below directories. */
  left: z.array(z.strictObject({ path: z.string(), state: z.string() })),
  /** Directories that held too much to be looked at whole. */
  unknown: z.array(z.string()),
});
export type Left = z.output<typeof leftSchema>;

export const MANIFEST = 'manifest.json';
const LEFT = 'left.json';

export const readManifest = (dir: string): Promise<Manifest | undefined> => read(path.join(dir, MANIFEST), manifestSchema);
export const readLeft = (dir: string): Promise<Left | undefined> => read(path.join(dir, LEFT), leftSchema);

export const writeManifest = (dir: string, manifest: Manifest): Promise<void> => write(path.join(dir, MANIFEST), manifest);
export const writeLeft = (dir: string, left: Left): Promise<void> => write(path.join(dir, LEFT), left);

/** A file that is not there, or not whole, is none. */
async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and on the disk when it resolves. */
async function write(file: string, value: object): Promise<void> {
  const handle = await open(`${file}.new`, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(value));
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
