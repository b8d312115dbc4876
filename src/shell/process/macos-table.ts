// Untested: written for macOS, where there is no /proc. Process groups and descent are all there is.
import { spawnSync } from 'node:child_process';
import { LONGEST_NAME, type ProcessFacts, type ProcessTable } from './process-table.ts';

/** A start as `ps -o lstart=` prints it in the C locale: `Fri Nov 21 04:42:00 2025`. */
const ROW = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+ \S+ +\d+ \S+ \d+)\s*(.*)$/;

interface Row extends ProcessFacts {
  readonly command: string;
}

function rows(which: readonly string[]): readonly Row[] {
  const { stdout } = spawnSync('/bin/ps', [...which, '-o', 'pid=,ppid=,pgid=,state=,lstart=,command='], {
    encoding: 'utf8',
    env: { LC_ALL: 'C' },
    timeout: 2_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  return (stdout ?? '').split('\n').flatMap((line) => {
    const [, pid, ppid, group, state, start, command] = ROW.exec(line) ?? [];
    if (start === undefined || state === undefined || state.startsWith('Z')) return [];
    // ps there knows no sessions; the group stands for both.
    return [{ pid: Number(pid), ppid: Number(ppid), group: Number(group), session: Number(group), start, command: command ?? '' }];
  });
}

const facts = (pid: number): ProcessFacts | undefined => rows(['-p', String(pid)])[0];

function list(since: ProcessFacts | undefined): readonly ProcessFacts[] {
  const first = Date.parse(since?.start ?? '');
  return rows(['-ax']).filter((row) => !(Date.parse(row.start) < first));
}

/** `ps` costs ten times a short command, so that only a group with members is worth it. */
function listRecent(since: ProcessFacts | undefined): readonly ProcessFacts[] {
  try {
    process.kill(-(since?.pid ?? 0), 0);
    return list(since);
  } catch {
    return [];
  }
}

/** The process table of macOS, from ps. */
export const macosTable: ProcessTable = {
  list,
  listRecent,
  facts,
  carries: () => false,
  argv0: (pid) => (rows(['-p', String(pid)])[0]?.command ?? '').split(' ', 1)[0]?.slice(0, LONGEST_NAME) ?? '',
  marksOf: (_pid, task, tag) => ({ task, tag, pipes: [] }),
};
