import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A server under measurement, driven by plain JSON-RPC so that no client library colours the figures. */
export interface Driven {
  /** Sends a request and resolves with its result; an error answer rejects. */
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  /** Resident memory in MB; `NaN` where /proc is not to be had. */
  residentMegabytes(): number;
  /** Closes standard input and waits for the orderly exit, in which a compile cache is written. */
  close(): Promise<void>;
}

/** Starts a script; `scratch` stands for the home directory of its user. */
export function drive(script: string, scratch: string, env: NodeJS.ProcessEnv = process.env): Driven {
  const child: ChildProcess = spawn(process.execPath, ['--require', join(import.meta.dirname, '../test/other-home.cjs'), script], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...env, TEST_HOME: scratch },
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let next = 1;
  if (child.stdout === null || child.stdin === null) throw new Error('pipes are missing');
  const { stdin } = child;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as { id?: number; result?: unknown; error?: { message: string } };
    const waiter = message.id === undefined ? undefined : waiting.get(message.id);
    if (waiter === undefined || message.id === undefined) return;
    waiting.delete(message.id);
    if (message.error === undefined) waiter.resolve(message.result);
    else waiter.reject(new Error(message.error.message));
  });
  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve, reject });
        stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      }),
    notify: (method, params) => {
      stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method, params })}\n`);
    },
    residentMegabytes: () => {
      try {
        return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
      } catch {
        return Number.NaN;
      }
    },
    close: async () => {
      const gone = once(child, 'exit');
      stdin.end();
      await gone;
    },
  };
}

export const LEGACY_HELLO = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
export const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
