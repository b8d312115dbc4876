import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { searchTool } from '../../src/agents/child-tools/search.ts';
import { holdOf } from '../../src/agents/hold/hold-of.ts';
import type { ChildEvent } from '../../src/agents/runner.ts';
import { toolsDeps } from '../agents/child-tools/fixture.ts';
import { gateBench } from './gate-bench.ts';

/** A child's search over the gate of its session, where no person is there: what would be asked is left. */
function scene() {
  const bench = gateBench();
  const { workspace } = bench;
  const home = path.join(workspace, '..', 'home');
  mkdirSync(path.join(home, '.ssh'), { recursive: true });
  writeFileSync(path.join(home, '.ssh', 'id_rsa'), 'needle of the home\n');
  writeFileSync(path.join(workspace, 'a.txt'), 'needle\n');
  const waited: string[] = [];
  const search = async (args: Record<string, unknown>): Promise<string> => {
    const left = new AbortController();
    const report = (event: ChildEvent): void => {
      if (event.kind !== 'waiting') return;
      waited.push(event.what);
      left.abort();
    };
    const hold = holdOf({ gate: bench.open(), report, stopping: new AbortController().signal, log: () => {} });
    const tool = searchTool({ ...toolsDeps().deps, hold, cwd: workspace, home });
    return (await tool.call(tool.input.parse({ pattern: 'needle', ...args }), left.signal)).text;
  };
  return { workspace, home, search, waited, records: bench.records };
}

test('a search reads the workspace by one decision of the gate, with fixed text and expressions alike', async () => {
  const { search, records } = scene();
  expect([await search({}), await search({ regex: true })]).toEqual(Array(2).fill('[1 line in 1 file]\na.txt:1: needle'));
  expect(records.map((record) => (record.kind === 'decision' ? `${record.decision} ${record.rule}` : record.kind))).toEqual(
    Array(2).fill(['allow tier1:read-only', 'end']).flat(),
  );
});

test('elsewhere, and in what is secret, it is refused', async () => {
  const { workspace, home, search } = scene();
  symlinkSync(home, path.join(workspace, 'link'));
  for (const there of [home, '../home/.ssh', 'link', 'link/.ssh/id_rsa', '/proc/self', '/etc/shadow']) {
    const said = await search({ path: there });
    expect([there, said.includes('needle of the home'), /^Denied: /.test(said)]).toEqual([there, false, true]);
  }
});

test('devices, FIFOs, endless files and links to them hold nothing up', async () => {
  const { workspace, search } = scene();
  mkdirSync(path.join(workspace, 'd'));
  writeFileSync(path.join(workspace, 'd', 'sparse'), '');
  truncateSync(path.join(workspace, 'd', 'sparse'), 10_000_000_000);
  execFileSync('mkfifo', [path.join(workspace, 'd', 'fifo')]);
  writeFileSync(path.join(workspace, 'd', 'plain'), 'needle\n');
  for (const regex of [false, true]) {
    expect(await search({ path: '/dev/zero', regex })).toBe('It is no regular file but a device, a socket or a FIFO.');
    expect(await search({ path: 'd', regex })).toBe('[1 line in 1 file; left out: 1 larger than 1 MiB]\nd/plain:1: needle');
  }
});

test('secrets and links that lead out are left out, so nobody has to be asked', async () => {
  const { workspace, home, search, waited } = scene();
  writeFileSync(path.join(workspace, '.env'), 'needle=1\n');
  symlinkSync(path.join(home, '.ssh'), path.join(workspace, 'keys'));
  const said = '[1 line in 1 file; left out: 1 with secret names; left out: 1 behind links that lead elsewhere]\na.txt:1: needle';
  expect([await search({}), await search({ regex: true }), waited]).toEqual([said, said, []]);
});
