import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Attached, attach } from '../../../src/shell/process/attach.ts';
import { startDetached } from '../../../src/shell/process/detached.ts';
import type { RunEnd } from '../../../src/shell/process/run.ts';
import type { RunRecord } from '../../../src/shell/process/run-record.ts';
import { SUPERVISOR } from './detached-fixture.ts';
import { bash, said, scratch } from './fixture.ts';

export const NO_RECORD = 'There is no record of a supervised run.';
export const OTHER_BOOT = 'The machine was started anew while it ran. What it had written is kept.';
export const LOST = 'Nobody has written down how it ended: its supervisor was killed, or its directory removed.';
export const LEFT = `${LOST} Some of its processes still run; stop it to end them.`;

/** The end of a run that nobody has seen. */
export const lost = (error: string, more: Partial<RunEnd> = {}): RunEnd => ({
  reason: 'signalled',
  exitCode: null,
  signal: null,
  durationMs: 0,
  killed: [],
  survivors: [],
  error,
  ...more,
});

/** A run that goes on until the test ends. */
export async function running(script = 'echo on; exec sleep 60'): Promise<{ run: Attached; record: RunRecord; dir: string; out: string }> {
  const dir = await scratch();
  const run = await startDetached(bash(dir, script, { timeoutMs: 60_000 }), SUPERVISOR);
  onTestFinished(async () => void (await run.stop({ force: true })));
  await said(run, 'on');
  const { record } = run;
  if (record === undefined) throw new Error('it does not run');
  return { run, record, dir, out: join(dir, 'out') };
}

/** A copy of what is known of a run, with something else in it. */
export async function copied(dir: string, record: unknown): Promise<Attached> {
  const copy = join(dir, 'copy');
  await mkdir(copy, { recursive: true });
  await writeFile(join(copy, 'run.json'), JSON.stringify(record));
  return await attach(copy);
}
