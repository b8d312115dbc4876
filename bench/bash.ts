import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Benchmark, median, row } from './measure.ts';
import { bundles } from './peers.ts';
import { drive, LEGACY_HELLO } from './stdio-client.ts';

async function bare(): Promise<number> {
  const begun = performance.now();
  const child = spawn('bash', ['-c', 'true'], { stdio: ['ignore', 'pipe', 'pipe'] });
  await once(child, 'close');
  return performance.now() - begun;
}

export const bash: Benchmark = {
  name: 'bash',
  run: async ({ quick, scratch }) => {
    const { ours } = await bundles(scratch);
    const server = drive(ours, scratch, { ...process.env, BAILIWICK_WORKSPACE: process.cwd() });
    await server.request('initialize', LEGACY_HELLO);
    server.notify('notifications/initialized', {});
    const call = async () => {
      const begun = performance.now();
      await server.request('tools/call', { name: 'bash', arguments: { command: 'true' } });
      return performance.now() - begun;
    };
    const mine: number[] = [];
    const theirs: number[] = [];
    for (let i = 0; i < (quick ? 60 : 400); i++) {
      const [one, other] = [await call(), await bare()];
      if (i < 20) continue;
      mine.push(one);
      theirs.push(other);
    }
    await server.close();
    return [
      row('bash: true', median(mine), "spawn('bash', ['-c', 'true'])", median(theirs), 'ms'),
      row('bash: true, added for each call', median(mine), "spawn('bash', ['-c', 'true'])", median(theirs), 'ms', undefined, 'difference'),
    ];
  },
};
