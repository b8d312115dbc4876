import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { createStarter } from '../../../src/shell/process/create-starter.ts';
import type { RunEnd } from '../../../src/shell/process/run.ts';
import type { AgentSpec, StartedAgent } from '../../../src/shell/process/starter.ts';
import { SUPERVISOR } from './detached-fixture.ts';

export const STARTER = createStarter({ supervisor: SUPERVISOR });

export const ENDED: RunEnd = {
  reason: 'exited',
  exitCode: 0,
  signal: null,
  durationMs: 0,
  killed: [],
  survivors: [],
};

/**
 * A bash that is talked to; ended with the test, whatever that does. Without `--norc` it would take the pipe of its standard input, which
 * Node makes of sockets, for a remote shell and read the user's files.
 */
export function agentBash(dir: string, command: string, more: Partial<AgentSpec> = {}): StartedAgent {
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', BAILIWICK_TASK: `task of ${dir}` };
  const within = { access: 'full', workspace: dir, privateDir: undefined } as const;
  const agent = STARTER.agent({ argv: ['/bin/bash', '--norc', '-c', command, 'bash'], cwd: dir, env, ...more }, within);
  onTestFinished(() => void agent.stop({ force: true }));
  return agent;
}

/** All that comes on standard output until it ends. */
export async function allOf({ stdout }: StartedAgent): Promise<string> {
  let text = '';
  stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await once(stdout, 'close');
  return text;
}

/** The first of standard output. */
export async function firstOf({ stdout }: StartedAgent): Promise<string> {
  const [chunk] = await once(stdout, 'data');
  return String(chunk);
}
