import type { Access } from '../../policy/action.ts';
import { fenced, markFor } from '../briefing/fence.ts';
import type { Hold } from '../hold/hold.ts';
import type { ChildJob, ChildOutcome, ChildSpec } from '../runner.ts';
import type { Stop } from './stopping.ts';

/** Where the conversation of the first part is kept, below that of the child. */
export const PLAN_ONLY = 'plan';
/** What a child is told that hands in its plan first. @param access what it would get */
export function planningPrompt(prompt: string, access: Access): string {
  return `${prompt}\n\n# Plan first\nDo not do it yet: for now you may only read. Look at what you need, then make your last message the plan: what you will change, where, how you will check it, and what could go wrong. A person reads it, and may give you access ${access} to do exactly that.`;
}

interface Planned {
  readonly spec: ChildSpec;
  readonly job: ChildJob;
  readonly hold: Hold;
  readonly cwd: string;
  readonly access: Access;
  readonly stop: Stop;
}

export type Approved = { readonly ok: true; readonly prompt: string } | ({ readonly ok: false } & Pick<ChildOutcome, 'status' | 'reason'>);

/** Puts a plan before a person; returns what the child is told when they approve of it, or how it ends. */
export async function approvedPrompt(plan: string, { spec, job, hold, cwd, access, stop }: Planned): Promise<Approved> {
  const agent = spec.action.kind === 'delegate' ? spec.action.agent : 'child';
  const held = await hold.judge({ kind: 'plan', tool: 'dispatch_child_task', agent, plan, cwd, access }, stop.signal);
  if (!held.allowed) {
    return stop.signal.aborted
      ? { ok: false, status: 'stopped', reason: '' }
      : { ok: false, status: 'blocked', reason: `its plan was not approved: ${held.reason}` };
  }
  held.ended({ status: 'completed', task: spec.taskId });
  const mark = markFor([job.prompt, plan]);
  const approved = fenced({ tag: 'plan', label: '', text: plan, note: 'approved by a person' }, mark);
  return {
    ok: true,
    prompt: `${job.prompt}\n\n# The plan\nA person has approved of this plan of yours. Carry it out, and nothing beyond it.\n${approved}`,
  };
}
