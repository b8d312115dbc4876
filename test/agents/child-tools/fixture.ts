import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ToolReply } from '../../../src/agents/child-tools/child-tool.ts';
import type { ChildToolDeps, RunAllowed } from '../../../src/agents/child-tools/child-tool-deps.ts';
import { createChildTools } from '../../../src/agents/child-tools/create-child-tools.ts';
import type { Hold } from '../../../src/agents/hold/hold.ts';
import type { Ended } from '../../../src/policy/action.ts';
import { startCommand } from '../../../src/shell/process/run.ts';

type Judged = Parameters<Hold['judge']>[0];

export interface Tools {
  readonly dir: string;
  /** What was put before the gate. */
  readonly judged: Judged[];
  /** What the log was told. */
  readonly ends: Ended[];
  call(name: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<ToolReply>;
}

export interface ToolsOptions {
  /** A reason why not; `undefined` allows. */
  readonly judge?: (action: Judged) => string | undefined | Promise<string | undefined>;
  readonly run?: RunAllowed;
  /** What the gate says beside its yes. */
  readonly warnings?: readonly string[];
}

/** A directory that goes when the test ends. */
export function scratch(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'child-tools-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Real commands, in a directory of their own. */
const really: RunAllowed = async (execution, { timeoutMs, signal }) => {
  const { argv, cwd } = execution;
  const command = startCommand({ argv, cwd, env: { PATH: '/usr/bin:/bin' }, timeoutMs, outputDir: join(scratch(), 'out') });
  signal.addEventListener('abort', () => void command.stop({ force: true }));
  return { end: await command.done, output: command.output };
};

/** What the tools of a child share, in a directory of its own, with a gate that says yes where it is not told otherwise. */
export function toolsDeps({ judge = () => undefined, run = really, warnings }: ToolsOptions = {}): Omit<Tools, 'call'> & {
  readonly deps: ChildToolDeps;
} {
  const dir = scratch();
  const judged: Judged[] = [];
  const ends: Ended[] = [];
  const hold: Hold = {
    judge: async (action) => {
      judged.push(action);
      const reason = await judge(action);
      if (reason !== undefined) return { allowed: false, reason };
      const execution = action.kind === 'command' ? { argv: ['/bin/bash', '-c', action.command], cwd: action.cwd, env: {} } : undefined;
      return { allowed: true, execution, ended: (end) => void ends.push(end), ...(warnings === undefined ? {} : { warnings }) };
    },
  };
  return { dir, judged, ends, deps: { hold, cwd: dir, access: 'workspace-write', home: dirname(dir), run } };
}

/** The tools themselves. */
export function tools(options: ToolsOptions = {}): Tools {
  const { deps, ...rest } = toolsDeps(options);
  const made = createChildTools(deps);
  return {
    ...rest,
    call: async (name, args, signal = new AbortController().signal) => {
      const tool = made.find((each) => each.name === name);
      if (tool === undefined) throw new Error(`no tool is called ${name}`);
      return await tool.call(tool.input.parse(args), signal);
    },
  };
}

export const ok = (text: string): ToolReply => ({ text, isError: false });
export const failed = (text: string): ToolReply => ({ text, isError: true });
