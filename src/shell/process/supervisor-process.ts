import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { supervisorLog } from './run-record.ts';

/** The sub-command that a supervisor is, which is its last word. */
const SUB_COMMAND = 'supervise';
/** Of the path of a log: session, task and its name. What lies above may be called otherwise where the supervisor runs. */
const OWN_PARTS = 3;

/**
 * Takes the pid of a living process and the output directory of a run; whether the process is the supervisor of that run, as far as the
 * system tells: a record can be written by anybody, and who is signalled must not hang on it alone.
 */
export function isSupervisorOf(pid: number, outputDir: string): boolean {
  try {
    return process.platform === 'linux' ? onLinux(pid, outputDir) : onMacos(pid);
  } catch {
    return false;
  }
}

function onLinux(pid: number, outputDir: string): boolean {
  if (!readFileSync(`/proc/${pid}/cmdline`, 'latin1').endsWith(`\0${SUB_COMMAND}\0`)) return false;
  // Its standard error is the log of the run, which may be removed by now.
  const log = readlinkSync(`/proc/${pid}/fd/2`).replace(/ \(deleted\)$/, '');
  return ownParts(log) === ownParts(supervisorLog(resolve(outputDir)));
}

const ownParts = (path: string): string => path.split(sep).slice(-OWN_PARTS).join(sep);

/** Untested: written for macOS, where ps does not tell what a process has open. */
function onMacos(pid: number): boolean {
  const { stdout } = spawnSync('/bin/ps', ['-p', String(pid), '-o', 'command='], {
    encoding: 'utf8',
    env: { LC_ALL: 'C' },
    timeout: 2_000,
  });
  return stdout.trimEnd().endsWith(` ${SUB_COMMAND}`);
}
