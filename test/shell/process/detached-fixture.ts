import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { linuxTable } from '../../../src/shell/process/linux-table.ts';
import type { RunSpec } from '../../../src/shell/process/run.ts';
import type { AgentSpec } from '../../../src/shell/process/starter.ts';

const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(`../../../src/${path}`, import.meta.url)));

const SUPERVISE = `import { supervise } from ${source('cli/supervise.ts')};
const { stdin, stdout, stderr } = process;
process.exit(await supervise({ stdin, stdout, signals: process, log: (line) => stderr.write(line + '\\n'), now: Date.now }));`;

const node = (code: string): readonly string[] => [process.execPath, '--input-type=module', '--eval', code];

/** What the hidden sub-command does, without the rest of the program. */
export const SUPERVISOR = { argv: [...node(SUPERVISE), 'supervise'], env: { PATH: '/usr/bin:/bin' } };

/** A process that starts commands as a server does and then waits for ever; `started` is what it has said. */
async function server(code: string): Promise<{ readonly process: ChildProcess; readonly started: string }> {
  const [file = '', ...args] = node(`${code}; setInterval(() => undefined, 1000)`);
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [chunk] = await once(child.stdout, 'data');
  return { process: child, started: String(chunk) };
}

/** A server that has started a command which is to survive it. */
export const serverWithSurvivor = (spec: RunSpec): ReturnType<typeof server> =>
  server(`import { startDetached } from ${source('shell/process/detached.ts')};
const run = await startDetached(${JSON.stringify(spec)}, ${JSON.stringify(SUPERVISOR)});
console.log('started')`);

/** A server that has started an ordinary command and read the first of its output. */
export const serverWithCommand = (spec: RunSpec): ReturnType<typeof server> =>
  server(`import { startCommand } from ${source('shell/process/run.ts')};
import { createGuard } from ${source('shell/process/guard.ts')};
const { output } = startCommand(${JSON.stringify(spec)}, undefined, createGuard());
await new Promise((resolve) => output.onData(resolve));
console.log('started')`);

/** A server that has started an agent and read the first of what it says. */
export const serverWithAgent = (spec: AgentSpec): ReturnType<typeof server> =>
  server(`import { createStarter } from ${source('shell/process/create-starter.ts')};
import { createGuard } from ${source('shell/process/guard.ts')};
const starter = createStarter({ guard: createGuard(), supervisor: ${JSON.stringify(SUPERVISOR)} });
const { stdout } = starter.agent(${JSON.stringify(spec)}, { access: 'full', workspace: '/', privateDir: undefined });
await new Promise((resolve) => stdout.once('data', resolve));
console.log('started')`);

/** Ends a process as nothing else does; resolves when it is gone. */
export async function killNine(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

export const isAlive = (pid: number | undefined): boolean => linuxTable.facts(pid ?? 0) !== undefined;
