import * as z from 'zod';
import type { RunEnd } from '../../shell/process/run.ts';
import { visible } from '../../shell/visible.ts';
import { MOST_COMMAND } from '../hold/actions.ts';
import type { ChildTool } from './child-tool.ts';
import type { ChildToolDeps } from './child-tool-deps.ts';
import { withWarnings } from './permit.ts';
import { namedPath } from './place.ts';
import { Refusal, replying } from './refusal.ts';
import { visibleStreams } from './visible-excerpt.ts';

const DEFAULT_RUN_MS = 600_000;
const MAX_RUN_MS = 3_600_000;
/** Of what a command wrote that goes into the reply. */
const OUTPUT_BYTES = 16 * 1024;

const input = z.strictObject({
  command: z.string().min(1).max(MOST_COMMAND),
  cwd: z.string().optional().describe('Relative to your directory, the default'),
  timeout_ms: z.int().min(1).max(MAX_RUN_MS).default(DEFAULT_RUN_MS).describe('The tree is ended then'),
});

export function bashTool(deps: ChildToolDeps): ChildTool<typeof input> {
  return {
    name: 'bash',
    description:
      'Runs a bash command after judging it; a refusal tells why. No stdin, no terminal. Of long output head and tail come back: write it to a file when you need the rest. Everything that the command started is ended with it.',
    input,
    call: ({ command, cwd, timeout_ms }, signal) =>
      replying(async () => {
        const directory = namedPath(deps.cwd, cwd ?? '.');
        const held = await deps.hold.judge({ kind: 'command', tool: 'bash', command, cwd: directory, access: deps.access }, signal);
        if (!held.allowed) throw new Refusal(`Denied: ${held.reason}`);
        let status = 'failed';
        let exitCode: number | undefined;
        try {
          if (held.execution === undefined) throw new Refusal('Denied: nothing says what would be run.');
          const { end, output } = await deps.run(held.execution, { timeoutMs: timeout_ms, signal });
          status = statusOf(end);
          exitCode = end.exitCode ?? undefined;
          try {
            const text = withWarnings(describe(end, status, await visibleStreams(output, OUTPUT_BYTES)), held.warnings);
            if (end.reason === 'start_failed') throw new Refusal(text);
            return text;
          } finally {
            // Nobody can ask for more of it.
            await output.remove();
          }
        } finally {
          held.ended({ status, exitCode });
        }
      }),
  };
}

/** What the log is told of an end. */
export function statusOf({ reason, exitCode }: RunEnd): string {
  if (reason === 'timed_out') return 'timed_out';
  if (reason === 'stopped') return 'cancelled';
  return reason === 'exited' && exitCode === 0 ? 'completed' : 'failed';
}

function describe(end: RunEnd, status: string, { stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  const how = end.exitCode !== null ? `, exit ${end.exitCode}` : end.signal !== null ? `, ${end.signal}` : '';
  return [
    `${status}${how}, ${end.durationMs} ms, sandbox: none`,
    end.error === undefined ? '' : visible(end.error),
    processes('killed', end.killed),
    processes('still alive', end.survivors),
    stdout,
    stderr === '' ? '' : `[stderr]\n${stderr}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function processes(label: string, list: RunEnd['killed']): string {
  return list.length === 0 ? '' : `${label}: ${list.map(({ pid, argv0 }) => `${visible(argv0)} (${pid})`).join(', ')}`;
}
