import type { TaskEngine } from '../../../src/store/tasks/engine.ts';

/** Workers that read one clock, which goes on only while one of them is silent. */
export interface Silence {
  readonly monotonic: () => number;
  readonly leaseMs: number;
  join(engine: TaskEngine): {
    /** It beats no more, whoever else is silent. */
    leave(): void;
    /** The clock goes on until the others, who beat and look at each other, take it for lost. */
    fallSilent(): Promise<void>;
  };
}

export function createSilence(): Silence {
  const leaseMs = 1_000;
  const living = new Set<TaskEngine>();
  let now = 0;
  return {
    monotonic: () => now,
    leaseMs,
    join(engine) {
      living.add(engine);
      return {
        leave() {
          living.delete(engine);
        },
        async fallSilent() {
          const others = [...living].filter((other) => other !== engine);
          for (let look = 0; look <= 4; look++) {
            for (const other of others) await other.heartbeat([]);
            for (const other of others) await other.orphans();
            now += leaseMs / 4;
          }
        },
      };
    },
  };
}
