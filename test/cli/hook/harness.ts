import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { COMPILE_CACHE } from '../../compile-cache.ts';
import { PROGRAM } from '../../program.ts';

/** What an agent's settings name. */
export const LAUNCHER = join(dirname(PROGRAM), 'cli.cjs');
const PRELOAD = join(import.meta.dirname, '../../other-home.cjs');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HookBench {
  readonly workspace: string;
  readonly home: string;
  /** Arguments of Node, and its environment, that start the hook. */
  readonly args: (host: string, ...more: readonly string[]) => readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly run: (host: string, stdin: string | Buffer, more?: readonly string[], env?: Readonly<Record<string, string>>) => Ended;
  /** Writes a file below the user's configuration. */
  readonly configure: (name: string, text: string) => void;
}

/** A workspace, an empty home, and the built hook. */
export function hookBench(): HookBench {
  const workspace = scratch('bailiwick-hook-');
  const home = scratch('bailiwick-home-');
  writeFileSync(join(workspace, 'a.txt'), 'hi\n');
  mkdirSync(join(workspace, 'src'));
  const env = { ...COMPILE_CACHE, TEST_HOME: home, PATH: process.env['PATH'] ?? '', SHELL: '/bin/bash' };
  const args = (host: string, ...more: readonly string[]) => ['--require', PRELOAD, LAUNCHER, 'hook', host, ...more];
  return {
    workspace,
    home,
    args,
    env,
    run(host, stdin, more = [], extra = {}) {
      const { status, stdout, stderr } = spawnSync(process.execPath, args(host, ...more), {
        cwd: workspace,
        env: { ...env, ...extra },
        input: stdin,
        encoding: 'utf8',
        timeout: 15_000,
      });
      return { status, stdout, stderr };
    },
    configure(name, text) {
      const directory = join(home, '.config', 'bailiwick');
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, name), text);
    },
  };
}

function scratch(prefix: string): string {
  const directory = realpathSync.native(mkdtempSync(join(tmpdir(), prefix)));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A payload as the agents write it. */
export function payloadOf(cwd: string, tool: string, input: object, event = 'PreToolUse'): string {
  return JSON.stringify({ session_id: 's', transcript_path: null, cwd, hook_event_name: event, tool_name: tool, tool_input: input });
}
