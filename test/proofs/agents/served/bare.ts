import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { linkPrivateFiles, makePrivateDir, writePrivateFiles } from '../../../../src/agents/private-dir.ts';
import type { Protocol } from '../../../../src/agents/protocol.ts';
import { agentEnvironment } from '../../../../src/shell/process/agent-environment.ts';
import type { Lab, Ready } from './lab.ts';
import { leftOf } from './processes.ts';

const PROTOCOLS: Readonly<Record<string, () => Promise<Protocol>>> = {
  acp: async () => (await import('../../../../src/agents/acp/protocol.ts')).acpProtocol,
  claude: async () => (await import('../../../../src/agents/claude/protocol.ts')).claudeProtocol,
  codex: async () => (await import('../../../../src/agents/codex/protocol.ts')).codexProtocol,
};

/** The same agent, started the same way, without anything of ours around it: everything that it asks is allowed. */
export async function bare(
  { root, user }: Lab,
  { entry }: Ready,
  { level, cwd, prompt }: { readonly level: 'gated' | 'caged'; readonly cwd: string; readonly prompt: string },
): Promise<void> {
  mkdirSync(path.join(root, 'bare'), { recursive: true });
  const privateDir = mkdtempSync(path.join(root, 'bare', 'child-'));
  const taskId = path.basename(privateDir);
  const stub = { name: 'bailiwick', command: process.execPath, args: [path.join(import.meta.dirname, 'bare-tools.mjs')], env: {} };
  const cage = level === 'caged' ? stub : undefined;
  const place = { home: user.home, privateDir, cwd, access: 'read-only', cage, model: undefined, resume: undefined } as const;
  const profile = entry.profiles[level]?.(place);
  const load = PROTOCOLS[entry.protocol];
  if (profile === undefined || load === undefined) throw new Error(`${entry.id} has no profile for ${level}`);
  const protocol = await load();
  await makePrivateDir(privateDir);
  await writePrivateFiles(privateDir, profile.files);
  await linkPrivateFiles(privateDir, profile.links ?? {});
  const startsIn = profile.cwd ?? cwd;
  const env = agentEnvironment({ login: user.login, names: entry.environment, set: profile.env, cwd: startsIn, taskId });
  const program = path.join(user.bin, entry.program);
  const child = spawn(program, profile.args, { cwd: startsIn, env, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  const ended = once(child, 'exit').then(() => undefined);
  const stop = new AbortController();
  try {
    const conversation = await protocol.open(
      { stdin: child.stdin, stdout: child.stdout, ended },
      {
        entry,
        profile,
        cwd: startsIn,
        cage,
        model: undefined,
        resume: undefined,
        signal: stop.signal,
        events: {
          ask: async () => ({ allowed: true }),
          began: () => undefined,
          finished: () => undefined,
          text: () => undefined,
          used: () => undefined,
          violation: () => undefined,
        },
      },
    );
    const { kind, why } = await conversation.prompt(prompt);
    // What was measured before an agent had enough of its turn counts all the same.
    if (kind !== 'done' && kind !== 'limit') throw new Error(`the bare ${entry.id} ended its turn as ${kind}: ${why ?? ''}`);
  } finally {
    stop.abort();
    child.stdin.destroy();
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
    for (const { pid } of await leftOf(taskId, new Set(), 1_000)) process.kill(pid, 'SIGKILL');
    rmSync(privateDir, { recursive: true, force: true, maxRetries: 3 });
  }
}
