import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** New at every start of the kernel: random(4). */
const LINUX_BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** Returns what pids mean something in: this start of the machine and, on Linux, this namespace of processes, with a blank between. */
export function processSpace(): string {
  try {
    return process.platform === 'linux' ? `${bootId()} ${readlinkSync('/proc/self/ns/pid')}` : bootId();
  } catch {
    return bootId();
  }
}

/** Returns what names this start of the machine, since pids and start times repeat after the next; empty when the system does not say. */
export function bootId(): string {
  try {
    if (process.platform === 'linux') return readFileSync(LINUX_BOOT_ID, 'latin1').trim();
    // Untested: written for macOS.
    return execFileSync('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8', timeout: 2_000, env: {} }).trim();
  } catch {
    return '';
  }
}
