import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StartedProcess } from './launch.ts';
import { type Reserved, replacePrivateFile, reservePrivateFile } from './private-file.ts';
import type { RunEnd } from './run.ts';
import type { OwnProcess } from './tree.ts';

const RUN_FILE = 'run.json';
const END_FILE = 'end.json';
const LOG_FILE = 'supervisor.log';
const STOP_FILE = 'stop';

/** What stands beside the output of a supervised run. */
export const RECORD_FILES = [RUN_FILE, END_FILE, LOG_FILE, STOP_FILE, `${RUN_FILE}.new`, `${END_FILE}.new`] as const;

/** A supervised run, as its supervisor says of it. Holds nothing of what is run. */
export interface RunRecord {
  /** Pids and start times mean something only while the machine has not been started anew. */
  readonly boot: string;
  readonly supervisor: OwnProcess;
  /** Value of the marker in the environment of the command. */
  readonly task?: string | undefined;
  /** Absent until it has started. */
  readonly command?: StartedProcess | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** When its time is up: milliseconds since 1970. */
  readonly deadline: number;
  /** Milliseconds between TERM and KILL when it is stopped. */
  readonly stopGraceMs: number;
}

export const runFile = (dir: string): string => join(dir, RUN_FILE);
export const endFile = (dir: string): string => join(dir, END_FILE);
/** Where it is there, nothing is started any more. */
export const stopFile = (dir: string): string => join(dir, STOP_FILE);
export const supervisorLog = (dir: string): string => join(dir, LOG_FILE);

/** Bytes on the disk that are sure to be there for the end: enough for all but a long list of what was killed. */
const END_BYTES = 4_096;

/** Takes the output directory; throws as the file system does. */
export function writeRunRecord(dir: string, record: RunRecord): void {
  replacePrivateFile(runFile(dir), JSON.stringify(record));
}

/** Reserves the room for the end of a run, so that a disk that is full by then still takes it. Throws as the file system does. */
export function reserveEnd(dir: string): { write(end: RunEnd): void } {
  const room: Reserved = reservePrivateFile(endFile(dir), END_BYTES);
  return {
    write(end) {
      const whole = JSON.stringify(end);
      room.commit(Buffer.byteLength(whole) <= END_BYTES ? whole : JSON.stringify({ ...end, killed: end.killed.slice(0, 10) }));
    },
  };
}

/** A log is kept only when it says something. */
export function dropEmptyLog(dir: string): void {
  try {
    if (statSync(supervisorLog(dir)).size === 0) rmSync(supervisorLog(dir));
  } catch {
    // It is not there, or not ours to remove.
  }
}
