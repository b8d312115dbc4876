import { linuxTable } from './linux-table.ts';
import { macosTable } from './macos-table.ts';

/** When a living process started, as a number that only another process's start can differ from; `undefined` when it is gone. */
export function processStart(pid: number): number | undefined {
  const start = (process.platform === 'linux' ? linuxTable : macosTable).facts(pid)?.start;
  if (start === undefined) return undefined;
  const number = Number(start);
  return Number.isNaN(number) ? Date.parse(start) : number;
}
