import path from 'node:path';
import * as z from 'zod';
import { within } from '../../policy/places.ts';
import { compilePattern, matchesPattern, segmentsOf } from '../../policy/rules/glob.ts';
import { visible } from '../../shell/visible.ts';
import type { ChildTool } from './child-tool.ts';
import type { ChildToolDeps } from './child-tool-deps.ts';
import { carryOut, permit } from './permit.ts';
import { mustBeFile, namedPath, type Place } from './place.ts';
import { CANCELLED, Refusal, replying } from './refusal.ts';
import { grepped } from './search-grep.ts';
import { type FoundLine, linesIn, type Wanted } from './search-lines.ts';
import { filesBelow, type LeftOut, MAX_FILE_BYTES, MAX_FILES, type SearchFile, type WalkOptions } from './search-walk.ts';

const MAX_PATTERN = 1_000;
const MAX_MATCHES = 200;
const DEFAULT_MATCHES = 50;
const MAX_LINE = 400;
/** Files that are read at once. */
const AT_ONCE = 16;

const input = z.strictObject({
  pattern: z.string().min(1).max(MAX_PATTERN),
  path: z.string().min(1).default('.').describe('File or directory'),
  regex: z.boolean().default(false).describe('As of grep -E; else a fixed text'),
  glob: z.string().min(1).max(MAX_PATTERN).optional().describe('Names of files, e.g. *.ts or src/**/*.ts'),
  max: z.int().min(1).max(MAX_MATCHES).default(DEFAULT_MATCHES),
});
type Search = z.output<typeof input>;

export function searchTool(deps: ChildToolDeps): ChildTool<typeof input> {
  return {
    name: 'search',
    description: 'Finds lines of text files: `file:line: text`. Leaves out .git, node_modules, binary files and secrets.',
    input,
    call: (search, signal) =>
      replying(async () => {
        if (/[\n\0]/.test(search.pattern)) throw new Refusal('The pattern goes over a line end; search for one line.');
        const named = namedPath(deps.cwd, search.path);
        const permitted = await permit(deps, { tool: 'search', use: 'read', named, plain: true }, signal);
        return await carryOut(permitted, async (place) => {
          const { files, leftOut } = await filesOf(place, search, { home: deps.home, signal });
          const { wanted, late } = await wantedIn(deps, search, { files, place, signal });
          const found = await matches(files, wanted, search.max + 1, signal);
          return render(deps.cwd, search, { files, found, leftOut, late });
        });
      }),
  };
}

interface Files {
  readonly files: readonly SearchFile[];
  readonly leftOut: LeftOut;
}

const NOTHING_LEFT_OUT: LeftOut = { secret: 0, links: 0, large: 0, unreadable: 0, rest: false };

async function filesOf({ real, stats }: Place, { glob }: Search, options: Omit<WalkOptions, 'fits'>): Promise<Files> {
  if (stats?.isDirectory() === true) return await filesBelow(real, { ...options, fits: fitting(glob) });
  const { size, ino } = mustBeFile(stats);
  if (size > BigInt(MAX_FILE_BYTES)) throw new Refusal('The file has more than 1 MiB; use bash (`grep -n`).');
  return { files: [{ path: real, ino }], leftOut: NOTHING_LEFT_OUT };
}

/** One without a slash is for names in every directory. No expression is made of it: some take for ever. */
function fitting(glob: string | undefined): (relative: string) => boolean {
  if (glob === undefined) return () => true;
  const pattern = compilePattern(glob.includes('/') ? glob : `**/${glob}`);
  return (relative) => matchesPattern(pattern, segmentsOf(relative));
}

interface Where {
  readonly files: readonly SearchFile[];
  readonly place: Place;
  readonly signal: AbortSignal;
}

async function wantedIn(
  { run, runOwn = run }: ChildToolDeps,
  { pattern, regex, max }: Search,
  { files, place, signal }: Where,
): Promise<{ wanted: (file: SearchFile) => Wanted | undefined; late: boolean }> {
  if (!regex) {
    const text = Buffer.from(pattern);
    return { wanted: () => text, late: false };
  }
  const { lines, late } = await grepped({
    pattern,
    files,
    cwd: place.stats?.isDirectory() ? place.real : place.base,
    most: max + 1,
    run: runOwn,
    signal,
  });
  return { wanted: ({ path: file }) => lines.get(file), late };
}

interface Match extends FoundLine {
  readonly file: string;
}

async function matches(
  files: readonly SearchFile[],
  wanted: (file: SearchFile) => Wanted | undefined,
  most: number,
  signal: AbortSignal,
): Promise<readonly Match[]> {
  const found: Match[] = [];
  for (let at = 0; at < files.length && found.length < most; at += AT_ONCE) {
    if (signal.aborted) throw new Refusal(CANCELLED);
    const some = files.slice(at, at + AT_ONCE).map(async (file) => {
      const what = wanted(file);
      const lines = what === undefined ? [] : await linesIn(file, what, most);
      return lines.map((line) => ({ ...line, file: file.path }));
    });
    found.push(...(await Promise.all(some)).flat());
  }
  return found.slice(0, most);
}

interface Came extends Files {
  readonly found: readonly Match[];
  readonly late: boolean;
}

function render(cwd: string, { max }: Search, { files, found, leftOut, late }: Came): string {
  const shown = found.slice(0, max);
  const lines = shown.map(({ file, line, text }) => `${nameOf(cwd, file)}:${line}: ${cut(visible(text))}`);
  const count = shown.length === 1 ? '1 line' : `${shown.length} lines`;
  const notes = [
    `${shown.length === 0 ? 'nothing' : found.length > max ? `the first ${count}` : count} in ${files.length === 1 ? '1 file' : `${files.length} files`}`,
    ...countOf(leftOut.secret, 'with secret names'),
    ...countOf(leftOut.links, 'behind links that lead elsewhere'),
    ...countOf(leftOut.large, 'larger than 1 MiB'),
    ...countOf(leftOut.unreadable, 'unreadable'),
    ...(leftOut.rest ? [`stopped after ${MAX_FILES} files: search in a smaller directory, or name files with glob`] : []),
    ...(late ? ['stopped because it took too long'] : []),
  ];
  return [`[${notes.join('; ')}]`, ...lines].join('\n');
}

const countOf = (count: number, what: string): readonly string[] => (count === 0 ? [] : [`left out: ${count} ${what}`]);
const cut = (text: string): string => (text.length > MAX_LINE ? `${text.slice(0, MAX_LINE).toWellFormed()}…` : text);

/** A name with a line end in it would look like another match. */
function nameOf(cwd: string, file: string): string {
  return visible(within(file, cwd) ? path.relative(cwd, file) : file).replaceAll('\n', '\u240a');
}
