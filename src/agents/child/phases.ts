import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Access } from '../../policy/action.ts';
import { narrowHold } from '../definitions/narrow-hold.ts';
import type { Hold } from '../hold/hold.ts';
import { holdOf } from '../hold/hold-of.ts';
import type { Director } from '../pursue/director.ts';
import { gateAt } from '../workplace/gate-at.ts';
import { beginAgent } from './begin-agent.ts';
import { beginLoop } from './begin-loop.ts';
import type { Child } from './child.ts';
import { converse, type Talked } from './converse.ts';
import { directorFor } from './directed.ts';
import { ONE_ANSWER } from './one-answer.ts';
import type { Begun } from './partners.ts';
import { approvedPrompt, PLAN_ONLY, planningPrompt } from './plan-first.ts';
import { endOf } from './stopping.ts';

/** One process, or one conversation of our loop. */
interface Phase {
  readonly access: Access;
  readonly prompt: string;
  readonly resume: string | undefined;
  readonly logDir: string;
  readonly privateDir: string;
  /** Absent: one answer, whatever it is. */
  readonly director: Director | undefined;
}

const LIMITS = { openMs: 60_000, cancelMs: 2_500 };
/** Milliseconds that a process gets to end after it closed the way to it. */
const BREAKING_OFF_MS = 500;

/** Runs a child from its beginning to its end: at once, or after a person has approved of its plan. Rejects with an `AgentError`. */
export async function runPhases(child: Child): Promise<Talked> {
  const { deps, spec, job, context, workplace, stop } = child;
  const workspace = workplace.workspace ?? job.within ?? deps.workspace;
  const gate = gateAt(context.gate, workplace.workspace ?? job.within);
  const judging = holdOf({ gate, report: context.report, stopping: stop.signal, log: deps.log });
  const hold = job.only === undefined ? judging : narrowHold(judging, job.only);
  const logDir = deps.outputDir(spec.taskId);
  const commands = deps.checks.commands({ taskId: spec.taskId, workspace, privateDir: child.privateDir });
  // What the parent wants to have checked is not the child's to do, whatever that is left.
  const directing = { spec, job, context, workplace, hold: judging, run: commands.run, checks: deps.checks, spending: child.spending };
  try {
    const { privateDir } = child;
    const work = { access: context.access, prompt: job.prompt, resume: job.resume, logDir, privateDir, director: directorFor(directing) };
    if (!job.planFirst) return await onePhase(child, work, hold, workspace);
    const planning = { access: 'read-only', prompt: planningPrompt(job.prompt, context.access), director: undefined } as const;
    // Apart from what comes after a yes: some agents take the name of their conversation from it.
    const apart = { logDir: path.join(logDir, PLAN_ONLY), privateDir: path.join(privateDir, PLAN_ONLY) };
    const planned = await onePhase(child, { ...work, ...planning, ...apart }, hold, workspace);
    if (planned.status !== 'completed') return planned;
    const approved = await approvedPrompt(planned.final ?? '', {
      spec,
      job,
      hold: judging,
      cwd: workplace.cwd,
      access: context.access,
      stop,
    });
    if (!approved.ok) return { ...planned, status: approved.status, reason: approved.reason };
    // One that goes on knows from its conversation alone what it was asked to.
    return await onePhase(child, { ...work, prompt: approved.prompt }, hold, workspace);
  } finally {
    await commands.close();
  }
}

async function onePhase(child: Child, phase: Phase, hold: Hold, workspace: string): Promise<Talked> {
  const { deps, context, transcript, stop, meter, observed, running, spending } = child;
  spending.begin();
  const begun = await begin(child, phase, hold, workspace);
  if (begun === undefined) return { status: 'stopped', reason: '' };
  running.errors = () => begun.agent?.errors() ?? '';
  let talked: Talked;
  try {
    talked = await converse({
      partner: begun.partner,
      prompt: phase.prompt,
      director: phase.director ?? ONE_ANSWER,
      meter,
      callsMade: observed.calls,
      transcript,
      context,
      stop: stop.signal,
      limits: deps.limits ?? LIMITS,
    });
    // One that broke off has ended, or is about to: how it did tells more than that we stopped it.
    if (talked.status === 'failed' && begun.agent !== undefined) await Promise.race([begun.agent.done, delay(BREAKING_OFF_MS)]);
  } finally {
    running.end = await endOf(begun.agent, context.hurry);
    await begun.close();
  }
  return talked;
}

function begin(
  { deps, spec, job, context, workplace, transcript, stop, meter }: Child,
  { access, resume, logDir, privateDir }: Phase,
  hold: Hold,
  workspace: string,
): Promise<Begun | undefined> {
  const { taskId } = spec;
  const { cwd } = workplace;
  const mayCall = (): boolean => meter.mayTurn() === undefined;
  const beginning = { taskId, cwd, workspace, access, resume, hold, context, privateDir, logDir, stop, mayCall, transcript };
  return job.kind === 'agent' ? beginAgent(deps, job, beginning) : beginLoop(deps, job, beginning);
}
