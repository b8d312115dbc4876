import { setImmediate as turn } from 'node:timers/promises';
import { describeError } from '../shell/describe-error.ts';
import type { CancelOrder, Claim, Claimed, TaskEngine } from '../store/tasks/engine.ts';

/** What this process does for the engine: takes tasks when there is room, says that it lives, and hears who wants them to end. */
export interface TaskWorker {
  /** Takes tasks of this queue from now on; returns the way to end that. */
  serve(queue: string, served: Served): () => void;
  /** Whether a new task of this queue may run at once. */
  hasRoom(queue: string): boolean;
  /** Starts what may run now. Resolves when that has begun. */
  pump(): Promise<void>;
  /** Stops looking. */
  close(): void;
}

/** A board, as the worker sees it. */
export interface Served {
  /** Tasks of the queue that run here. */
  running(): number;
  /** Whether any waits for its turn that may have it. */
  waiting(): boolean;
  /** Those that may not, whatever room there is. */
  heldBack(): readonly string[];
  /** Claims of this process that have not ended. */
  claims(): readonly Claim[];
  begin(claimed: Claimed): void;
  ordered(taskId: string, order: CancelOrder): void;
  lost(claim: Claim): void;
  /** The store has changed: one that waits may have been ended elsewhere. */
  look(): Promise<void>;
  /** Writes what could not be written. */
  catchUp(): Promise<void>;
}

export interface TaskWorkerDeps {
  readonly engine: TaskEngine;
  /** Another number after any process changed something. */
  readonly changes: () => number;
  readonly limits: { readonly queue: number; readonly worker: number };
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** A third of what an engine waits before it takes a silent worker for dead. */
const HEARTBEAT_MS = 3_000;
/** How soon another terminal's wish is heard. */
const LOOK_MS = 100;

export function createTaskWorker({ engine, changes, limits, now, log }: TaskWorkerDeps): TaskWorker {
  const boards = new Map<string, Served>();
  let seen: number | undefined;
  let beat: NodeJS.Timeout | undefined;
  let look: NodeJS.Timeout | undefined;
  let pumping: Promise<void> | undefined;
  let again = false;

  const total = (): number => [...boards.values()].reduce((sum, board) => sum + board.running(), 0);

  async function claimAll(): Promise<void> {
    for (;;) {
      const queues = [...boards].flatMap(([queue, board]) => (board.waiting() ? [queue] : []));
      if (queues.length === 0 || total() >= limits.worker) return;
      const except = [...boards.values()].flatMap((board) => board.heldBack());
      const claimed = await engine.claim({ queues, limits, except, at: now() });
      if (claimed === undefined) return;
      boards.get(claimed.task.queue)?.begin(claimed);
      // A start takes milliseconds: others have their turn between two.
      await turn();
    }
  }

  async function pump(): Promise<void> {
    again = true;
    pumping ??= (async () => {
      try {
        while (again) {
          again = false;
          await claimAll();
        }
      } catch (error) {
        // The next heartbeat tries again.
        log(`the next task could not be taken: ${describeError(error)}`);
      } finally {
        pumping = undefined;
      }
    })();
    await pumping;
  }

  async function heartbeat(): Promise<void> {
    const claims = [...boards.values()].flatMap((board) => [...board.claims()]);
    if (claims.length > 0) {
      const lost = await engine.heartbeat(claims);
      for (const claim of lost) for (const board of boards.values()) board.lost(claim);
    }
    for (const board of boards.values()) await board.catchUp();
    await pump();
  }

  async function lookNow(): Promise<void> {
    if (![...boards.values()].some((board) => board.waiting() || board.claims().length > 0)) return;
    const current = changes();
    if (current === seen) return;
    seen = current;
    for (const { taskId, order } of await engine.orders()) for (const board of boards.values()) board.ordered(taskId, order);
    for (const board of boards.values()) await board.look();
  }

  /** Calls again and again, never two at once; an error is for the log. */
  function every(ms: number, work: () => Promise<void>): NodeJS.Timeout {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      work()
        .catch((error: unknown) => log(`tasks: ${describeError(error)}`))
        .finally(() => {
          busy = false;
        });
    }, ms);
    return timer.unref();
  }

  return {
    serve(queue, served) {
      boards.set(queue, served);
      beat ??= every(HEARTBEAT_MS, heartbeat);
      look ??= every(LOOK_MS, lookNow);
      return () => {
        boards.delete(queue);
      };
    },
    hasRoom: (queue) => {
      const board = boards.get(queue);
      return board !== undefined && !board.waiting() && board.running() < limits.queue && total() < limits.worker;
    },
    pump,
    close() {
      clearInterval(beat);
      clearInterval(look);
      boards.clear();
    },
  };
}
