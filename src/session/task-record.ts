import * as z from 'zod';
import { ASSURANCES } from '../agents/assurance/assurance.ts';
import { type Work, workSchema } from '../agents/work/work.ts';
import { ACCESS_LEVELS, type Verdict } from '../policy/action.ts';
import { redactText } from '../policy/redaction/redact.ts';
import type { RunEnd } from '../shell/process/run.ts';
import type { TaskEvent, TaskRecord } from '../store/tasks/engine.ts';
import { type ChildReport, childReportSchema } from './child-report.ts';
import {
  type FinalText,
  GROUP_CANCELS,
  type GroupSpec,
  type HeldBy,
  hasEnded,
  STOPPED_BY,
  type StoppedBy,
  TASK_STATUSES,
  type TaskSnapshot,
  type TaskSpec,
  type TaskStatus,
} from './task-model.ts';

/** One change in the life of a task, as this room knows it: an event of the store says the same as text. */
export interface TaskChange {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly status: TaskStatus;
  /** Number of the question that waits for a person. */
  readonly approval?: number | undefined;
  readonly stoppedBy?: StoppedBy | undefined;
  readonly reason?: string | undefined;
  readonly end?: RunEnd | undefined;
  /** Bytes in its output files, at the end. */
  readonly outputBytes?: number | undefined;
  readonly waitingFor?: string | undefined;
  readonly report?: ChildReport | undefined;
  readonly final?: FinalText | undefined;
  readonly work?: Work | undefined;
  /** It never began, and why is in the reason. */
  readonly deferred?: boolean | undefined;
}

/** What the changes of a task come to. */
export type TaskFacts = Pick<
  TaskSnapshot,
  | 'status'
  | 'seq'
  | 'createdAt'
  | 'startedAt'
  | 'endedAt'
  | 'approval'
  | 'waitingFor'
  | 'report'
  | 'final'
  | 'work'
  | 'deferred'
  | 'stoppedBy'
  | 'reason'
  | 'end'
>;

/** What a task does as far as it is kept and shown: a task is never started from it. */
export type KeptSpec = Pick<
  TaskSnapshot,
  'tool' | 'agent' | 'title' | 'command' | 'access' | 'cwd' | 'verdict' | 'timeoutMs' | 'survive' | 'held' | 'group' | 'parent'
>;

const process = z.object({ pid: z.number(), argv0: z.string() });

const endSchema = z.object({
  reason: z.enum(['exited', 'signalled', 'timed_out', 'stopped', 'start_failed', 'output_failed']),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  durationMs: z.number(),
  killed: z.array(process),
  survivors: z.array(process),
  error: z.string().exactOptional(),
});

const dataSchema = z.object({
  approval: z.number().exactOptional(),
  stoppedBy: z.enum(STOPPED_BY).exactOptional(),
  end: endSchema.exactOptional(),
  outputBytes: z.number().exactOptional(),
  waitingFor: z.string().exactOptional(),
  report: childReportSchema.exactOptional(),
  final: z.object({ text: z.string(), bytes: z.number() }).exactOptional(),
  work: workSchema.exactOptional(),
  deferred: z.boolean().exactOptional(),
});

const heldSchema = z.object({
  assurance: z.enum(ASSURANCES),
  version: z.string(),
  model: z.object({ hint: z.string(), routed: z.boolean() }).exactOptional(),
  mode: z.enum(['once', 'pursue']).exactOptional(),
  isolation: z.literal('worktree').exactOptional(),
  definition: z.string().exactOptional(),
  proof: z.string().exactOptional(),
  budget: z
    .object({ turns: z.number().exactOptional(), tokens: z.number().exactOptional(), usd: z.number().exactOptional() })
    .exactOptional(),
  verify: z
    .object({
      checks: z.array(z.string()),
      reviewer: z.object({ agent: z.string().exactOptional(), objective: z.string().exactOptional() }).exactOptional(),
      criteria: z.array(z.object({ name: z.string(), threshold: z.number(), weight: z.number() })),
    })
    .exactOptional(),
  planFirst: z.boolean().exactOptional(),
  plan: z.string().exactOptional(),
});

const groupSchema = z.object({
  name: z.string(),
  maxParallel: z.number().optional(),
  cancel: z.enum(GROUP_CANCELS).optional(),
  budget: z.object({ wallMs: z.number().optional(), tokens: z.number().optional(), usd: z.number().optional() }).optional(),
});

const statusSchema = z.enum(TASK_STATUSES);

const specSchema = z.object({
  agent: z.string(),
  title: z.string(),
  command: z.string(),
  cwd: z.string(),
  access: z.enum(ACCESS_LEVELS),
  verdict: z.object({
    decision: z.enum(['allow', 'ask', 'deny']),
    tier: z.literal([0, 1, 2, 3, 4, 5]),
    rule: z.string(),
    reason: z.string(),
    class: z.string().exactOptional(),
  }),
  timeoutMs: z.number(),
  survive: z.boolean(),
  held: heldSchema.exactOptional(),
  group: groupSchema.exactOptional(),
  parent: z.string().exactOptional(),
});

/** Takes a task; returns what is kept of it as JSON text. Known secrets are taken out: nothing is ever run from it. */
export function specText({ agent, title, action, verdict, timeoutMs, survive = false, held, group, parent }: TaskSpec): string {
  const { decision, tier, rule, reason, class: cls } = verdict;
  const kept: z.input<typeof specSchema> = {
    agent,
    title: redactText(title),
    command: redactText(action.command ?? ''),
    cwd: redactText(action.cwd),
    access: action.access,
    verdict: { decision, tier, rule, reason: redactText(reason), ...(cls === undefined ? {} : { class: cls }) },
    timeoutMs,
    survive,
    ...(held === undefined ? {} : { held: keptHeld(held) }),
    ...(group === undefined ? {} : { group }),
    ...(parent === undefined ? {} : { parent }),
  };
  return JSON.stringify(kept);
}

/** Takes what the store keeps of a task; throws when it is none of ours. */
export function keptSpec({ tool, spec }: Pick<TaskRecord, 'tool' | 'spec'>): KeptSpec {
  const { verdict, ...kept } = specSchema.parse(JSON.parse(spec));
  const { class: cls, ...judged } = verdict;
  const whole: Verdict = {
    ...judged,
    ...(cls === undefined ? {} : { class: cls as NonNullable<Verdict['class']> }),
    signals: [],
    prefix: { kind: 'no_prefix', reason: 'it is not kept' },
  };
  const { group, ...others } = kept;
  return { ...others, tool, verdict: whole, ...(group === undefined ? {} : { group: groupOf(group) }) };
}

/** Commands of checks may hold secrets, too. */
function keptHeld({ verify, ...held }: HeldBy): z.input<typeof heldSchema> {
  if (verify === undefined) return held;
  const { reviewer, criteria } = verify;
  const seen = { checks: verify.checks.map(redactText), criteria: criteria.map((each) => ({ ...each })) };
  return { ...held, verify: { ...seen, ...(reviewer === undefined ? {} : { reviewer }) } };
}

function groupOf({ name, maxParallel, cancel, budget }: z.output<typeof groupSchema>): GroupSpec {
  return { name, maxParallel, cancel, budget };
}

/** The event that says a change; known secrets are taken out of its words. */
export function eventOf(taskId: string, change: TaskChange): TaskEvent {
  const { seq, at, status, reason = '', approval, stoppedBy, end, outputBytes, waitingFor, report, final, work, deferred } = change;
  const told = end?.error === undefined ? end : { ...end, error: redactText(end.error) };
  const safe = final && { ...final, text: redactText(final.text) };
  const data = JSON.stringify({
    approval,
    stoppedBy,
    end: told,
    outputBytes,
    waitingFor,
    report,
    final: safe,
    work: work && redacted(work),
    deferred,
  });
  return {
    taskId,
    seq,
    at,
    status,
    ...(reason === '' ? {} : { detail: redactText(reason) }),
    ...(data === '{}' ? {} : { data }),
  };
}

/** What a command or a check wrote may hold secrets. */
function redacted(work: Work): Work {
  const { checks, exitCodes, review } = work;
  return {
    ...work,
    checks: checks.map((check) => ({
      ...check,
      ...(check.command === undefined ? {} : { command: redactText(check.command) }),
      ...(check.detail === undefined ? {} : { detail: redactText(check.detail) }),
    })),
    exitCodes: exitCodes.map(({ command, exitCode }) => ({ command: redactText(command), exitCode })),
    ...(review === undefined ? {} : { review: { ...review, note: redactText(review.note), followups: review.followups.map(redactText) } }),
  };
}

/** Takes an event of the store; throws when it is none of ours. */
export function changeOf({ seq, at, status, detail, data }: TaskEvent): TaskChange {
  return { seq, at, status: statusSchema.parse(status), reason: detail, ...(data === undefined ? {} : dataSchema.parse(JSON.parse(data))) };
}

/** What is known of a task that nothing has happened to. @param createdAt milliseconds since 1970 */
export function factsAtFirst(createdAt: number): TaskFacts {
  return { status: 'queued', seq: 0, createdAt };
}

/** What is known of a task after one more change. */
export function factsAfter(facts: TaskFacts, change: TaskChange): TaskFacts {
  const { seq, at, status, approval, stoppedBy, reason = '', end, waitingFor, report, final, work, deferred } = change;
  const { approval: _, waitingFor: __, ...kept } = facts;
  return {
    ...kept,
    status,
    seq,
    ...(status === 'running' ? { startedAt: facts.startedAt ?? at } : {}),
    ...(hasEnded(status) ? { endedAt: at } : {}),
    ...(status === 'waiting_approval' && approval !== undefined ? { approval } : {}),
    ...(status === 'waiting_approval' && waitingFor !== undefined ? { waitingFor } : {}),
    ...(report === undefined ? {} : { report }),
    ...(final === undefined ? {} : { final }),
    ...(work === undefined ? {} : { work }),
    ...(deferred === undefined ? {} : { deferred }),
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    ...(reason === '' ? {} : { reason }),
    ...(end === undefined ? {} : { end }),
  };
}
