import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import type { ChildTool } from './child-tool.ts';
import type { ChildToolDeps } from './child-tool-deps.ts';
import { createLineWindow, type WindowOptions, type WindowResult } from './line-window.ts';
import { chunksOf, openRegular } from './open-regular.ts';
import { carryOut, permit } from './permit.ts';
import { namedPath } from './place.ts';
import { MAX_WHOLE_BYTES, type ReadState } from './read-state.ts';
import { CANCELLED, Refusal, replying } from './refusal.ts';
import { shownLines } from './shown-lines.ts';

const MAX_LINES = 2_000;
const MAX_BYTES = 256 * 1024;
/** Further into a file nobody looks line by line. */
const MAX_SCANNED_BYTES = 1_073_741_824;

const input = z.strictObject({
  path: z.string().min(1).describe('Absolute, or relative to your directory'),
  offset: z.int().min(1).default(1).describe('First line; counts from 1'),
  limit: z.int().min(1).max(MAX_LINES).default(MAX_LINES).describe('Lines'),
});

export function readFileTool(deps: ChildToolDeps, state: ReadState): ChildTool<typeof input> {
  return {
    name: 'read_file',
    description:
      'Reads a text file: each line with its number and a tab before it. At most 2,000 lines and 256 KiB a call; what is left is told. A file must be read before it is edited or written over.',
    input,
    call: ({ path, offset, limit }, signal) =>
      replying(async () => {
        const permitted = await permit(deps, { tool: 'read_file', use: 'read', named: namedPath(deps.cwd, path) }, signal);
        return await carryOut(permitted, async (place) => {
          const file = await openRegular(place);
          try {
            const options = { first: offset, maxLines: limit, maxBytes: MAX_BYTES };
            const version = await versionOf(file);
            const { window, sha256, ended } = await scan(file, options, signal);
            if (sha256 !== undefined) state.remember(place.real, sha256);
            const text = render(place.real, offset, window, ended, sha256 !== undefined);
            const again = sha256 !== undefined && state.showsAgain(place.real, `${offset}+${limit}`, `${version}:${sha256}`);
            return again ? unchanged(place.real, offset, window) : text;
          } finally {
            await file.close();
          }
        });
      }),
  };
}

/** Clocks of file systems are coarse, so the content counts as well. */
async function versionOf(file: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs } = await file.stat({ bigint: true });
  return `${dev}:${ino}:${size}:${mtimeNs}`;
}

function unchanged(path: string, offset: number, { lines }: WindowResult): string {
  return `[${visible(path)} is unchanged since you read it (lines ${offset}-${offset + Math.max(lines, 1) - 1})]`;
}

interface Scanned {
  readonly window: WindowResult;
  /** Of the whole file; absent when it is too large for that. */
  readonly sha256: string | undefined;
  /** The file was read to its end. */
  readonly ended: boolean;
}

async function scan(file: FileHandle, options: WindowOptions, signal: AbortSignal): Promise<Scanned> {
  const lines = createLineWindow(options);
  const digest = createHash('sha256');
  let total = 0;
  for await (const chunk of chunksOf(file)) {
    if (signal.aborted) throw new Refusal(CANCELLED);
    if (chunk.includes(0)) throw new Refusal('It is a binary file; look at it with bash (`file`, `xxd`).');
    total += chunk.length;
    if (total > MAX_SCANNED_BYTES) throw new Refusal('These lines lie beyond the first GiB of the file; use bash (`sed -n`).');
    if (total <= MAX_WHOLE_BYTES) digest.update(chunk);
    lines.push(chunk);
    if (lines.full && total > MAX_WHOLE_BYTES) return { window: lines.result(), sha256: undefined, ended: false };
  }
  return { window: lines.result(), sha256: total <= MAX_WHOLE_BYTES ? digest.digest('hex') : undefined, ended: true };
}

function render(path: string, offset: number, window: WindowResult, ended: boolean, whole: boolean): string {
  const shown = visible(path);
  if (window.lines === 0 && !window.cut) {
    if (window.seen === 0) return `[${shown} is empty]`;
    throw new Refusal(`${shown} has ${window.seen} lines; there is no line ${offset}.`);
  }
  const { text, notes } = shownLines(window.bytes, offset);
  const last = offset + Math.max(window.lines, 1) - 1;
  const of = ended ? ` of ${window.seen}` : '';
  const large = whole ? [] : ['too large for edit_file and write_file'];
  const head = `[${[`${shown}: lines ${offset}-${last}${of}`, ...notes, ...large].join('; ')}]`;
  const rest = window.cut ? [`[… line ${offset} is longer than a call shows; its rest is left out …]`] : [];
  const left = ended ? window.seen - last : undefined;
  const lines = left === undefined ? 'more lines are' : left === 1 ? '1 line is' : `${left} lines are`;
  const more = left === 0 ? [] : [`[… ${lines} left: read on with offset ${last + 1} …]`];
  return [head, text, ...rest, ...more].join('\n');
}
