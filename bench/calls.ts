import { type Benchmark, median, quantile, type Row, row } from './measure.ts';
import { bundles } from './peers.ts';
import { type Driven, drive, LEGACY_HELLO } from './stdio-client.ts';

async function connect(script: string, scratch: string): Promise<Driven> {
  const server = drive(script, scratch, { ...process.env, BAILIWICK_WORKSPACE: process.cwd() });
  await server.request('initialize', LEGACY_HELLO);
  server.notify('notifications/initialized', {});
  return server;
}

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly inFlight: number;
}

async function measure(server: Driven, tool: string, args: unknown, calls: number): Promise<Figures> {
  const call = () => server.request('tools/call', { name: tool, arguments: args });
  for (let i = 0; i < 200; i++) await call();
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const begun = performance.now();
    await call();
    times.push((performance.now() - begun) * 1000);
  }
  const begun = performance.now();
  let left = calls;
  const worker = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  return { p50: median(times), p99: quantile(times, 0.99), inFlight: (calls / (performance.now() - begun)) * 1000 };
}

export const calls: Benchmark = {
  name: 'calls',
  run: async ({ quick, scratch }) => {
    const scripts = await bundles(scratch);
    const servers = {
      ours: await connect(scripts.ours, scratch),
      raw: await connect(scripts.raw, scratch),
      sdkV1: await connect(scripts.sdkV1, scratch),
    };
    const rounds: Record<keyof typeof servers, Figures[]> = { ours: [], raw: [], sdkV1: [] };
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      rounds.ours.push(await measure(servers.ours, 'bash_prefix', { command: 'git log --oneline -n 5' }, quick ? 500 : 3000));
      rounds.raw.push(await measure(servers.raw, 'echo', {}, quick ? 500 : 3000));
      rounds.sdkV1.push(await measure(servers.sdkV1, 'echo', {}, quick ? 500 : 3000));
    }
    await Promise.all(Object.values(servers).map((server) => server.close()));
    const figure = (name: keyof typeof servers, key: keyof Figures) => median(rounds[name].map((figures) => figures[key]));
    const rows: Row[] = [];
    for (const [against, name] of [
      ['raw script, trivial tool', 'raw'],
      ['SDK v1 server, trivial tool', 'sdkV1'],
    ] as const) {
      rows.push(row('bash_prefix, one after the other, p50', figure('ours', 'p50'), against, figure(name, 'p50'), 'us'));
      rows.push(row('bash_prefix, one after the other, p99', figure('ours', 'p99'), against, figure(name, 'p99'), 'us'));
      rows.push(row('bash_prefix, 32 in flight', figure('ours', 'inFlight'), against, figure(name, 'inFlight'), 'calls/s'));
    }
    return rows;
  },
};
