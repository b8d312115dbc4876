import type { ChildOutcome } from '../agents/runner.ts';
import type { OutputLog } from '../shell/process/output.ts';
import type { RunEnd } from '../shell/process/run.ts';
import type { TaskEvent, TaskStore } from '../store/store.ts';
import { hasEnded, type StopOrder, type Task, type TaskSnapshot, type TaskSpec, type TaskStatus } from './task-model.ts';

/** The life of one task: the only place that changes its status. */
export interface TaskState {
  readonly spec: TaskSpec;
  readonly task: Task;
  readonly signal: AbortSignal;
  readonly hurry: AbortSignal;
  /** Kept in the store and shown in lists. */
  readonly listed: boolean;
  list(key: { readonly key: string; readonly digest: string }): void;
  /** Does nothing once it has ended. */
  change(status: 'queued' | 'running' | 'waiting_approval', approval?: number): void;
  opened(output: OutputLog): void;
  finish(outcome: Pick<ChildOutcome, 'status' | 'reason' | 'end'>): void;
  /** Stops it because it only runs against its bounds. */
  block(reason: string): void;
  /** The first call says who stops it and why. */
  askToStop(order: StopOrder): void;
}

export interface TaskStateDeps {
  readonly id: string;
  readonly sessionId: string;
  readonly store: TaskStore;
  readonly now: () => number;
  readonly position: () => number | undefined;
  /** Told after the store knows. */
  readonly changed: (event: TaskEvent) => void;
}

export function createTaskState(spec: TaskSpec, deps: TaskStateDeps): TaskState {
  const createdAt = deps.now();
  const stopping = new AbortController();
  const hurrying = new AbortController();
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  /** Events of a task that is not listed: nobody was told, so the store needs them only if it is listed later. */
  const unwritten: TaskEvent[] = [];
  let listed = false;
  let status: TaskStatus | undefined;
  let seq = 0;
  let startedAt: number | undefined;
  let endedAt: number | undefined;
  let approval: number | undefined;
  let blocked: string | undefined;
  let stop: Pick<StopOrder, 'by' | 'reason'> | undefined;
  let reason = '';
  let end: RunEnd | undefined;
  let output: OutputLog | undefined;

  function record(next: TaskStatus, detail: string): TaskEvent {
    return { taskId: deps.id, seq: seq + 1, at: deps.now(), status: next, ...(detail === '' ? {} : { detail }) };
  }

  function write(event: TaskEvent): boolean {
    if (!listed) {
      unwritten.push(event);
      return true;
    }
    if (hasEnded(event.status)) return deps.store.finish(event);
    deps.store.append(event);
    return true;
  }

  function snapshot(): TaskSnapshot {
    const position = status === 'queued' ? deps.position() : undefined;
    return {
      id: deps.id,
      tool: spec.tool,
      agent: spec.agent,
      title: spec.title,
      command: spec.action.command ?? '',
      status: status ?? 'queued',
      access: spec.action.access,
      cwd: spec.action.cwd,
      verdict: spec.verdict,
      timeoutMs: spec.timeoutMs,
      createdAt,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(endedAt === undefined ? {} : { endedAt }),
      ...(position === undefined ? {} : { position }),
      ...(status === 'waiting_approval' && approval !== undefined ? { approval } : {}),
      ...(stop === undefined ? {} : { stoppedBy: stop.by }),
      ...(reason === '' ? {} : { reason }),
      ...(end === undefined ? {} : { end }),
      at: deps.now(),
      seq,
    };
  }

  return {
    spec,
    signal: stopping.signal,
    hurry: hurrying.signal,
    get listed() {
      return listed;
    },
    task: {
      id: deps.id,
      snapshot,
      output: () => output,
      started: started.promise,
      ended: ended.promise,
      events: (fromSeq) => deps.store.events(deps.id, fromSeq),
    },
    list({ key, digest }) {
      if (listed) return;
      deps.store.insert({ id: deps.id, sessionId: deps.sessionId, tool: spec.tool, key, digest });
      listed = true;
      for (const event of unwritten.splice(0)) {
        write(event);
        deps.changed(event);
      }
    },
    change(next, number) {
      if (endedAt !== undefined) return;
      const event = record(next, '');
      write(event);
      ({ seq } = event);
      status = next;
      approval = number;
      if (next === 'running') startedAt ??= event.at;
      if (listed) deps.changed(event);
    },
    opened(log) {
      output = log;
      started.resolve();
    },
    finish(outcome) {
      if (endedAt !== undefined) return;
      // Whoever asked for the end gets it, also when the command was faster by a moment.
      if (outcome.status === 'timed_out') stop ??= { by: spec.limit, reason: outcome.reason };
      const stopped = stop !== undefined || outcome.status === 'timed_out';
      const last = blocked !== undefined ? 'blocked' : stopped ? 'stopped' : outcome.status;
      reason = blocked ?? stop?.reason ?? outcome.reason;
      const event = record(last, reason);
      if (!write(event)) return;
      ({ seq } = event);
      status = last;
      endedAt = event.at;
      end = outcome.end;
      started.resolve();
      ended.resolve();
      if (listed) deps.changed(event);
    },
    block(why) {
      if (endedAt !== undefined || stop !== undefined) return;
      blocked ??= why;
      stopping.abort();
    },
    askToStop({ by, reason: why, force }) {
      if (endedAt !== undefined) return;
      stop ??= { by, reason: why };
      stopping.abort();
      if (force) hurrying.abort();
    },
  };
}
