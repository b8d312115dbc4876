import { setTimeout as delay } from 'node:timers/promises';
import { describeError } from '../shell/describe-error.ts';
import type { RunEnd } from '../shell/process/run.ts';
import type { StartedAgent, Starter } from '../shell/process/starter.ts';
import { visible } from '../shell/visible.ts';
import type { OpenCage } from './cage.ts';
import type { AgentEntry, ProfilePlace, ProtocolKind } from './catalogue/entry.ts';
import type { ChildTool } from './child-tools/child-tool.ts';
import type { RunAllowed } from './child-tools/child-tool-deps.ts';
import { createClientSide } from './child-tools/client-side.ts';
import { converse } from './converse.ts';
import { createCalls } from './hold/calls.ts';
import type { Hold } from './hold/hold.ts';
import { holdOf } from './hold/hold-of.ts';
import { judgedAgain } from './judged-again.ts';
import { linkPrivateFiles, makePrivateDir, removePrivateDir, writePrivateFiles } from './private-dir.ts';
import { profileFor } from './profile.ts';
import { AgentError, type Protocol } from './protocol.ts';
import type { AgentJob, AgentRunner, ChildOutcome, ChildSpec, RunnerContext } from './runner.ts';
import { createTranscript, type Transcript } from './transcript.ts';

export interface AgentRunnerDeps {
  readonly starter: Pick<Starter, 'agent'>;
  /** Loaded on first need. */
  readonly protocolOf: (kind: ProtocolKind) => Promise<Protocol>;
  readonly openCage: OpenCage;
  /** The tools of one caged child, what runs commands for it, and how what was started is ended. */
  readonly childTools: (child: ToolsOf) => { readonly tools: readonly ChildTool[]; readonly run: RunAllowed; close(): Promise<void> };
  /** The whole environment of an agent, with what its profile sets. */
  readonly environment: (of: EnvironmentOf) => Promise<Record<string, string>>;
  /** Of what would be executed now; see `AgentJob.stamp`. */
  readonly stampOf: (found: AgentJob['found'], env: Readonly<Record<string, string>>) => Promise<string>;
  /** Ends what is left of a child of a process that has died. */
  readonly stopLeft: (taskId: string) => Promise<unknown>;
  /** The private directory of one child, and that of its output. */
  readonly privateDir: (taskId: string) => string;
  readonly outputDir: (taskId: string) => string;
  /** Absolute, real. */
  readonly workspace: string;
  /** The user's. */
  readonly home: string;
  readonly log: (line: string) => void;
  /** Milliseconds that an agent has until it can be talked to, and that it has to end a turn when it is to stop. */
  readonly limits?: { readonly openMs: number; readonly cancelMs: number };
}

export interface ToolsOf {
  readonly taskId: string;
  readonly privateDir: string;
  readonly hold: Hold;
  readonly cwd: string;
  readonly access: RunnerContext['access'];
}

export interface EnvironmentOf {
  readonly entry: AgentEntry;
  readonly set: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly taskId: string;
}

/** With the grace below, a child that is to stop has ended in less than 5 s. */
const LIMITS = { openMs: 60_000, cancelMs: 2_500 };
/** Milliseconds between TERM and KILL: the agent was asked in its own language before. */
const STOP_GRACE_MS = 1_000;
/** Milliseconds that a process gets to end after it closed the way to it. */
const BREAKING_OFF_MS = 500;
/** Of what an agent wrote to standard error when it failed. */
const ERRORS_SHOWN = 500;

const REPLACED = 'its program has changed since its hold was proven; run `bailiwick doctor --verify` for it again';

/** Drives model agents. One child is one process, started for it and ended with it. */
export function createAgentRunner(deps: AgentRunnerDeps): AgentRunner {
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
      return undefined;
    },
  };
}

async function oneChild(deps: AgentRunnerDeps, spec: ChildSpec, job: AgentJob, context: RunnerContext): Promise<ChildOutcome> {
  const transcript = createTranscript(deps.outputDir(spec.taskId));
  context.report({ kind: 'output', output: transcript.log });
  const stop = stopOf(context.signal, spec.timeoutMs);
  let unkept = false;
  void transcript.failed.then(() => {
    unkept = true;
    stop.halt();
  });
  const privateDir = deps.privateDir(spec.taskId);
  let running: Running | undefined;
  let outcome: ChildOutcome;
  try {
    running = await begin(deps, spec, job, { ...context, report: noting(context.report, transcript) }, { privateDir, stop, transcript });
    outcome = running === undefined ? { status: 'stopped', reason: '' } : await running.talk();
  } catch (error) {
    if (!(error instanceof AgentError)) deps.log(`the ${job.entry.id} runner: ${describeError(error)}`);
    outcome = { status: 'failed', reason: `startup-crash: ${error instanceof AgentError ? error.message : 'the reason is in the log'}` };
  }
  // One that broke off has ended, or is about to: how it did tells more than that we stopped it.
  if (outcome.status === 'failed' && running !== undefined) await Promise.race([running.agent.done, delay(BREAKING_OFF_MS)]);
  const end = await endOf(running?.agent, context.hurry);
  stop.clear();
  await running?.close();
  await removePrivateDir(privateDir).catch((error: unknown) => deps.log(`what a child kept could not be removed: ${describeError(error)}`));
  if (unkept) outcome = { ...outcome, status: 'failed', reason: 'what it said could not be kept: the disk is full, or it said too much' };
  else if (stop.timedOut()) outcome = { ...outcome, status: 'timed_out', reason: 'its time limit was reached' };
  if (outcome.status === 'failed') outcome = { ...outcome, reason: withEnd(outcome.reason, end, running?.agent.errors() ?? '') };
  const unwritten = await transcript.finish();
  if (unwritten !== undefined) deps.log(`what a child said could not be kept: ${describeError(unwritten)}`);
  // That we end a process which has done what it was told is nothing to tell.
  const isOrderly = outcome.status === 'completed' && end?.survivors.length === 0;
  return { ...outcome, ...(end === undefined || isOrderly ? {} : { end }) };
}

interface Running {
  readonly agent: StartedAgent;
  /** Ends its tools. */
  close(): Promise<void>;
  talk(): Promise<ChildOutcome>;
}

interface Place {
  readonly privateDir: string;
  readonly stop: Stop;
  readonly transcript: Transcript;
}

/** Everything up to the start of the process; `undefined` when it is to stop before. Leaves nothing behind when it throws. */
async function begin(
  deps: AgentRunnerDeps,
  { taskId, action }: ChildSpec,
  job: AgentJob,
  context: RunnerContext,
  { privateDir, stop, transcript }: Place,
): Promise<Running | undefined> {
  const { entry, level, found, model, resume } = job;
  const { cwd } = action;
  const { access, gate, report, breach } = context;
  const caged = level === 'caged';
  const hold = holdOf({ gate, report, stopping: stop.signal, log: deps.log });
  const calls = createCalls({ entry, hold, caged, cwd, access, report, breach });
  const protocol = await deps.protocolOf(entry.protocol);
  await makePrivateDir(privateDir);
  const byUs = !caged && (entry.quirks.clientFs || entry.quirks.clientTerminal);
  const hands = caged || byUs ? deps.childTools({ taskId, privateDir, hold, cwd, access }) : undefined;
  const cage = caged && hands !== undefined ? await deps.openCage({ taskId, privateDir, tools: hands.tools }) : undefined;
  const client = byUs && hands !== undefined ? createClientSide({ hold, cwd, access, run: hands.run }) : undefined;
  const close = async (): Promise<void> => {
    await Promise.all([cage?.close(), hands?.close()]);
  };
  try {
    const place: ProfilePlace = { home: deps.home, privateDir, cwd, access, cage: cage?.program, model, resume };
    const profile = profileFor(job, place);
    await writePrivateFiles(privateDir, profile.files);
    await linkPrivateFiles(privateDir, profile.links ?? {});
    // Its files are made by now: some caged agents start in a directory of their own, where no repository speaks to them.
    const startsIn = profile.cwd ?? cwd;
    const env = await deps.environment({ entry, set: profile.env, cwd: startsIn, taskId });
    // Between the answer and the start a file may have been put in its place.
    if (job.stamp !== undefined && (await deps.stampOf(found, env)) !== job.stamp) throw new AgentError(REPLACED);
    if (stop.signal.aborted) {
      await close();
      return undefined;
    }
    const argv = [found.executable, ...profile.args];
    const agent = deps.starter.agent(
      { argv, cwd: startsIn, env, token: cage?.token, stopGraceMs: STOP_GRACE_MS },
      { access, workspace: deps.workspace, privateDir },
    );
    const { stdin, stdout, done } = agent;
    const setup = { entry, profile, cwd: startsIn, cage: cage?.program, model, resume, client };
    const wire = { stdin, stdout, ended: done.then(() => undefined) };
    return {
      agent,
      close,
      talk: () =>
        converse({
          protocol,
          wire,
          job,
          setup,
          calls,
          transcript,
          context,
          ready: cage?.used,
          stop: stop.signal,
          limits: deps.limits ?? LIMITS,
        }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the child does stands in its transcript, beside its words. */
function noting(report: RunnerContext['report'], { note }: Pick<Transcript, 'note'>): RunnerContext['report'] {
  return (event) => {
    if (event.kind === 'call') note(`[${oneLine(`${event.tool} ${event.hint}`.trimEnd())}]`);
    if (event.kind === 'answered' && !event.allowed) note(`[denied: ${oneLine(event.reason)}]`);
    if (event.kind === 'waiting') note(`[waits for a person, question ${event.approval.number}: ${oneLine(event.what)}]`);
    report(event);
  };
}

const oneLine = (text: string): string => visible(text).replaceAll('\n', ' ').slice(0, 300);

interface Stop {
  readonly signal: AbortSignal;
  timedOut(): boolean;
  /** Stops it for our own reasons. */
  halt(): void;
  clear(): void;
}

/** Longest timer there is, in milliseconds. */
const LONGEST_TIMER_MS = 2_147_483_647;

function stopOf(asked: AbortSignal, timeoutMs: number): Stop {
  const late = new AbortController();
  const halted = new AbortController();
  const timer = setTimeout(() => late.abort(), Math.min(timeoutMs, LONGEST_TIMER_MS));
  return {
    signal: AbortSignal.any([asked, late.signal, halted.signal]),
    timedOut: () => late.signal.aborted && !asked.aborted,
    halt: () => halted.abort(),
    clear: () => clearTimeout(timer),
  };
}

/** Ends the process and all that it left. */
async function endOf(agent: StartedAgent | undefined, hurry: AbortSignal): Promise<RunEnd | undefined> {
  if (agent === undefined) return undefined;
  agent.stdin.destroy();
  const force = (): void => void agent.stop({ force: true });
  if (hurry.aborted) force();
  else hurry.addEventListener('abort', force, { once: true });
  const end = await agent.stop();
  hurry.removeEventListener('abort', force);
  return end;
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
