import { closeSync, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { MARKER } from './marker.ts';

/** The number under which a program that we start inherits a token. */
const TOKEN_DESCRIPTOR = 3;
/** Deeper than any real chain of processes; a loop in what /proc says must not hold us. */
const LONGEST_CHAIN = 1_000;

/** Which token is meant. */
export interface WantedToken {
  /** Its file, `device:inode`. */
  readonly id: string;
  /** The task that it is for. */
  readonly taskId: string;
}

/**
 * Finds the token of a task in the processes above this one: a program that starts another one mostly hands down its standard streams alone,
 * so the descriptor is looked for where it is. That is `TOKEN_DESCRIPTOR` of the program that was given it. One that has become another program
 * since (Node closes what it inherited when it does) may have lost it: then whoever started it holds it under some number. Our server holds
 * the tokens of all its children so, and all of them lie below it; so there it is taken only by what was started for the task itself.
 */
export function inheritedToken({ id, taskId }: WantedToken): string | undefined {
  let below: number | undefined;
  let pid = process.pid;
  for (let step = 0; pid > 0 && step < LONGEST_CHAIN; step += 1) {
    const given = tokenIn(`/proc/${pid}/fd/${TOKEN_DESCRIPTOR}`, id);
    if (given !== undefined) return given;
    if (below !== undefined && wasStartedFor(below, taskId)) {
      const held = tokenHeldBy(pid, id);
      if (held !== undefined) return held;
    }
    below = pid;
    pid = parentOf(pid);
  }
  return undefined;
}

const wasStartedFor = (pid: number, taskId: string): boolean => `\0${text(`/proc/${pid}/environ`)}`.includes(`\0${MARKER}=${taskId}\0`);

function tokenHeldBy(pid: number, id: string): string | undefined {
  const directory = `/proc/${pid}/fd`;
  for (const name of namesIn(directory)) {
    const token = tokenIn(`${directory}/${name}`, id);
    if (token !== undefined) return token;
  }
  return undefined;
}

function tokenIn(path: string, id: string): string | undefined {
  let file: number | undefined;
  try {
    // Looked at before it is opened: to open a device or a FIFO can do something.
    const { dev, ino } = statSync(path, { bigint: true });
    if (`${dev}:${ino}` !== id) return undefined;
    file = openSync(path, 'r');
    const opened = fstatSync(file, { bigint: true });
    return `${opened.dev}:${opened.ino}` === id ? readFileSync(file, 'latin1') : undefined;
  } catch {
    // It is closed there, or that process is not to be looked into.
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** 0 when there is none. The name in brackets may hold anything, so fields count from the last bracket: proc(5). */
function parentOf(pid: number): number {
  const stat = text(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

/** Empty when the process is gone or not to be looked into. */
function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
