import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order } from './orders.ts';

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Sends an order; what it answers comes from `next`. */
  tell(order: Order): void;
  /** The next thing it says; rejects when it is gone. */
  next(): Promise<unknown>;
  end(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** Nothing here takes this long unless something is wrong. */
const LONGEST_MS = 120_000;

/** Starts a worker on this state directory, with a clock that goes so much faster. */
export async function startWorker(stateDir: string, speed = 1): Promise<WorkerProcess> {
  const child = fork(PROGRAM, [stateDir, String(speed)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const said: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  child.on('message', (message) => {
    const first = waiting.shift();
    if (first === undefined) said.push(message);
    else first(message);
  });
  const gone = once(child, 'exit');
  const next = async (): Promise<unknown> => {
    if (said.length > 0) return said.shift();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => reject(new Error('a worker says nothing')), LONGEST_MS);
    waiting.push(resolve);
    void gone.then(() => reject(new Error('a worker is gone')));
    return await promise.finally(() => clearTimeout(timer));
  };
  await next();
  return {
    child,
    next,
    tell: (order) => void child.send(order),
    async end() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await gone;
    },
  };
}
