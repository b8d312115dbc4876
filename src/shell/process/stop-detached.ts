import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { attach } from './attach.ts';
import type { RunEnd } from './run.ts';
import { stopFile } from './run-record.ts';
import { stopMarked } from './stop-marked.ts';
import type { StopResult } from './stop-tree.ts';

/** What became of a run that somebody else had started. */
export interface DetachedStop extends StopResult {
  /** What its supervisor wrote down; absent when there never was one. */
  readonly end: RunEnd | undefined;
}

/**
 * Ends the command of a task from any process, whoever has started it: one that a supervisor sees to, one whose supervisor is only being
 * started, which then starts nothing, and one that has lost its server. Takes its output directory and its id.
 */
export async function stopDetached(
  outputDir: string,
  task: string,
  { force = false }: { readonly force?: boolean } = {},
): Promise<DetachedStop> {
  forbidStart(outputDir);
  const run = await attach(outputDir, { task });
  if (run.record === undefined) return { end: undefined, ...(await stopMarked(task, { force })) };
  const end = await run.stop({ force });
  return { end, killed: end.killed, survivors: end.survivors };
}

/** A supervisor looks for this file after it has written its record and before it starts anything. */
function forbidStart(outputDir: string): void {
  try {
    mkdirSync(outputDir, { recursive: true, mode: 0o700 });
    closeSync(openSync(stopFile(outputDir), constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
  } catch {
    // On a full disk a supervisor can not write its record either, and starts nothing without.
  }
}
