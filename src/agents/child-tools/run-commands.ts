import path from 'node:path';
import type { RunningCommand } from '../../shell/process/run.ts';
import type { Confinement, Starter } from '../../shell/process/starter.ts';
import { withChanges } from '../shell.ts';
import type { RunAllowed } from './child-tool-deps.ts';

export interface CommandsDeps {
  readonly starter: Pick<Starter, 'command'>;
  /** The whole environment of a command that starts there. */
  readonly environment: (cwd: string) => Promise<Record<string, string>>;
  readonly within: Confinement;
  /** A private directory for the output of all of them. */
  readonly outputDir: string;
}

/** The commands of one child's tools. */
export interface Commands {
  readonly run: RunAllowed;
  /** Ends those that run, and starts no more. */
  close(): Promise<void>;
}

export function createCommands({ starter, environment, within, outputDir }: CommandsDeps): Commands {
  const running = new Set<RunningCommand>();
  let started = 0;
  let closed = false;
  return {
    async run({ argv, cwd, env: changes }, { timeoutMs, signal }) {
      const env = withChanges(await environment(cwd), changes);
      if (closed) throw new Error('the child has ended');
      started += 1;
      const command = starter.command({ argv, cwd, env, timeoutMs, outputDir: path.join(outputDir, `${started}`) }, within);
      running.add(command);
      const stop = (): void => void command.stop();
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
      const end = await command.done;
      signal.removeEventListener('abort', stop);
      running.delete(command);
      return { end, output: command.output };
    },
    async close() {
      closed = true;
      await Promise.all([...running].map((command) => command.stop()));
    },
  };
}
