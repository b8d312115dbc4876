import type { Answer } from '../policy/action.ts';
import { describeError } from '../shell/describe-error.ts';
import type { CheckRun, RunCheck } from './todo-run-check.ts';

export interface CheckWait {
  /** Aborted when the caller goes away: a check that nobody else waits for is stopped. */
  readonly signal: AbortSignal;
  /** Milliseconds that this call may wait. */
  readonly windowMs: number;
  readonly answer?: Answer | undefined;
}

/** The checks of one session that run, or have ended since somebody asked for them. */
export interface CheckRuns {
  /**
   * Runs the command for an item, or waits for the run that an earlier call has left behind. Returns how it ended, once; `undefined`
   * when it goes on longer than this call may wait.
   */
  outcome(id: string, command: string, wait: CheckWait): Promise<CheckRun | undefined>;
  /** Stops all that run and starts no more. Idempotent. */
  close(): Promise<void>;
}

export interface CheckRunsDeps {
  readonly run: RunCheck;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export const CHECK_TIMEOUT_MS = 90_000;
/** The work may have changed since an older result. */
const FRESH_MS = 300_000;
const MAX_RUNNING = 4;

interface Flight {
  readonly done: Promise<CheckRun>;
  readonly controller: AbortController;
  waiting: number;
  endedAt?: number;
}

/** Hosts cut calls at 60 s and a check may take longer: it goes on, and the same update sent again picks its result up. */
export function createCheckRuns({ run, now, log }: CheckRunsDeps): CheckRuns {
  const flights = new Map<string, Flight>();
  let closed = false;

  function start(key: string, command: string, answer: Answer | undefined): Flight {
    const controller = new AbortController();
    const done = run(command, { signal: controller.signal, timeoutMs: CHECK_TIMEOUT_MS, answer }).catch((error: unknown): CheckRun => {
      log(`a check could not be run: ${describeError(error)}`);
      return notRun('it could not be run; the reason is in the log');
    });
    const flight: Flight = { done: done.finally(() => Object.assign(flight, { endedAt: now() })), controller, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }

  async function landed(flight: Flight, { signal, windowMs }: CheckWait): Promise<CheckRun | undefined> {
    const over = Promise.withResolvers<undefined>();
    const release = (): void => over.resolve(undefined);
    const timer = setTimeout(release, Math.max(0, windowMs));
    signal.addEventListener('abort', release, { once: true });
    if (signal.aborted) release();
    flight.waiting += 1;
    const ended = await Promise.race([flight.done, over.promise]);
    flight.waiting -= 1;
    clearTimeout(timer);
    signal.removeEventListener('abort', release);
    if (ended !== undefined || !signal.aborted || flight.waiting > 0) return ended;
    flight.controller.abort();
    return await flight.done;
  }

  function forgetOld(): void {
    for (const [key, { endedAt }] of flights) if (endedAt !== undefined && endedAt + FRESH_MS <= now()) flights.delete(key);
  }

  return {
    async outcome(id, command, wait) {
      if (closed) return notRun('the session has ended');
      forgetOld();
      const key = `${id}\0${command}`;
      const known = flights.get(key);
      const running = [...flights.values()].filter(({ endedAt }) => endedAt === undefined);
      if (known === undefined && running.length >= MAX_RUNNING)
        return notRun(`${MAX_RUNNING} other checks are running; send it again later`);
      const flight = known ?? start(key, command, wait.answer);
      const ended = await landed(flight, wait);
      if (ended !== undefined && flights.get(key) === flight) flights.delete(key);
      return ended;
    },
    async close() {
      closed = true;
      const all = [...flights.values()];
      for (const { controller } of all) controller.abort();
      await Promise.all(all.map(({ done }) => done));
      flights.clear();
    },
  };
}

const notRun = (reason: string): CheckRun => ({ kind: 'ended', reason, tail: '' });
