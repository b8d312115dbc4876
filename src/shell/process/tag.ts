import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { basename } from 'node:path';

/**
 * How a process of ours is known on Linux even after setsid, a double fork and `env -i`: it inherits its limit of file
 * locks. The kernel has ignored RLIMIT_LOCKS since 2.4.25 but hands it down through every fork and exec, shows it in
 * /proc/PID/limits, and lets nobody without CAP_SYS_RESOURCE raise it again. Ours are the numbers of this range.
 */
const FIRST_TAG = 0x0ba1_0000_0000_0000n;
const TAGS = 0x0001_0000_0000_0000n;

/** Returns a tag nobody can guess: a number of our range with 48 random bits, in decimal. */
export function newTag(): string {
  return (FIRST_TAG + BigInt(`0x${randomBytes(6).toString('hex')}`)).toString();
}

/** Takes the text of /proc/PID/limits; returns the tag in it, undefined when the hard limit of file locks is not one of ours. */
export function tagIn(limits: string): string | undefined {
  const hard = /^Max file locks +\d+ +(\d+) /m.exec(limits)?.[1];
  if (hard === undefined) return undefined;
  const number = BigInt(hard);
  return number >= FIRST_TAG && number < FIRST_TAG + TAGS ? hard : undefined;
}

/**
 * Takes the text of /proc/PID/limits; whether anybody has set a limit of file locks. The kernel ignores it and nobody else sets it, but a
 * child of ours can lower its own, so that it is no tag any more.
 */
export function hasLockLimit(limits: string): boolean {
  return /^Max file locks +\S+ +\d+ /m.test(limits);
}

/** What is really started: the program itself, or a shell that sets the tag and then becomes the program (same pid). */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly argv0: string | undefined;
}

/** dash and busybox call the limit -w, bash -x; where neither works the program runs untagged. */
const SET_TAG = 'ulimit -w "$0" 2>/dev/null || ulimit -x "$0" 2>/dev/null';

/**
 * Takes the program, the name it is to see as its own and a tag. /bin/sh is used because dash starts in half the time of
 * bash; only bash can pass on another name.
 */
export function launchTagged(argv: readonly string[], argv0: string | undefined, tag: string): Launch {
  const [file = '', ...args] = argv;
  if (argv0 === undefined || argv0 === file) return { file: '/bin/sh', args: ['-c', `${SET_TAG}; exec "$@"`, tag, ...argv], argv0: 'sh' };
  const bash = [file, '/bin/bash', '/usr/bin/bash'].find((path) => basename(path) === 'bash' && isExecutable(path));
  if (bash === undefined) return { file, args, argv0 };
  return { file: bash, args: ['-c', `${SET_TAG}; own=$1; shift; exec -a "$own" "$@"`, tag, argv0, ...argv], argv0: 'bash' };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
