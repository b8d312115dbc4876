import type { Readable, Writable } from 'node:stream';
import type { RunSpec } from '../shell/process/run.ts';
import { superviseCommand } from '../shell/process/supervisor.ts';

/** What the kernel takes as arguments and environment is smaller. */
const LONGEST_SPEC = 16 * 1024 * 1024;
/** EX_DATAERR of sysexits.h. */
const BAD_SPEC = 65;

export interface SuperviseDeps {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly signals: { on(name: 'SIGTERM' | 'SIGINT' | 'SIGHUP', listener: () => void): unknown };
  readonly log: (line: string) => void;
  readonly now: () => number;
}

/**
 * The hidden sub-command that goes on when a server ends: starts the command whose spec comes as JSON on standard input, after a server
 * has judged it, and sees to its end. TERM stops it with the grace, INT or a second TERM at once. Returns an exit code.
 */
export async function supervise({ stdin, stdout, signals, log, now }: SuperviseDeps): Promise<number> {
  // Nobody may be left who listens, or who has a terminal.
  stdout.on('error', () => undefined);
  signals.on('SIGHUP', () => undefined);
  const spec = specFrom(await textOf(stdin));
  if (spec === undefined) {
    log('This sub-command is for Bailiwick itself: it takes a command on standard input.');
    return BAD_SPEC;
  }
  const end = await superviseCommand(spec, {
    now,
    ready: () => stdout.write('\n'),
    onStop(stop) {
      let asked = false;
      signals.on('SIGINT', () => stop({ force: true }));
      signals.on('SIGTERM', () => {
        stop({ force: asked });
        asked = true;
      });
    },
  });
  await new Promise<void>((resolve) => {
    stdout.once('close', resolve);
    stdout.end(JSON.stringify(end), resolve);
  });
  return 0;
}

async function textOf(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    if (!(chunk instanceof Buffer) || length > LONGEST_SPEC) return '';
    chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function specFrom(text: string): RunSpec | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSpec(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** By hand: a library for it would be a quarter of this process. */
function isSpec(value: unknown): value is RunSpec {
  if (typeof value !== 'object' || value === null) return false;
  const { argv, argv0, cwd, env, timeoutMs, outputDir, stopGraceMs }: { readonly [name in keyof RunSpec]?: unknown } = value;
  if (typeof env !== 'object' || env === null) return false;
  return (
    Array.isArray(argv) &&
    [...argv, ...Object.values(env), cwd, outputDir].every((one) => typeof one === 'string') &&
    (argv0 === undefined || typeof argv0 === 'string') &&
    typeof timeoutMs === 'number' &&
    (stopGraceMs === undefined || typeof stopGraceMs === 'number')
  );
}
