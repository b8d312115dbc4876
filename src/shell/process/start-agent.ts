import { Readable, Writable } from 'node:stream';
import { collect } from './collect.ts';
import type { Guard } from './guard.ts';
import { launch } from './launch.ts';
import { oversee } from './oversee.ts';
import { endOf, type RunEnd, STOP_GRACE_MS, startFailed } from './run.ts';
import type { AgentSpec, StartedAgent } from './starter.ts';
import { createTail } from './tail.ts';

/** Bytes of standard error that are kept: enough for the last words of one that fails. */
const ERROR_BYTES = 8_192;
/** Milliseconds in which what is still in the pipe at the end is read. */
const UNREAD_MS = 2_000;

/**
 * Starts a program in a session of its own and leaves its standard input and output to the caller. Takes the spec, and who ends it when
 * this process is killed. Throws nothing: whatever goes wrong is in the end that `done` gives, and a write to one that has ended is lost.
 */
export function startAgent({ token, stopGraceMs = STOP_GRACE_MS, ...spec }: AgentSpec, guard?: Guard): StartedAgent {
  const begun = performance.now();
  const started = launch(spec, guard, { input: true, inherit: token });
  if ('failed' in started) return notStarted(started.failed.then((error) => startFailed(error, begun)));
  const { child, pid } = started;
  const { stdin = nowhere(), stdout } = child;
  for (const stream of [stdin, stdout]) stream.on('error', () => undefined);
  const tail = createTail(ERROR_BYTES);
  const sink = { write: (_: unknown, chunk: Buffer) => tail.write(chunk), backlog: 0, drained: async () => undefined };
  const pipes = collect({ stderr: child.stderr }, sink);
  const halt = Promise.withResolvers<'stopped'>();
  const hurry = Promise.withResolvers<void>();
  const over = oversee(started, { begun, pipes, graceMs: stopGraceMs, halt: halt.promise, hurry: hurry.promise }, () => undefined);
  const done = over.then((how): RunEnd => {
    stdin.destroy();
    pipes.detach();
    letGo(stdout);
    return endOf(how, begun);
  });
  return {
    pid,
    stdin,
    stdout,
    errors: tail.text,
    done,
    stop(options) {
      halt.resolve('stopped');
      if (options?.force === true) hurry.resolve();
      return done;
    },
  };
}

/** What could not be ended, or nobody knows as ours, may hold the pipe: a reader who has had all of it does not wait for more. */
function letGo(stdout: Readable): void {
  const look = setInterval(() => {
    if (stdout.readableLength === 0) stdout.destroy();
  }, UNREAD_MS).unref();
  stdout.once('close', () => clearInterval(look));
}

function notStarted(done: Promise<RunEnd>): StartedAgent {
  return { pid: undefined, stdin: nowhere(), stdout: Readable.from([]), errors: () => '', done, stop: () => done };
}

/** Takes everything and keeps nothing. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, taken) => taken() });
