import { readFileSync } from 'node:fs';
import { MARKER } from './marker.ts';
import { hasLockLimit } from './tag.ts';

/** Deeper than any real chain of processes; a loop in what /proc says must not hold us. */
const LONGEST_CHAIN = 1_000;

/**
 * Tells whether this program was started, however indirectly, by a command of ours: such a program has no authority. An
 * ancestor whose environment may not be read (sshd, login) says nothing. Returns why, in our own words. Never rejects.
 */
export async function runsBelowOurChild(): Promise<{ below: boolean; why?: string }> {
  return process.platform === 'linux' ? belowOnLinux() : await belowOnMacos();
}

/** A host waits while this runs, and /proc does not block: without promises it takes a tenth of the time. */
function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function belowOnLinux(): { below: boolean; why?: string } {
  // Handed down even when the environment was emptied and every ancestor has ended.
  if (hasLockLimit(text('/proc/self/limits'))) return { below: true, why: 'This process carries the limit that marks our children.' };
  let pid = process.pid;
  for (let step = 0; pid > 0 && step < LONGEST_CHAIN; step += 1) {
    if (`\0${text(`/proc/${pid}/environ`)}`.includes(`\0${MARKER}=`)) return { below: true, why: found(pid) };
    const stat = text(`/proc/${pid}/stat`);
    pid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
  }
  return { below: false };
}

/** Untested: written for macOS, where `ps -E` shows the environment of the user's own processes. */
async function belowOnMacos(): Promise<{ below: boolean; why?: string }> {
  const [{ execFile }, { promisify }] = await Promise.all([import('node:child_process'), import('node:util')]);
  let pid = process.pid;
  for (let step = 0; pid > 1 && step < LONGEST_CHAIN; step += 1) {
    const { stdout } = await promisify(execFile)('/bin/ps', ['-Eww', '-o', 'ppid=,command=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    if (stdout.includes(` ${MARKER}=`)) return { below: true, why: found(pid) };
    pid = Number.parseInt(stdout, 10) || 0;
  }
  return { below: false };
}

const found = (pid: number): string =>
  pid === process.pid
    ? `${MARKER} is in the environment of this process.`
    : `${MARKER} is in the environment of process ${pid}, an ancestor.`;
