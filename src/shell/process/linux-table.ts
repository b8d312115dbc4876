import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { MARKER } from './marker.ts';
import { LONGEST_NAME, type Marks, type ProcessFacts, type ProcessTable } from './process-table.ts';
import { tagIn } from './tag.ts';

/** The text of a file under /proc; empty when the process is gone or belongs to somebody else. */
function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Takes /proc/PID/stat (proc(5)): the name in brackets may hold anything, so fields count from the last bracket. */
function parseStat(pid: number, stat: string): ProcessFacts | undefined {
  const [state, ppid, group, session, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const start = rest[15];
  if (start === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, ppid: Number(ppid), group: Number(group), session: Number(session), start };
}

const facts = (pid: number): ProcessFacts | undefined => parseStat(pid, text(`/proc/${pid}/stat`));

function pids(): readonly number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^[1-9]/.test(name) ? Number(name) : []));
  } catch {
    // Out of file descriptors: what is known by now has to do.
    return [];
  }
}

function select(candidates: readonly number[], since: ProcessFacts | undefined): readonly ProcessFacts[] {
  const first = Number(since?.start ?? 0);
  return candidates.flatMap((pid) => {
    const found = facts(pid);
    return found === undefined || Number(found.start) < first ? [] : [found];
  });
}

/** Process ids are given out upwards; the last field of /proc/loadavg is the newest. Below ours it has begun again from the bottom. */
function listRecent(since: ProcessFacts | undefined): readonly ProcessFacts[] {
  const newest = Number(text('/proc/loadavg').trimEnd().split(' ').at(-1));
  const oldest = since?.pid ?? 0;
  if (!(newest >= oldest)) return select(pids(), since);
  if (newest === oldest) return [];
  return select(
    pids().filter((pid) => pid > oldest),
    since,
  );
}

function carries(pid: number, marks: Marks): boolean {
  const tag = tagIn(text(`/proc/${pid}/limits`));
  // The tag names one run, the marker one task, which may have several runs at a time: another run's tag settles it.
  if (tag !== undefined && marks.tag !== undefined) return tag === marks.tag;
  if (marks.task !== undefined && `\0${text(`/proc/${pid}/environ`)}`.includes(`\0${MARKER}=${marks.task}\0`)) return true;
  return [1, 2].some((fd) => marks.pipes.includes(link(`/proc/${pid}/fd/${fd}`) ?? ''));
}

function argv0(pid: number): string {
  const name = text(`/proc/${pid}/cmdline`).split('\0', 1)[0] ?? '';
  const shown = name === '' ? text(`/proc/${pid}/comm`).trimEnd() : name;
  return Buffer.from(shown, 'latin1').toString('utf8').slice(0, LONGEST_NAME);
}

function marksOf(pid: number, task: string | undefined, tag: string | undefined): Marks {
  const pipes = [1, 2].flatMap((fd) => link(`/proc/${pid}/fd/${fd}`) ?? []);
  // A file or a device is everybody's.
  return { task, tag, pipes: pipes.filter((name) => name.startsWith('socket:') || name.startsWith('pipe:')) };
}

/** The process table of Linux, from /proc. */
export const linuxTable: ProcessTable = { list: (since) => select(pids(), since), listRecent, facts, carries, argv0, marksOf };
