import { access, constants } from 'node:fs/promises';
import type { OutputLog } from '../../shell/process/output.ts';
import { visible } from '../../shell/visible.ts';
import type { RunAllowed } from './child-tool-deps.ts';
import { CANCELLED, Refusal } from './refusal.ts';
import type { SearchFile } from './search-walk.ts';

/** Nobody else's: what the child's PATH says counts for nothing here. */
const PLACES = ['/usr/bin/grep', '/bin/grep'];
const LONGEST_MS = 20_000;
/** Of names in one start; systems take at least this with an environment beside it. */
const NAMES_BYTES = 131_072;
/** Of its output that is read: only the numbers of lines are taken from it. */
const OUTPUT_BYTES = 8 * 1_048_576;
const CHUNK_BYTES = 65_536;
const ERRORS_SHOWN = 300;

export interface GrepOptions {
  readonly pattern: string;
  readonly files: readonly SearchFile[];
  readonly cwd: string;
  /** Lines at most. */
  readonly most: number;
  readonly run: RunAllowed;
  readonly signal: AbortSignal;
}

export interface Grepped {
  /** Numbers of lines by path. */
  readonly lines: ReadonlyMap<string, ReadonlySet<number>>;
  /** It took too long: there may be more. */
  readonly late: boolean;
}

/**
 * Where an extended regular expression fits. Somebody else's expression can take for ever: it is tried in a process that can be ended,
 * which tells numbers of lines and nothing else. Rejects with a `Refusal`.
 */
export async function grepped({ pattern, files, cwd, most, run, signal }: GrepOptions): Promise<Grepped> {
  const grep = await firstOf(PLACES);
  if (grep === undefined) throw new Refusal('There is no grep on this machine; search for a fixed text (regex: false).');
  const lines = new Map<string, Set<number>>();
  const until = performance.now() + LONGEST_MS;
  let left = most;
  for (const names of batchesOf(files)) {
    const timeoutMs = Math.ceil(until - performance.now());
    if (timeoutMs <= 0) return { lines, late: true };
    const argv = [grep, '-nHIE', '--null', '-m', `${most}`, '-e', pattern, '--', ...names];
    const env = { LC_ALL: 'C.UTF-8', GREP_OPTIONS: undefined, GREP_COLORS: undefined };
    const { end, output } = await run({ argv, cwd, env }, { timeoutMs, signal });
    try {
      if (signal.aborted) throw new Refusal(CANCELLED);
      left -= await take(output, new Set(names), lines, left);
      if (end.reason === 'timed_out') return { lines, late: true };
      const failed = end.reason !== 'exited' || (end.exitCode ?? 2) > 1;
      if (failed && lines.size === 0) throw new Refusal(`grep failed: ${await wordsOf(output, end.error)}`);
    } finally {
      await output.remove();
    }
    if (left <= 0) break;
  }
  return { lines, late: false };
}

async function firstOf(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const works = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (works) return program;
  }
  return undefined;
}

function batchesOf(files: readonly SearchFile[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    bytes += Buffer.byteLength(file.path) + 1;
    if (bytes > NAMES_BYTES) {
      batches.push([]);
      bytes = Buffer.byteLength(file.path) + 1;
    }
    batches.at(-1)?.push(file.path);
  }
  return batches;
}

/** Takes lines of the form `path NUL number : text`; a path may hold a line end, so it begins where the last line ended. */
async function take(output: OutputLog, known: ReadonlySet<string>, lines: Map<string, Set<number>>, most: number): Promise<number> {
  let taken = 0;
  let rest = '';
  for (let from = 0; from < OUTPUT_BYTES && taken < most; ) {
    const { text, next } = await output.read('stdout', from, CHUNK_BYTES);
    if (next === from) break;
    from = next;
    rest += text;
    for (let match = ENTRY.exec(rest); match !== null && taken < most; match = ENTRY.exec(rest)) {
      rest = rest.slice(match[0].length);
      const [, name = '', number = ''] = match;
      if (!known.has(name)) continue;
      lines.set(name, (lines.get(name) ?? new Set()).add(Number(number)));
      taken += 1;
    }
  }
  return taken;
}

const ENTRY = /^([^\0]*)\0(\d+):[^\n]*\n/;

async function wordsOf(output: OutputLog, error: string | undefined): Promise<string> {
  const { text } = await output.excerpt('stderr', ERRORS_SHOWN);
  return visible(text.trim() || (error ?? 'it does not tell why'));
}
