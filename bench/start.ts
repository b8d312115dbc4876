import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Benchmark, median, type Row, row } from './measure.ts';
import { bundles } from './peers.ts';
import { drive, LEGACY_HELLO, MODERN_META } from './stdio-client.ts';

type Method = 'initialize' | 'server/discover';

interface Started {
  readonly milliseconds: number;
  readonly megabytes: number;
}

async function startOnce(script: string, scratch: string, method: Method): Promise<Started> {
  const begun = performance.now();
  const server = drive(script, scratch);
  await server.request(method, method === 'initialize' ? LEGACY_HELLO : { _meta: MODERN_META });
  const milliseconds = performance.now() - begun;
  const megabytes = server.residentMegabytes();
  await server.close();
  return { milliseconds, megabytes };
}

/** Starts every server in turn, so that the machine's drift hits all alike; the first round warms compile caches. */
async function compare(
  scripts: Readonly<Record<string, string>>,
  scratch: string,
  method: Method,
  rounds: number,
): Promise<Record<string, Started>> {
  const all: Record<string, Started[]> = Object.fromEntries(Object.keys(scripts).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, script] of Object.entries(scripts)) {
      const started = await startOnce(script, scratch, method);
      if (round > 0) all[name]?.push(started);
    }
  }
  return Object.fromEntries(
    Object.entries(all).map(([name, runs]) => [
      name,
      { milliseconds: median(runs.map((run) => run.milliseconds)), megabytes: median(runs.map((run) => run.megabytes)) },
    ]),
  );
}

const everything = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/package.json')),
  'dist',
  'index.js',
);

export const start: Benchmark = {
  name: 'start',
  run: async ({ quick, scratch }) => {
    const rounds = quick ? 5 : 21;
    const { ours, sdkV2, raw } = await bundles(scratch);
    const rows: Row[] = [];
    const legacy = await compare({ ours, sdkV2, raw, everything }, scratch, 'initialize', rounds);
    const modern = await compare({ ours, sdkV2, raw }, scratch, 'server/discover', rounds);
    for (const [method, figures] of [
      ['initialize', legacy],
      ['server/discover', modern],
    ] as const) {
      const { ours: mine, sdkV2: bare, raw: floor } = figures;
      if (mine === undefined || bare === undefined || floor === undefined) continue;
      rows.push(row(`start to ${method}`, mine.milliseconds, 'bare SDK v2, bundled the same way', bare.milliseconds, 'ms', 'at most 1.3x'));
      rows.push(row(`start to ${method}`, mine.milliseconds, 'raw JSON-RPC script', floor.milliseconds, 'ms', 'at most 4x'));
      rows.push(row(`memory after ${method}`, mine.megabytes, 'bare SDK v2', bare.megabytes, 'MB', 'at most +15 MB', 'difference'));
    }
    const mine = legacy['ours'];
    const theirs = legacy['everything'];
    if (mine !== undefined && theirs !== undefined)
      rows.push(row('start to initialize', mine.milliseconds, 'server-everything', theirs.milliseconds, 'ms', 'below 1x'));
    return rows;
  },
};
