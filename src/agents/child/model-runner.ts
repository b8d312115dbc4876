import { describeError } from '../../shell/describe-error.ts';
import type { RunEnd } from '../../shell/process/run.ts';
import { visible } from '../../shell/visible.ts';
import { judgedAgain } from '../judged-again.ts';
import { removePrivateDir } from '../private-dir.ts';
import { AgentError } from '../protocol.ts';
import { createMeter, wordsFor } from '../pursue/meter.ts';
import type { AgentRunner, ChildJob, ChildOutcome, ChildSpec, RunnerContext } from '../runner.ts';
import { createTranscript } from '../transcript.ts';
import { NO_WORK } from '../work/work.ts';
import { unwatched } from '../workplace/unwatched.ts';
import type { Workplace } from '../workplace/workplace.ts';
import type { ModelRunnerDeps, Running } from './child.ts';
import { noting } from './noting.ts';
import { createObserved } from './observed.ts';
import { runPhases } from './phases.ts';
import { type Stop, stopOf } from './stopping.ts';
import { createUseSum } from './use-sum.ts';

/** Of what an agent wrote to standard error when it failed. */
const ERRORS_SHOWN = 500;

/** Drives children with a model: installed agents, each a process started for it and ended with it, and our own loop. */
export function createModelRunner(deps: ModelRunnerDeps): AgentRunner {
  return {
    agent: 'model',
    async run(spec, context) {
      const { job } = spec;
      if (job === undefined) return { status: 'failed', reason: 'nothing says which agent it is for' };
      if (spec.execution === undefined) {
        const refused = await judgedAgain(spec.action, context);
        if (refused !== undefined) return refused;
      }
      return await oneChild(deps, spec, job, context);
    },
    async goOn({ taskId }) {
      // Its process ended with the server that talked to it, unless its guard was killed as well.
      await deps.stopLeft(taskId);
      await removePrivateDir(deps.privateDir(taskId)).catch((error: unknown) => deps.log(describeError(error)));
      const patch = await deps.workplaces.recover(taskId);
      return patch === undefined ? undefined : { status: 'interrupted', reason: '', work: { ...NO_WORK, patch } };
    },
  };
}

async function oneChild(deps: ModelRunnerDeps, spec: ChildSpec, job: ChildJob, context: RunnerContext): Promise<ChildOutcome> {
  const opened = await openWorkplace(deps, spec, job, context);
  if (!opened.ok) return { status: 'failed', reason: opened.problem };
  const { workplace } = opened;
  const transcript = createTranscript(deps.outputDir(spec.taskId));
  context.report({ kind: 'output', output: transcript.log });
  if (workplace.place !== undefined) context.report({ kind: 'placed', place: workplace.place });
  const meter = createMeter(job.budget);
  const observed = createObserved();
  const spending = createUseSum((event) => {
    meter.take(event);
    observed.take(event);
    context.report(event);
  });
  const report = noting(spending.report, transcript);
  const stop = stopOf(context.signal, spec.timeoutMs, meter.spent);
  let unkept = false;
  void transcript.failed.then(() => {
    unkept = true;
    stop.halt();
  });
  const privateDir = deps.privateDir(spec.taskId);
  const running: Running = { end: undefined, errors: () => '' };
  const told = { ...context, report };
  const child = { deps, spec, job, context: told, workplace, transcript, stop, meter, observed, spending, privateDir, running };
  let talked: Awaited<ReturnType<typeof runPhases>>;
  try {
    talked = await runPhases(child);
  } catch (error) {
    if (!(error instanceof AgentError))
      deps.log(`the ${spec.action.kind === 'delegate' ? spec.action.agent : 'child'} runner: ${describeError(error)}`);
    talked = { status: 'failed', reason: `startup-crash: ${error instanceof AgentError ? error.message : 'the reason is in the log'}` };
  }
  const { directed, ...said } = talked;
  stop.clear();
  const kept = await workplace.close();
  await removePrivateDir(privateDir).catch((error: unknown) => deps.log(`what a child kept could not be removed: ${describeError(error)}`));
  const outcome = settled(said, { stop, unkept, job, running });
  const unwritten = await transcript.finish();
  if (unwritten !== undefined) deps.log(`what a child said could not be kept: ${describeError(unwritten)}`);
  // That we end a process which has done what it was told is nothing to tell.
  const isOrderly = outcome.status === 'completed' && running.end?.survivors.length === 0;
  return {
    ...outcome,
    work: observed.work({ ...kept, ...(workplace.place === undefined ? {} : { place: workplace.place }) }, directed, outcome),
    ...(running.end === undefined || isOrderly ? {} : { end: running.end }),
  };
}

/** What changes nothing is not watched. */
async function openWorkplace(
  { workplaces }: ModelRunnerDeps,
  { taskId, action }: ChildSpec,
  { isolation, from, prompt }: ChildJob,
  { access, signal }: RunnerContext,
): Promise<{ readonly ok: true; readonly workplace: Workplace } | { readonly ok: false; readonly problem: string }> {
  const { cwd } = action;
  if (isolation === 'none' && access === 'read-only') return { ok: true, workplace: unwatched(cwd) };
  const objective = action.kind === 'delegate' ? action.objective : prompt;
  return await workplaces.open({ taskId, cwd, isolation, objective, from, signal });
}

/** What an end means when somebody, or the budget, wanted it. */
function settled(
  said: ChildOutcome,
  { stop, unkept, job, running }: { readonly stop: Stop; readonly unkept: boolean; readonly job: ChildJob; readonly running: Running },
): ChildOutcome {
  if (unkept)
    return failed({ ...said, status: 'failed', reason: 'what it said could not be kept: the disk is full, or it said too much' }, running);
  if (stop.timedOut()) return { ...said, status: 'timed_out', reason: wordsFor('wall', job.budget.wallMs), overBudget: true };
  const spent = stop.spent();
  if (spent !== undefined) return { ...said, status: 'paused', reason: spent, overBudget: true };
  return said.status === 'failed' ? failed(said, running) : said;
}

function failed(outcome: ChildOutcome, { end, errors }: Running): ChildOutcome {
  return { ...outcome, reason: withEnd(outcome.reason, end, errors()) };
}

function withEnd(reason: string, end: RunEnd | undefined, errors: string): string {
  const ended =
    end?.reason === 'exited'
      ? `it exited with code ${end.exitCode ?? 0}`
      : end?.reason === 'signalled'
        ? `it was ended by ${end.signal ?? 'a signal'}`
        : end?.error;
  const said = visible(errors.trim()).slice(-ERRORS_SHOWN);
  return [reason, ...(ended === undefined ? [] : [ended]), ...(said === '' ? [] : [`it wrote: ${said}`])].join('; ');
}
