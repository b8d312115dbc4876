import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../src/policy/judge.ts';
import { boundsOf } from '../src/policy/places.ts';
import { prefixOf, prefixOfPart } from '../src/policy/prefix.ts';
import { localWorld } from '../src/policy/world.ts';
import { means, type Spread, scan, spread, type Work } from './decide-timing.ts';
import { analyserIn, corpusCommands, deciderIn, MADE_UP } from './decide-world.ts';
import { type Benchmark, type Options, type Row, row } from './measure.ts';

/**
 * Deciding, over every command of the corpora. Means come from batches whose works take turns, p50 and p99 from single calls minus the
 * clock (decide-timing.ts). The machine is made of values, but where a row says so.
 */
export const decide: Benchmark = {
  name: 'decide',
  run: async (options) => {
    const texts = corpusCommands();
    return [
      // First, for it warms up what all others measure.
      ...(await besidePeers(texts, options)),
      ...plainCommands(texts, options),
      ...onDisk(texts, options),
      ...byLength(options),
      retained(options),
    ];
  },
};

const sampling = ({ quick }: Options) => ({ samples: quick ? 12 : 40, atLeastMs: quick ? 10 : 30 });

const bytesOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

function plainCommands(texts: readonly string[], options: Options): Row[] {
  const analyse = analyserIn(MADE_UP);
  const { workspace, home, world } = MADE_UP;
  const bounds = boundsOf({ workspace, home, ownDirs: [] });
  const plain = texts.filter((text) => analyse(text).plain);
  const prefix: Work = (command) => {
    const analysis = analyse(command);
    return prefixOf(analysis, prefixOfPart(analysis, judge(analysis, bounds, world)));
  };
  const ns = means({ analyse, prefix, decide: deciderIn(MADE_UP), scan }, plain, sampling(options));
  const what = `of ${plain.length} plain commands`;
  return [
    row(`analyse, mean ${what}`, ns.analyse / 1000, 'charCodeAt scan', ns.scan / 1000, 'us'),
    row(`prefix, mean ${what}`, ns.prefix / 1000, 'charCodeAt scan', ns.scan / 1000, 'us', 'at most 0.5 us'),
    row(`decide, mean ${what}`, ns.decide / 1000, 'charCodeAt scan', ns.scan / 1000, 'us'),
  ];
}

async function besidePeers(texts: readonly string[], options: Options): Promise<Row[]> {
  const ours = deciderIn(MADE_UP);
  const rounds = options.quick ? 5 : 50;
  const own = spread(ours, texts, rounds);
  const floor = means({ ours, scan }, texts, sampling(options));
  const bytes = bytesOf(texts) / texts.length;
  const rows = [
    row(`decide, mean ns per byte, ${texts.length} commands`, floor.ours / bytes, 'charCodeAt scan', floor.scan / bytes, 'ns/B'),
    ...(await besideTreeSitter(ours, own, texts, options)),
    ...(await besideSafetyNet(ours, texts, options)),
  ];
  return rows;
}

const TREE_SITTER = 'web-tree-sitter + tree-sitter-bash, parse alone';

async function besideTreeSitter(ours: Work, own: Spread, texts: readonly string[], options: Options): Promise<Row[]> {
  const peer = await installed(async () => (await import('./peers-shell/tree-sitter.ts')).loadTreeSitter());
  const label = peer === undefined ? `${TREE_SITTER}: not installed` : TREE_SITTER;
  const theirs = peer === undefined ? MISSING : spread(peer, texts, options.quick ? 2 : 10);
  const mean = peer === undefined ? { ours: Number.NaN, peer: Number.NaN } : means({ ours, peer }, texts, sampling(options));
  const bytes = bytesOf(texts) / texts.length;
  return [
    row('decide, p50', own.p50, label, theirs.p50, 'us', 'at most 2 us'),
    row('decide, p99', own.p99, label, theirs.p99, 'us', 'at most 20 us'),
    row('decide, p99 of the commands, each at its median', own.slowTexts, label, theirs.slowTexts, 'us', 'at most 20 us'),
    row('decide, mean', mean.ours / 1000, label, mean.peer / 1000, 'us'),
    row('decide, ns per byte', mean.ours / bytes, label, mean.peer / bytes, 'ns/B'),
  ];
}

const SAFETY_NET = 'cc-safety-net, its check with its files';

/** It reads files for every call and takes about a millisecond: a part of the commands is enough. */
async function besideSafetyNet(ours: Work, texts: readonly string[], options: Options): Promise<Row[]> {
  const peer = await installed(async () => (await import('./peers-shell/safety-net.ts')).loadSafetyNet(options.scratch));
  const some = texts.filter((_, i) => i % (options.quick ? 16 : 4) === 0);
  const own = spread(ours, some, options.quick ? 5 : 50);
  const theirs = peer === undefined ? MISSING : spread(peer, some, options.quick ? 1 : 3);
  const label = peer === undefined ? `${SAFETY_NET}: not installed` : SAFETY_NET;
  return [
    row(`decide, p50, ${some.length} commands`, own.p50, label, theirs.p50, 'us'),
    row(`decide, p99, ${some.length} commands`, own.p99, label, theirs.p99, 'us'),
  ];
}

const MISSING: Spread = { p50: Number.NaN, p99: Number.NaN, slowTexts: Number.NaN };

/** `undefined` when the package is not there; any other failure is one. */
async function installed<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND'))
      return undefined;
    throw error;
  }
}

/** The same with the real disk behind it: a small workspace, names looked up and links followed for every call. */
function onDisk(texts: readonly string[], options: Options): Row[] {
  const workspace = join(options.scratch, 'workspace');
  mkdirSync(join(workspace, 'src'), { recursive: true });
  for (const name of ['package.json', 'README.md', 'file.txt', 'src/a.ts', 'src/b.ts']) writeFileSync(join(workspace, name), 'x\n');
  const home = join(options.scratch, 'home');
  mkdirSync(home, { recursive: true });
  const real = deciderIn({ workspace, home, world: localWorld('/usr/local/bin:/usr/bin:/bin', home) });
  const onDisk = spread(real, texts, options.quick ? 2 : 10);
  const inMemory = spread(deciderIn(MADE_UP), texts, options.quick ? 5 : 50);
  return [
    row('decide with the real disk, p50', onDisk.p50, 'decide in memory', inMemory.p50, 'us'),
    row('decide with the real disk, p99', onDisk.p99, 'decide in memory', inMemory.p99, 'us'),
  ];
}

/** One long command of each kind, built from a piece that is repeated. */
const SHAPES: Readonly<Record<string, { readonly first: string; readonly piece: string; readonly last?: string }>> = {
  'plain words': { first: 'echo', piece: ' word' },
  'plain file names': { first: 'cat', piece: ' src/a.ts' },
  'quoted words': { first: 'echo', piece: ` 'a b' "c d"` },
  'a list': { first: 'true', piece: ' && cat src/a.ts' },
  'a pipeline': { first: 'cat file.txt', piece: ' | grep -v x' },
  substitutions: { first: 'echo', piece: ' $(cat a)' },
  'a script in quotes': { first: "bash -c '", piece: 'cat a; ', last: "'" },
  'one here-document': { first: 'cat <<E\n', piece: 'a line of text\n', last: 'E\n' },
};

const KIB = 1024;

function longCommand(
  { first, piece, last = '' }: { readonly first: string; readonly piece: string; readonly last?: string },
  length: number,
): string {
  return first + piece.repeat(Math.floor((length - first.length - last.length) / piece.length)) + last;
}

function byLength(options: Options): Row[] {
  const ours = deciderIn(MADE_UP);
  return Object.entries(SHAPES).flatMap(([name, shape]) => {
    const perByte = (kib: number) => {
      const text = longCommand(shape, kib * KIB);
      const { ours: own, scan: floor } = means({ ours, scan }, [text], {
        samples: options.quick ? 12 : 40,
        atLeastMs: options.quick ? 3 : 10,
      });
      return { text, own: own / text.length, floor: floor / text.length };
    };
    const sizes = [1, 2, 4, 8, 16].map(perByte);
    const [shortest, longest] = [sizes.at(0), sizes.at(-1)];
    if (shortest === undefined || longest === undefined) return [];
    const steps = sizes.map(({ own }) => own.toFixed(1)).join(', ');
    return [
      row(
        `16 KiB: ${name}`,
        longest.own,
        'charCodeAt scan',
        longest.floor,
        'ns/B',
        `under 61 ns/B (1 ms); is ${((longest.own * longest.text.length) / 1e6).toFixed(2)} ms`,
      ),
      row(`growth: ${name}`, longest.own, `1 KiB; 1, 2, 4, 8, 16 KiB: ${steps}`, shortest.own, 'ns/B', 'linear: at most 1.5x'),
    ];
  });
}

function retained({ quick }: Options): Row {
  const calls = quick ? 200_000 : 10_000_000;
  const output = execFileSync(process.execPath, ['--expose-gc', join(import.meta.dirname, 'decide-memory.ts'), `${calls}`], {
    encoding: 'utf8',
    timeout: 900_000,
  });
  const { before, after } = JSON.parse(output) as { before: number; after: number };
  return row(`memory kept over ${calls / 1e6} M decisions`, after / KIB, 'before them', before / KIB, 'KiB', 'none', 'difference');
}
