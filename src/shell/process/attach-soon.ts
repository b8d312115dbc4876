import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Attached, attach } from './attach.ts';

/** A supervisor writes its record when Node has started. */
const WAIT_MS = 5_000;
const LOOK_MS = 50;

/** Follows a supervised run like `attach`, also one whose supervisor is only being started. Nothing is waited for where nothing was begun. */
export async function attachSoon(outputDir: string, task: string): Promise<Attached> {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    const run = await attach(outputDir, { task });
    if (run.record !== undefined || !existsSync(outputDir) || performance.now() >= until) return run;
    run.release();
    await delay(LOOK_MS);
  }
}
