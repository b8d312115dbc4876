import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { MARKER } from '../../../../src/shell/process/marker.ts';
import { tagIn } from '../../../../src/shell/process/tag.ts';

/** Where nothing tells what runs, nothing is looked at. */
const LOOKS = process.platform === 'linux';

export interface Left {
  readonly pid: number;
  readonly command: string;
}

/** What runs for a task, by its mark, or below one of the limits that its processes were tagged with. */
export function processesOf(taskId: string, tags: ReadonlySet<string> = new Set()): readonly Left[] {
  return table().flatMap(({ pid, command, environ, tag }) =>
    environ.includes(`${MARKER}=${taskId}\0`) || (tag !== undefined && tags.has(tag)) ? [{ pid, command }] : [],
  );
}

/** The tags of everything that carries the mark of a task. */
export function tagsOf(taskId: string): ReadonlySet<string> {
  return new Set(table().flatMap(({ environ, tag }) => (environ.includes(`${MARKER}=${taskId}\0`) && tag !== undefined ? [tag] : [])));
}

/** What is left of a task after a while; returns as soon as nothing is. */
export async function leftOf(taskId: string, tags: ReadonlySet<string>, limitMs: number): Promise<readonly Left[]> {
  const until = performance.now() + limitMs;
  for (;;) {
    const left = processesOf(taskId, tags);
    if (left.length === 0 || performance.now() > until) return left;
    await setTimeout(50);
  }
}

/** Kilobytes that are resident; `NaN` for a process that is gone. */
export function residentOf(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  try {
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

interface Row extends Left {
  readonly environ: string;
  readonly tag: string | undefined;
}

function table(): readonly Row[] {
  if (!LOOKS) return [];
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // Without it, it is dead and only not yet read.
      if (command === '') return [];
      const environ = readFileSync(`/proc/${name}/environ`, 'utf8');
      return [{ pid: Number(name), command, environ: `${environ}\0`, tag: tagIn(readFileSync(`/proc/${name}/limits`, 'utf8')) }];
    } catch {
      // It has ended meanwhile, or belongs to another user.
      return [];
    }
  });
}
