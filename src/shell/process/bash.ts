import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Bash {
  readonly path: string;
  /** As bash says it, e.g. `5.2.15`; empty when it does not say. */
  readonly version: string;
  /** Major version; 0 when it does not say. */
  readonly major: number;
}

/** Where bash lives, newest first on macOS, whose own is 3.2. Never looked up on a PATH that a host or a workspace may have set. */
const PLACES = ['/opt/homebrew/bin/bash', '/usr/local/bin/bash', '/bin/bash', '/usr/bin/bash', '/run/current-system/sw/bin/bash'];

/** Finds the first bash of version 5 or later, else any; costs a few milliseconds. Throws when there is none: nothing works without. */
export function findBash(places: readonly string[] = PLACES): Bash {
  let older: Bash | undefined;
  for (const path of places) {
    const bash = bashAt(path);
    if (bash !== undefined && bash.major >= 5) return bash;
    older ??= bash;
  }
  if (older === undefined) throw new Error('bash is not installed');
  return older;
}

function bashAt(path: string): Bash | undefined {
  // Starting a program that is not there costs as much as one that is.
  if (!existsSync(path)) return undefined;
  try {
    const text = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 2000, env: {} });
    const version = /version (\d+(?:\.\d+)*)/.exec(text)?.[1] ?? '';
    return { path, version, major: Number.parseInt(version, 10) || 0 };
  } catch {
    return undefined;
  }
}
