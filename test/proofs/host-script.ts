import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Exchange, Reply } from './scripted-model.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One tool call of the scripted model. */
export interface Step {
  readonly name: string;
  readonly tool: string;
  /** The arguments; what was handed back for the earlier calls is at hand. */
  readonly input: (done: readonly Exchange[]) => Fields;
  /** What the result must at least hold. */
  readonly expected: Fields;
  /** The same call once more, while the result is like this. */
  readonly again?: Fields;
}

export interface Conversation {
  readonly settled: readonly { readonly step: Step; readonly exchange: Exchange }[];
  readonly next: Step | undefined;
}

/** The names that Claude Code gives our tools. */
export const TOOL_PREFIX = 'mcp__bailiwick__';

/** What has to be seen on disk and in the questions, besides the results. */
export interface Facts {
  readonly tracked: { readonly path: string; readonly content: string };
  readonly made: { readonly path: string; readonly content: string };
  /** What the person says yes to, and what no. */
  readonly allowed: string;
  readonly refused: string;
  /** Approved too; still running when the host ends, and deaf to polite requests. */
  readonly stubborn: { readonly path: string; readonly content: string; readonly command: string };
}

const REPEATS = 6;

/** Names and contents that nobody could have guessed, the same for the same seed. */
export function factsOf(seed: string): Facts {
  const word = (use: string): string => createHash('sha256').update(`${seed} ${use}`).digest('hex').slice(0, 8);
  const tracked = `notes-${word('notes')}.txt`;
  return {
    tracked: { path: tracked, content: `${word('content')}\n` },
    made: { path: `made-${word('made')}.txt`, content: `${word('one')}\n${word('two')}\n` },
    allowed: `git add ${tracked}`,
    refused: `git rm --cached ${tracked}`,
    stubborn: {
      path: 'stubborn.sh',
      content: "trap '' TERM INT HUP\nfor ((i = 0; i < 300; i++)); do sleep 1; done\n",
      command: 'bash stubborn.sh',
    },
  };
}

export function stepsOf({ tracked, made, allowed, refused, stubborn }: Facts): readonly Step[] {
  const [one, two] = made.content.split('\n');
  return [
    {
      name: 'a read-only command runs unasked',
      tool: 'bash',
      input: () => ({ command: `cat ${tracked.path} && git status --short ${tracked.path}` }),
      expected: {
        status: 'completed',
        exit_code: 0,
        stdout: `${tracked.content}?? ${tracked.path}\n`,
        verdict: { decision: 'allow', tier: 1 },
        sandbox: 'none',
      },
    },
    {
      name: 'a catastrophe is denied, with its reason',
      tool: 'bash',
      input: () => ({ command: 'sudo rm -rf /' }),
      expected: {
        status: 'denied',
        verdict: {
          decision: 'deny',
          tier: 0,
          rule: 'tier0:remove-vital',
          reason: 'refused for everybody: it removes /, which everything else depends on',
          decided_by: '/',
        },
      },
    },
    {
      name: 'an approval is asked for, and a yes counts',
      tool: 'bash',
      input: () => ({ command: allowed }),
      expected: { status: 'completed', exit_code: 0, verdict: { decision: 'allow', rule: 'approval:allow_once' } },
    },
    {
      name: 'a no counts',
      tool: 'bash',
      input: () => ({ command: refused }),
      expected: { status: 'denied', verdict: { decision: 'deny', rule: 'approval:denied' } },
    },
    {
      name: 'a shell child is dispatched',
      tool: 'dispatch_child_task',
      input: () => ({
        agent: 'shell',
        objective: 'make a file',
        command: `printf '${one}\\n${two}\\n' > ${made.path} && cat ${made.path}`,
        access: 'workspace-write',
      }),
      expected: { agent: 'shell', access: 'workspace-write' },
    },
    {
      name: 'its output is read',
      tool: 'task_output',
      input: (done) => ({ task_id: taskIdIn(done), wait_ms: 10_000, view: 'final' }),
      expected: { retrieval_status: 'success', status: 'completed', exit_code: 0, text: made.content },
      again: { retrieval_status: 'wait_expired' },
    },
    {
      name: 'a plan is kept',
      tool: 'todo_update',
      input: () => ({ op: 'init', items: [{ subject: `read ${made.path}`, status: 'in_progress' }] }),
      expected: { ok: true, version: 1, items: [{ id: 'todo_1', subject: `read ${made.path}`, status: 'in_progress' }] },
    },
    {
      name: 'a second child, approved, runs on',
      tool: 'dispatch_child_task',
      input: () => ({ agent: 'shell', command: stubborn.command, access: 'workspace-write' }),
      expected: { status: 'running', agent: 'shell', access: 'workspace-write' },
    },
  ];
}

/** How far the calls have come. */
export function follow(steps: readonly Step[], done: readonly Exchange[]): Conversation {
  const settled: { step: Step; exchange: Exchange }[] = [];
  let repeats = 0;
  for (const exchange of done) {
    const step = steps[settled.length];
    if (step === undefined) break;
    if (step.again !== undefined && repeats < REPEATS && holds(resultOf(exchange), step.again)) repeats += 1;
    else settled.push({ step, exchange });
  }
  return { settled, next: steps[settled.length] };
}

export function replyOf(steps: readonly Step[], done: readonly Exchange[]): Reply {
  const { next } = follow(steps, done);
  return next === undefined ? { say: 'The script is at its end.' } : { call: `${TOOL_PREFIX}${next.tool}`, input: next.input(done) };
}

/** The structured content: Claude Code hands that to the model, as JSON, and leaves out the text beside it. */
export function resultOf({ text }: Exchange): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const withTaskId = z.looseObject({ task_id: z.string() });

function taskIdIn(done: readonly Exchange[]): string {
  return done.map((exchange) => withTaskId.safeParse(resultOf(exchange)).data?.task_id).findLast((id) => id !== undefined) ?? 'none';
}

function holds(result: unknown, part: Fields): boolean {
  const fields = z.looseObject({}).safeParse(result).data ?? {};
  return Object.entries(part).every(([name, value]) => fields[name] === value);
}
