import type { ChildOutcome } from '../agents/runner.ts';
import type { OutputLog } from '../shell/process/output.ts';
import type { Claim, TaskEngine, TaskEvent } from '../store/tasks/engine.ts';
import type { ChildReport } from './child-report.ts';
import { createTaskChild, finalText } from './task-child.ts';
import type { TaskState } from './task-life.ts';
import {
  type ChildQuestion,
  hasEnded,
  type StopOrder,
  type StoppedBy,
  type TaskSnapshot,
  type TaskSpec,
  type TaskStatus,
} from './task-model.ts';
import { changeOf, eventOf, factsAfter, factsAtFirst, specText, type TaskChange, type TaskFacts } from './task-record.ts';

export interface TaskStateDeps {
  readonly id: string;
  readonly sessionId: string;
  readonly engine: TaskEngine;
  readonly now: () => number;
  readonly position: () => number | undefined;
  /** Told after the engine knows. */
  readonly changed: (event: TaskEvent) => void;
  /** Told of every question of a running child. */
  readonly asked: (question: ChildQuestion) => void;
  /** Told when it has become another process's: nothing of it may run here any more. */
  readonly lost: () => void;
  /** Told what could not be written: it is tried again by `catchUp`. */
  readonly unwritten: (error: unknown) => void;
}

export function createTaskState(spec: TaskSpec, deps: TaskStateDeps): TaskState {
  const { id, engine } = deps;
  const stopping = new AbortController();
  const hurrying = new AbortController();
  const leaving = new AbortController();
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  /** Changes that the engine does not have, the oldest first: of a task that is not kept, or while it cannot be written. */
  const backlog: TaskChange[] = [];
  let facts: TaskFacts = factsAtFirst(deps.now());
  let kept = false;
  let claim: Claim | undefined;
  let over = false;
  let finishing = false;
  let blocked: string | undefined;
  let stop: Pick<StopOrder, 'by' | 'reason'> | undefined;
  let output: OutputLog | undefined;
  let before: ChildReport | undefined;
  let last: Promise<void> = Promise.resolve();
  const child = createTaskChild({
    change: (change) => void step(() => take({ ...change, at: deps.now() })),
    asked: deps.asked,
  });

  function apply(change: TaskChange): void {
    facts = factsAfter(facts, change);
    if (hasEnded(change.status)) {
      over = true;
      started.resolve();
      ended.resolve();
    }
    if (kept) deps.changed(eventOf(id, change));
  }

  /** One after the other; a step never rejects. */
  function step(work: () => Promise<void>): Promise<void> {
    last = last.then(work).catch(deps.unwritten);
    return last;
  }

  /** Gives the engine what it does not have. False when that is not ours to do any more. */
  async function write(): Promise<boolean> {
    for (let next = backlog[0]; next !== undefined && claim !== undefined; next = backlog[0]) {
      const event = eventOf(id, next);
      const good = hasEnded(next.status) ? await engine.complete(claim, event) : await engine.append(claim, event);
      if (!good) return false;
      backlog.shift();
    }
    return true;
  }

  async function take(change: Omit<TaskChange, 'seq'>): Promise<void> {
    if (over) return;
    const next = { ...change, seq: facts.seq + 1 };
    backlog.push(next);
    try {
      if (kept && !(await write())) return await lose();
    } catch (error) {
      // It happened all the same; whoever reads it here is told, and it is written as soon as that works.
      deps.unwritten(error);
    }
    apply(next);
  }

  /** Gives the engine what is left to give, or finds that this is another process's to do. */
  async function settle(): Promise<void> {
    if (kept && !(await write())) await lose();
  }

  /** This one ends what it runs, and tells nothing of its own any more. */
  async function lose(): Promise<void> {
    // One that has ended and is written has no claim that could be lost.
    if (over && backlog.length === 0) return;
    backlog.length = 0;
    claim = undefined;
    stopping.abort();
    hurrying.abort();
    deps.lost();
    await readOn();
    over = true;
    started.resolve();
    ended.resolve();
  }

  async function readOn(): Promise<void> {
    for (const event of await engine.events(id, facts.seq + 1)) apply(changeOf(event));
  }

  function opened(log: OutputLog): void {
    output = log;
    started.resolve();
  }

  function snapshot(): TaskSnapshot {
    const position = facts.status === 'queued' ? deps.position() : undefined;
    return {
      id,
      tool: spec.tool,
      agent: spec.agent,
      title: spec.title,
      command: spec.action.command ?? '',
      access: spec.action.access,
      cwd: spec.action.cwd,
      verdict: spec.verdict,
      timeoutMs: spec.timeoutMs,
      survive: spec.survive ?? false,
      ...facts,
      ...(spec.held === undefined ? {} : { held: spec.held }),
      ...(spec.group === undefined ? {} : { group: spec.group }),
      ...(spec.parent === undefined ? {} : { parent: spec.parent }),
      ...(spec.job?.resume === undefined ? {} : { resumes: spec.job.resume }),
      ...(spec.job === undefined || over ? {} : { report: child.done() }),
      ...(stop === undefined || over ? {} : { stoppedBy: stop.by }),
      ...(position === undefined ? {} : { position }),
      at: deps.now(),
    };
  }

  return {
    spec,
    signal: stopping.signal,
    hurry: hurrying.signal,
    left: leaving.signal,
    get status() {
      return facts.status;
    },
    get begun() {
      return facts.startedAt !== undefined;
    },
    inbox: child.inbox,
    get kept() {
      return kept;
    },
    get claim() {
      return over && backlog.length === 0 ? undefined : claim;
    },
    task: {
      id,
      snapshot,
      output: () => output,
      started: started.promise,
      ended: ended.promise,
      questions: () => (over ? [] : child.questions()),
      send(text) {
        if (spec.job === undefined || over || stopping.signal.aborted) return 'ended';
        return child.send(text) ? 'sent' : 'full';
      },
      events: async (fromSeq) => (kept ? await engine.events(id, fromSeq) : []),
    },
    async dispatch({ key, digest }, first) {
      const { sessionId } = deps;
      const record = { id, sessionId, queue: sessionId, tool: spec.tool, key, digest, spec: specText(spec), createdAt: facts.createdAt };
      const change: TaskChange = backlog[0] ?? { ...first, seq: 1, at: deps.now() };
      const { seq: _, taskId: __, ...event } = eventOf(id, change);
      const dispatched = await engine.dispatch(record, event, { claimed: first.status !== 'queued' });
      if (dispatched.kind === 'known') return dispatched;
      kept = true;
      claim = dispatched.claim;
      if (backlog.length === 0) apply(change);
      else {
        // It has lived before it was kept; who listens hears of it now.
        deps.changed(eventOf(id, change));
        backlog.shift();
        const rest = [...backlog];
        await step(settle);
        for (const later of rest) deps.changed(eventOf(id, later));
      }
      return dispatched;
    },
    claimed(given) {
      ({ claim } = given);
      apply(changeOf(given.event));
    },
    takenOver(given, { createdAt }, events) {
      kept = true;
      claim = given;
      facts = events.map(changeOf).reduce(factsAfter, factsAtFirst(createdAt));
    },
    recalled(report) {
      before = report;
    },
    begin() {
      const change: TaskChange = { status: 'running', seq: 1, at: deps.now() };
      backlog.push(change);
      apply(change);
    },
    change: (status) => step(() => take({ status, at: deps.now() })),
    opened,
    told(event) {
      if (event.kind === 'output') opened(event.output);
      else child.report(event);
    },
    finish(outcome) {
      if (finishing) return last;
      finishing = true;
      // Whoever asked for the end gets it, also when the command was faster by a moment.
      if (outcome.status === 'timed_out' || outcome.overBudget === true) stop ??= { by: spec.limit, reason: outcome.reason };
      const ended = endOf(outcome, stop?.by, spec);
      return step(() =>
        take({
          status: blocked !== undefined ? 'blocked' : ended,
          at: deps.now(),
          reason: blocked ?? stop?.reason ?? outcome.reason,
          stoppedBy: stop?.by,
          end: outcome.end,
          report: spec.job === undefined ? before : child.done(),
          final: outcome.final === undefined ? undefined : finalText(outcome.final),
          work: outcome.work,
          deferred: outcome.deferred,
          outputBytes: output === undefined ? undefined : output.bytes.stdout + output.bytes.stderr,
        }),
      );
    },
    endedElsewhere: () => step(readOn),
    block(why) {
      if (over || stop !== undefined) return;
      blocked ??= why;
      stopping.abort();
    },
    breach(why) {
      if (over) return;
      stop ??= { by: 'policy', reason: why };
      stopping.abort();
      hurrying.abort();
    },
    askToStop({ by, reason: why, force }) {
      if (over) return;
      // Its end may take longer than a host waits for: whoever finds it then knows that it was only paused.
      if (stop === undefined && by === 'shutdown' && spec.job?.pursue === true && facts.startedAt !== undefined)
        void step(() => take({ status: 'running', at: deps.now(), stoppedBy: by, reason: why }));
      stop ??= { by, reason: why };
      stopping.abort();
      if (force) hurrying.abort();
    },
    lose: () => void step(lose),
    leave: () => leaving.abort(),
    catchUp: () => step(settle),
  };
}

/**
 * What a task is called that has ended. Whoever asked for the end gets it; a child that works over many turns is only paused by its budget
 * and by the end of its server: it can go on where it was.
 */
function endOf({ status, deferred }: ChildOutcome, by: StoppedBy | undefined, { job }: Pick<TaskSpec, 'job'>): TaskStatus {
  if (deferred === true) return 'stopped';
  if (by === undefined) return status === 'timed_out' ? 'stopped' : status;
  const isPaused = job !== undefined && (by === 'budget' || (by === 'shutdown' && job.pursue));
  return isPaused ? 'paused' : 'stopped';
}
