import type { StopResult } from '../shell/process/stop-tree.ts';
import { visible } from '../shell/visible.ts';
import { isDiskFull } from './disk-full.ts';
import { FAILED, PREFIX, shortId, withoutPrefix } from './task-find.ts';

/** Ends the processes of a task by its id, whoever started them. Never throws. */
export type StopMarked = (taskId: string, how: { readonly force: boolean }) => Promise<StopResult>;

export interface StoppingDirectly {
  readonly force: boolean;
  readonly stopMarked: StopMarked;
  readonly stdout: { write(text: string): unknown };
  readonly log: (line: string) => void;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id that a person typed whole, so that nothing has to be looked up; `undefined` for a part of one. */
export function wholeId(typed: string): string | undefined {
  const own = withoutPrefix(typed.toLowerCase());
  return UUID.test(own) ? `${PREFIX}${own}` : undefined;
}

/**
 * Ends the processes of a task when nobody can be told to. Its server, if it lives, takes it for a command that ended by itself.
 * @param why the order could not be kept: what the store threw, or a sentence
 * @returns the exit code: 0 when something was ended and nothing is left
 */
export async function stopDirectly({ force, stopMarked, stdout, log }: StoppingDirectly, taskId: string, why: unknown): Promise<number> {
  const { killed, survivors } = await stopMarked(taskId, { force });
  const unkept = `${shortId(taskId)}: the order could not be kept (${reason(why)});`;
  if (survivors.length > 0) {
    log(`${unkept} these could not be ended: ${survivors.map(({ pid, argv0 }) => `${pid} ${visible(argv0)}`).join(', ')}.`);
    return FAILED;
  }
  if (killed.length === 0) {
    log(`${unkept} no process of it was found.`);
    return FAILED;
  }
  stdout.write(`${unkept} its ${killed.length === 1 ? 'process was' : `${killed.length} processes were`} ended.\n`);
  return 0;
}

function reason(why: unknown): string {
  if (isDiskFull(why)) return 'the disk is full';
  return visible((why instanceof Error ? why.message : String(why)).replace(/\.$/, ''));
}
