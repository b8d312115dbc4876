import * as z from 'zod';
import { NOTHING_DONE } from '../session/child-report.ts';
import { type HeldBy, hasEnded, type TaskSnapshot } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { foreign } from './foreign-text.ts';
import { describeProcesses, killedSchema } from './killed.ts';
import { evidenceOf, evidenceSchema } from './task-evidence.ts';

/** What `task_output` tells of one task besides its text. */
export const taskShape = {
  task_id: z.string().optional(),
  tool: z.string().optional(),
  agent: z.string().optional(),
  title: z.string().optional(),
  status: z.string().optional(),
  position: z.number().optional(),
  approval: z.number().optional(),
  waiting_for: z.string().optional(),
  version: z.string().optional(),
  assurance: z.string().optional(),
  model: z.string().optional(),
  tokens: z.strictObject({ input: z.number(), output: z.number() }).optional(),
  cost_usd: z.number().nullable().optional(),
  can_resume: z.boolean().optional(),
  stopped_by: z.string().optional(),
  reason: z.string().optional(),
  iterations: z.string().optional(),
  sandbox: z.literal('none').optional(),
  duration_ms: z.number().optional(),
  exit_code: z.number().optional(),
  signal: z.string().optional(),
  killed: killedSchema.optional(),
  tool_calls: z.array(z.string()).optional(),
  policy: z
    .strictObject({ allowed: z.number(), denied: z.array(z.string()), unapproved: z.number(), denials: z.number().optional() })
    .optional(),
  evidence: evidenceSchema.optional(),
  group: z.string().optional(),
  parent: z.string().optional(),
  deferred: z.boolean().optional(),
  diagnosis: z.string().optional(),
} as const;

const taskSchema = z.strictObject(taskShape);
export type TaskReport = z.output<typeof taskSchema>;

const TITLE_SHOWN = 200;
const HINT_SHOWN = 60;

/** Takes a task at one moment, and whether it has written nothing; says everything but what it wrote. */
export function reportTask(snapshot: TaskSnapshot, wroteNothing: boolean): TaskReport {
  const { id, tool, agent, title, status, position, approval, stoppedBy, reason, startedAt, endedAt, end, at } = snapshot;
  const evidence = evidenceOf(snapshot);
  return {
    task_id: id,
    tool,
    agent,
    title: cut(title, TITLE_SHOWN),
    status,
    ...(position === undefined ? {} : { position }),
    ...(approval === undefined ? {} : { approval }),
    ...(stoppedBy === undefined ? {} : { stopped_by: stoppedBy }),
    ...(reason === undefined ? {} : { reason: foreign(visible(reason)) }),
    sandbox: 'none',
    ...(snapshot.waitingFor === undefined ? {} : { waiting_for: foreign(snapshot.waitingFor) }),
    // Of one that was interrupted nobody knows how long it ran.
    ...(startedAt === undefined || status === 'interrupted'
      ? {}
      : { duration_ms: end?.durationMs ?? Math.max(0, (endedAt ?? at) - startedAt) }),
    ...(typeof end?.exitCode === 'number' ? { exit_code: end.exitCode } : {}),
    ...(typeof end?.signal === 'string' ? { signal: end.signal } : {}),
    ...(end === undefined || end.killed.length === 0 ? {} : { killed: describeProcesses(end.killed) }),
    ...(snapshot.held === undefined ? ofScript(snapshot) : ofAgent(snapshot, snapshot.held)),
    ...(evidence === undefined ? {} : { evidence }),
    ...(snapshot.group === undefined ? {} : { group: foreign(cut(snapshot.group.name, TITLE_SHOWN)) }),
    ...(snapshot.parent === undefined ? {} : { parent: snapshot.parent }),
    ...(snapshot.deferred === true ? { deferred: true } : {}),
    ...(hasEnded(status) && wroteNothing ? { diagnosis: diagnose(snapshot) } : {}),
  };
}

type WhatItDid = Pick<
  TaskReport,
  'iterations' | 'tool_calls' | 'policy' | 'version' | 'assurance' | 'model' | 'tokens' | 'cost_usd' | 'can_resume'
>;

/** A script is one call. */
function ofScript({ status, reason, startedAt, command, verdict }: TaskSnapshot): WhatItDid {
  const begun = startedAt !== undefined;
  return {
    iterations: begun ? '1/1' : '0/1',
    ...(begun ? { tool_calls: [`[iter 1] bash ${cut(command, HINT_SHOWN)}`] } : {}),
    policy: { allowed: begun ? 1 : 0, denied: status === 'blocked' ? [visible(reason ?? verdict.reason)] : [], unapproved: 0 },
  };
}

function ofAgent({ report = NOTHING_DONE }: TaskSnapshot, { version, assurance }: HeldBy): WhatItDid {
  const { turns, calls, allowed, denied, denials, unapproved, use, model, conversation } = report;
  return {
    iterations: `${turns}`,
    version: visible(version),
    assurance,
    ...(model === undefined ? {} : { model }),
    ...(use === undefined ? {} : { tokens: { input: use.inputTokens, output: use.outputTokens }, cost_usd: use.usd }),
    tool_calls: calls.map(foreign),
    policy: { allowed, denied: denials.map(foreign), denials: denied, unapproved: unapproved.length },
    can_resume: conversation !== undefined,
  };
}

/** What to make of a task that wrote nothing. */
function diagnose({ status, startedAt, stoppedBy, reason, end, held }: TaskSnapshot): string {
  const why = visible(reason ?? '');
  const told = why === '' ? '' : `: ${why}`;
  if (status === 'blocked' || (status === 'interrupted' && startedAt === undefined)) return `it never started${told}`;
  if (status === 'interrupted') return `it wrote nothing before it was interrupted${told}`;
  if (status === 'stopped') {
    return `${startedAt === undefined ? 'it was stopped before it started' : 'it was stopped before it wrote anything'}, by ${stoppedBy ?? 'nobody known'}${told}`;
  }
  // A model agent's reason tells its mode.
  if (held !== undefined) return status === 'completed' ? 'silent: it ended its turn without a word' : `it said nothing${told}`;
  if (end === undefined || end.reason === 'start_failed') return `startup-crash: it wrote nothing${told}`;
  if (status === 'completed') return `silent: it exited with code ${end.exitCode ?? 0} after ${end.durationMs} ms and wrote nothing`;
  return `mid-run-failure: it wrote nothing in ${end.durationMs} ms${told}`;
}

function cut(text: string, length: number): string {
  const shown = visible(text).replaceAll('\n', ' ');
  return shown.length > length ? `${shown.slice(0, length - 1)}…` : shown;
}
