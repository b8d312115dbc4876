import type { Assurance } from '../agents/assurance/assurance.ts';
import type { ChildJob, ChildSpec } from '../agents/runner.ts';
import type { Work } from '../agents/work/work.ts';
import type { Access, Action, Answer, Approval, Ended, Execution, Verdict } from '../policy/action.ts';
import type { OutputLog } from '../shell/process/output.ts';
import type { KilledProcess, RunEnd } from '../shell/process/run.ts';
import type { TaskEvent } from '../store/tasks/engine.ts';
import type { ChildReport } from './child-report.ts';

export const TASK_STATUSES = [
  'queued',
  'running',
  'waiting_approval',
  'completed',
  'failed',
  'blocked',
  'paused',
  'stopped',
  'interrupted',
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const STOPPED_BY = ['host', 'person', 'policy', 'budget', 'timeout', 'shutdown'] as const;
export type StoppedBy = (typeof STOPPED_BY)[number];

/** What somebody wants to have run. */
export interface TaskSpec {
  /** The tool that asked. */
  readonly tool: string;
  readonly agent: string;
  /** The command or the objective; foreign text. */
  readonly title: string;
  readonly action: Extract<Action, { kind: 'command' | 'delegate' }>;
  readonly verdict: Verdict;
  readonly timeoutMs: number;
  /** What a reached time limit is called. */
  readonly limit: 'timeout' | 'budget';
  /** It goes on when its server ends, and the next one takes it over. */
  readonly survive?: boolean | undefined;
  /** Of a model agent: what it is told, and how it is held. */
  readonly job?: ChildJob | undefined;
  readonly held?: HeldBy | undefined;
  /** Has its work looked at by another child. */
  readonly review?: ChildSpec['review'];
  readonly group?: GroupSpec | undefined;
  /** The task that it is a child of; it ends with that one. */
  readonly parent?: string | undefined;
}

/** Which of the others are ended: none, all but the first that is accepted, or all when the budget of the group is spent. */
export const GROUP_CANCELS = ['none', 'winner', 'budget'] as const;

/** A group of children of one session; the first that names it says how it is. */
export interface GroupSpec {
  readonly name: string;
  readonly maxParallel: number | undefined;
  /** Not said: as it is, else `budget` where there is one. */
  readonly cancel: (typeof GROUP_CANCELS)[number] | undefined;
  /** Of all of its children together; the time counts from the start of the first. */
  readonly budget:
    | { readonly wallMs?: number | undefined; readonly tokens?: number | undefined; readonly usd?: number | undefined }
    | undefined;
}

/** What a dispatch says about how its model agent is held. */
export interface HeldBy {
  readonly assurance: Assurance;
  /** Of the program, as it said of itself when its hold was proven. */
  readonly version: string;
  /** What was wished of the model; `routed` when the agent was told to use one for it. */
  readonly model?: { readonly hint: string; readonly routed: boolean };
  readonly mode?: 'once' | 'pursue';
  readonly isolation?: 'worktree';
  /** The definition that it was made by, and what that leaves it. */
  readonly definition?: string;
  /** Digest of what the level rests on. */
  readonly proof?: string;
  readonly budget?: { readonly turns?: number; readonly tokens?: number; readonly usd?: number };
  readonly verify?: KeptVerify;
  /** It only reads until a person has approved of its plan; one that goes on asks again. */
  readonly planFirst?: boolean;
  /** Whose items of the list are its own, when they are not those of its own id. */
  readonly plan?: string;
}

/** How its work is looked at, for one that goes on. */
export interface KeptVerify {
  readonly checks: readonly string[];
  readonly reviewer?: { readonly agent?: string; readonly objective?: string };
  readonly criteria: readonly { readonly name: string; readonly threshold: number; readonly weight: number }[];
}

/** A question of a running child that a person may answer. */
export interface ChildQuestion {
  readonly approval: Approval;
  /** Exactly what would be done; foreign text. */
  readonly what: string;
  /** The first answer counts, wherever it comes from. */
  readonly answer: (answer: Answer) => void;
  /** Aborted when it is answered, here or elsewhere, or nobody waits any more. */
  readonly over: AbortSignal;
}

/** How a task is known when the same request comes again. */
export interface TaskKey {
  readonly tool: string;
  /** The caller's idempotency key; absent: the request itself, as long as its task has not ended. */
  readonly key?: string | undefined;
  /** Digest of the arguments. */
  readonly digest: string;
}

/** A task at one moment. */
export interface TaskSnapshot {
  readonly id: string;
  readonly tool: string;
  readonly agent: string;
  readonly title: string;
  /** The script; foreign text. */
  readonly command: string;
  readonly status: TaskStatus;
  readonly access: Access;
  readonly cwd: string;
  readonly verdict: Verdict;
  readonly timeoutMs: number;
  /** It goes on when its server ends. */
  readonly survive: boolean;
  /** Milliseconds since 1970, like all that follow. */
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** 1 is next; only while queued. */
  readonly position?: number;
  /** The number of the question that waits for a person. */
  readonly approval?: number;
  /** Exactly what a running child wants to do, while it waits for a person; escaped. */
  readonly waitingFor?: string;
  readonly held?: HeldBy;
  /** The agent's own id of the conversation that it goes on with, as long as this process knows. */
  readonly resumes?: string;
  /** What a model agent has done. */
  readonly report?: ChildReport;
  /** Its last message; foreign text. */
  readonly final?: FinalText;
  /** What we know of its work beside its words; at its end. */
  readonly work?: Work;
  /** Its group. */
  readonly group?: GroupSpec;
  /** The task that it is a child of. */
  readonly parent?: string;
  /** It never began, because its group had no more budget or had a winner. */
  readonly deferred?: boolean;
  readonly stoppedBy?: StoppedBy;
  /** Why it ended or was stopped; our own words, or those of whoever stopped it. */
  readonly reason?: string;
  readonly end?: RunEnd;
  /** The moment of this snapshot. */
  readonly at: number;
  /** Changes so far. */
  readonly seq: number;
}

/** The end of an agent's last message, and how long the whole is in bytes. */
export interface FinalText {
  readonly text: string;
  readonly bytes: number;
}

export interface Task {
  readonly id: string;
  snapshot(): TaskSnapshot;
  /** Absent until the command has started. */
  output(): OutputLog | undefined;
  /** Resolves when there is output to read, or never will be. */
  readonly started: Promise<void>;
  /** Resolves when it has ended and all output can be read. Never rejects. */
  readonly ended: Promise<void>;
  /** What it asks a person in this moment. */
  questions(): readonly ChildQuestion[];
  /** Says something to a model agent; `ended` when it can not hear it any more, `full` when it has not taken so much of what was said before. */
  send(text: string): 'sent' | 'ended' | 'full';
  /** What is kept of its life, from a sequence number on. */
  events(fromSeq: number): Promise<readonly TaskEvent[]>;
}

/** A command that somebody waits for; the session lists it only once it is held. */
export interface ForegroundTask {
  readonly task: Task;
  /** From now on it is a task like any other; resolves when it is kept. Rejects with `StoreFailed`; then it goes on as it was. */
  hold(): Promise<void>;
  /** Forgets it and deletes its output. */
  discard(): void;
}

/** A task that waits for a person. */
export interface ParkedTask {
  readonly task: Task;
  /** Judges again with the answer and starts, or ends as `blocked`. Only the first answer counts. */
  resume(answer: Answer): void;
}

export interface StartRequest {
  readonly spec: TaskSpec;
  /** What the gate allowed. */
  readonly execution: Execution;
  /** Told when the task has ended. */
  readonly ended?: ((end: Ended) => void) | undefined;
  /** Approved by a person just now: it starts at once, so that nothing changes in between. Others wait for their turn. */
  readonly approved: boolean;
  /** Absent: every request makes a task of its own. */
  readonly key?: TaskKey | undefined;
}

/** The task that an earlier request with the same key has made; `other` when that request had other arguments. */
export type Known = { readonly kind: 'same'; readonly task: Task } | { readonly kind: 'other' };

/** `closed`: the session has ended and starts nothing more. */
export type Started = { readonly kind: 'new'; readonly task: Task } | Known | { readonly kind: 'closed' };
export type Parked = ({ readonly kind: 'new' } & ParkedTask) | Known | { readonly kind: 'closed' };

export interface StopReport {
  readonly status: 'stopping' | 'stopped' | 'already_ended';
  readonly stoppedBy?: StoppedBy;
  readonly killed: readonly KilledProcess[];
  readonly survivors: readonly KilledProcess[];
  /** What it changed before it ended stays changed. */
  readonly editsRemain: boolean;
}

export interface StopOrder {
  readonly by: StoppedBy;
  readonly reason: string;
  /** Ends the grace. */
  readonly force: boolean;
}

export interface WaitFor {
  /** Absent: all that the session lists. */
  readonly ids?: readonly string[] | undefined;
  /** Milliseconds; 0 reads at once. */
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** What a wait found, read in one step. */
export interface WaitResult {
  /** Time ran out before any of them ended. */
  readonly expired: boolean;
  readonly found: readonly { readonly id: string; readonly task?: Task; readonly snapshot?: TaskSnapshot }[];
}

export interface TaskLimits {
  /** Tasks of one session that run at a time; the others queue. */
  readonly concurrency: number;
  /** How long a result is kept after its task has ended. */
  readonly retentionMs: number;
  /** Ended tasks in memory at most; the oldest goes first, and is read from the store when somebody asks for it. */
  readonly kept: number;
  /** How long a stop waits for the end before it answers `stopping`. */
  readonly stopWaitMs: number;
}

export function hasEnded(status: string): boolean {
  return status !== 'queued' && status !== 'running' && status !== 'waiting_approval';
}

const ONLY_READS: ReadonlySet<string | undefined> = new Set(['read-only', 'remote-read']);

export function stopReport({ stoppedBy, end, startedAt, access, verdict }: TaskSnapshot, status: StopReport['status']): StopReport {
  return {
    status,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    killed: end?.killed ?? [],
    survivors: end?.survivors ?? [],
    editsRemain: startedAt !== undefined && access !== 'read-only' && !ONLY_READS.has(verdict.class),
  };
}
