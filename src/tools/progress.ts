import type { Task } from '../session/task-model.ts';
import type { OutputLog } from '../shell/process/output.ts';
import { visible } from '../shell/visible.ts';
import type { ToolCall } from './tool.ts';

/** Milliseconds between two notifications at least. */
const PAUSE_MS = 500;
/** A silent command is reported this often. */
const TICK_MS = 5_000;
/** Bytes looked at for the last line, and characters of it shown. */
const LOOKED_AT = 512;
const SHOWN = 120;

/** Tells the caller how far a command is: on output, and now and then when there is none. Returns what ends it. */
export function reportProgress(task: Task, progress: NonNullable<ToolCall['progress']>): () => void {
  const begun = performance.now();
  let over = false;
  let pending: NodeJS.Timeout | undefined;
  let busy = false;
  let unsubscribe: (() => void) | undefined;

  async function send(): Promise<void> {
    if (busy) return;
    busy = true;
    const output = task.output();
    const line = output === undefined ? '' : await lastLine(output).catch(() => '');
    busy = false;
    // The answer may have gone out meanwhile; nothing may follow it.
    if (over) return;
    const elapsed = Math.round(performance.now() - begun);
    progress(elapsed, `${(elapsed / 1000).toFixed(1)} s, ${output?.bytes.combined ?? 0} bytes${line === '' ? '' : `: ${line}`}`);
  }

  function soon(): void {
    pending ??= setTimeout(() => {
      pending = undefined;
      void send();
    }, PAUSE_MS);
  }

  const ticking = setInterval(soon, TICK_MS);
  void task.started.then(() => {
    if (!over) unsubscribe = task.output()?.onData(soon);
  });

  return () => {
    over = true;
    clearTimeout(pending);
    clearInterval(ticking);
    unsubscribe?.();
  };
}

async function lastLine(output: OutputLog): Promise<string> {
  const { text } = await output.read('combined', Math.max(0, output.bytes.combined - LOOKED_AT), LOOKED_AT);
  return visible(text.trimEnd().split('\n').at(-1)?.slice(-SHOWN) ?? '');
}
