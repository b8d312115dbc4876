import * as z from 'zod';
import type { KilledProcess } from '../shell/process/run.ts';
import { visible } from '../shell/visible.ts';

/** Processes that were ended, or that could not be. */
export const killedSchema = z.array(z.strictObject({ pid: z.number(), argv0: z.string() }));

export function describeProcesses(processes: readonly KilledProcess[]): z.output<typeof killedSchema> {
  return processes.map(({ pid, argv0 }) => ({ pid, argv0: visible(argv0) }));
}

export function renderProcesses(label: string, processes: z.output<typeof killedSchema> | undefined): string {
  if (processes === undefined || processes.length === 0) return '';
  return `${label}: ${processes.map(({ pid, argv0 }) => `${argv0} (${pid})`).join(', ')}`;
}
