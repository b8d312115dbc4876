import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Acknowledged, parseAcknowledged } from './acknowledged.ts';

export interface Worker {
  readonly process: ChildProcess;
  /** Resolves when it has opened the state; rejects with what it said when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended and all that it printed is read. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** What was acknowledged to it until now. */
  acknowledged(): readonly Acknowledged[];
  /** What it said to people. */
  stderr(): string;
}

export interface WorkerOptions {
  readonly stateDir: string;
  readonly writes?: number;
  readonly goesOn?: boolean;
  /** What is put before the command, e.g. a tracer. */
  readonly under?: readonly string[];
}

/** Starts a process that writes; longest life 60 s. */
export function startWorker({ stateDir, writes = 1_000_000, goesOn = false, under = [] }: WorkerOptions): Worker {
  const script = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const [command = process.execPath, ...args] = [
    ...under,
    process.execPath,
    script,
    stateDir,
    String(writes),
    ...(goesOn ? ['goes-on'] : []),
  ];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, killSignal: 'SIGKILL' });
  let text = '';
  let said = '';
  const begun = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    begun.resolve();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => {
      begun.reject(new Error(`it ended at once (${code ?? signal}): ${said.slice(-2_000)}`));
      resolve({ code, signal });
    });
  });
  begun.promise.catch(() => undefined);
  return { process: child, ready: begun.promise, ended, acknowledged: () => parseAcknowledged(text), stderr: () => said };
}
