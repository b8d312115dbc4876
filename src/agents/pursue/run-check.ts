import type { Access } from '../../policy/action.ts';
import type { OutputLog } from '../../shell/process/output.ts';
import type { RunEnd } from '../../shell/process/run.ts';
import { tailText } from '../../shell/process/utf8.ts';
import { visible } from '../../shell/visible.ts';
import { statusOf } from '../child-tools/bash.ts';
import type { RunAllowed } from '../child-tools/child-tool-deps.ts';
import { codeOf } from '../child-tools/refusal.ts';
import type { Hold } from '../hold/hold.ts';
import type { CheckResult } from '../work/work.ts';

/** What the name of a check stands for where the child has worked. */
export type NamedCheck =
  | { readonly kind: 'command'; readonly command: string }
  /** The name is good, and there is nothing for it. */
  | { readonly kind: 'missing'; readonly detail: string }
  /** There is no such check, or where it would stand can not be understood. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface CheckRunnerDeps {
  readonly resolve: (name: string) => Promise<NamedCheck>;
  /** Puts each command before the gate: a check is not trusted for being one, and it runs code that the child has written. */
  readonly hold: Hold;
  readonly run: RunAllowed;
  /** Absolute, real. */
  readonly cwd: string;
  /** Of whoever wants the checks. */
  readonly access: Access;
  /** Milliseconds that one check has; 90,000 when absent, at most 600,000. */
  readonly timeoutMs?: number | undefined;
}

const DEFAULT_MS = 90_000;
const MOST_MS = 600_000;
const TAIL_BYTES = 2_000;
/** Names that every workspace may have: what can not be found out about one of these is no command. */
const KNOWN: readonly string[] = ['build', 'test', 'lint'];
/** What is no single word is a command of whoever wants it checked, whatever a file of the tree calls by that name. */
const NAME = /^[\w.:/-]+$/;

/**
 * Makes what runs the checks of one child through its gate. A name that no check has is a command itself. Never rejects: what did not run to
 * its end because of us is `refused`, never passed.
 */
export function createCheckRunner(deps: CheckRunnerDeps): (name: string, signal: AbortSignal) => Promise<CheckResult> {
  const { hold, cwd, access } = deps;
  const timeoutMs = Math.min(deps.timeoutMs ?? DEFAULT_MS, MOST_MS);

  async function runAllowed(command: string, signal: AbortSignal): Promise<Omit<CheckResult, 'name'>> {
    const held = await hold.judge({ kind: 'command', tool: 'verify', command, cwd, access }, signal);
    if (!held.allowed) return { command, status: 'refused', detail: visible(held.reason) };
    let ended: Parameters<typeof held.ended>[0] = { status: 'failed' };
    try {
      if (held.execution === undefined) return { command, status: 'refused', detail: 'nothing says what would be run' };
      const { end, output } = await deps.run(held.execution, { timeoutMs, signal });
      ended = { status: statusOf(end), exitCode: end.exitCode ?? undefined };
      try {
        return { command, ...resultOf(end, await tailOf(output), timeoutMs) };
      } finally {
        // Nobody can ask for more of it.
        await output.remove();
      }
    } finally {
      held.ended(ended);
    }
  }

  return async (name, signal) => {
    try {
      if (!NAME.test(name)) return { name, ...(await runAllowed(name, signal)) };
      const check = await deps.resolve(name);
      if (check.kind === 'missing') return { name, status: 'skipped', detail: visible(check.detail) };
      if (check.kind === 'refused' && KNOWN.includes(name)) return { name, status: 'refused', detail: visible(check.reason) };
      return { name, ...(await runAllowed(check.kind === 'command' ? check.command : name, signal)) };
    } catch (error) {
      const code = codeOf(error);
      return { name, status: 'refused', detail: `it could not be run${code === '' ? '' : ` (${code})`}` };
    }
  };
}

async function tailOf(output: OutputLog): Promise<string> {
  const from = Math.max(0, output.bytes.combined - TAIL_BYTES);
  const { text } = await output.read('combined', from, TAIL_BYTES);
  // What is made visible grows.
  return tailText(Buffer.from(visible(text)), TAIL_BYTES).text;
}

function resultOf(end: RunEnd, tail: string, timeoutMs: number): Pick<CheckResult, 'status' | 'exitCode' | 'detail'> {
  const detail = (...words: readonly string[]): Pick<CheckResult, 'detail'> => {
    const text = [...words, tail].filter((part) => part !== '').join('\n');
    return text === '' ? {} : { detail: text };
  };
  switch (end.reason) {
    case 'exited':
      if (end.exitCode === null) return { status: 'failed', ...detail('it ended without an exit code') };
      return { status: end.exitCode === 0 ? 'passed' : 'failed', exitCode: end.exitCode, ...detail() };
    case 'signalled':
      return { status: 'failed', ...detail(`it was ended by ${end.signal ?? 'a signal'}`) };
    case 'timed_out':
      return { status: 'failed', ...detail(`it was ended after ${timeoutMs / 1000} s`) };
    case 'stopped':
      return { status: 'refused', ...detail('it was stopped') };
    case 'start_failed':
    case 'output_failed':
      return { status: 'refused', ...detail(visible(end.error ?? 'it could not be run')) };
  }
}
