import type { Access, Action, Answer, Approval, Execution, Gate } from '../policy/action.ts';
import type { OutputLog } from '../shell/process/output.ts';
import type { RunEnd } from '../shell/process/run.ts';
import type { HeldLevel } from './assurance/assurance.ts';
import type { AgentEntry, ProfilePart } from './catalogue/entry.ts';
import type { Hold } from './hold/hold.ts';
import type { FoundAgent } from './program/find-agent.ts';
import type { TokenUse } from './protocol.ts';
import type { Budget } from './pursue/budget.ts';
import type { ChildPlan, Reviewed, ReviewRequest } from './pursue/director.ts';
import type { VerifyPlan } from './pursue/verify-plan.ts';
import type { CheckResult, ReviewResult, Work } from './work/work.ts';
import type { WorkplaceRequest } from './workplace/workplace.ts';

/** What a child with a model is to do. */
export interface ModelWork {
  /** The whole of what it is told first. */
  readonly prompt: string;
  /** The agent's own name of a model. */
  readonly model: string | undefined;
  /** The agent's own id of a conversation to go on with. */
  readonly resume: string | undefined;
  /** It works over many turns until it is done; else it has one objective and one answer. */
  readonly pursue: boolean;
  readonly budget: Budget;
  readonly verify: VerifyPlan | undefined;
  /** It was asked to change something, and has not done so before. */
  readonly expectsChange: boolean;
  /** It only reads until a person has approved what it wants to do. */
  readonly planFirst: boolean;
  readonly isolation: WorkplaceRequest['isolation'];
  /** Where it worked before, when it goes on there. */
  readonly from: WorkplaceRequest['from'];
  /** The root that its calls are judged by, when that is the work tree of another child; `undefined` for the session's own. */
  readonly within: string | undefined;
  /** What of its tools a definition leaves it; `undefined` for all. */
  readonly only: readonly ToolKind[] | undefined;
}

/** What can be left to a child or taken from it. */
export const TOOL_KINDS = ['bash', 'read', 'write', 'search', 'fetch', 'mcp'] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

/** How a model agent is held, beside what it is to do. */
export interface AgentJob extends ModelWork {
  readonly kind: 'agent';
  readonly entry: AgentEntry;
  readonly found: FoundAgent;
  /** Of what is executed, when the level was granted: another one now is another program. Absent in a proof. */
  readonly stamp: string | undefined;
  /** By what profile it is started. */
  readonly level: HeldLevel | 'observed';
  /** Added to its profile, e.g. where a proof's model is. */
  readonly extra?: ProfilePart | undefined;
}

/** Our own loop over the model that the user has configured. */
export interface LoopJob extends ModelWork {
  readonly kind: 'loop';
}

export type ChildJob = AgentJob | LoopJob;

/** What one child is to do. */
export interface ChildSpec {
  readonly taskId: string;
  readonly action: Extract<Action, { kind: 'command' | 'delegate' }>;
  /** What the gate allowed just now; absent when time has passed since, then the runner asks again before it starts. */
  readonly execution?: Execution | undefined;
  readonly timeoutMs: number;
  /** It goes on when this process ends. */
  readonly survive: boolean;
  /** It is a task from its beginning: its output is read by others, also after this process. */
  readonly kept: boolean;
  /** Absent for a script. */
  readonly job?: ChildJob | undefined;
  /** Has what the child did looked at by another one; never rejects. Absent where nobody can. */
  readonly review?: ((request: ReviewRequest, how: ReviewCall) => Promise<Reviewed>) | undefined;
}

/** Whose work is looked at. */
export interface ReviewCall {
  /** The task of the child. */
  readonly parent: string;
  /** Asks whether the reviewer may start; the question is the child's. */
  readonly judge: Hold['judge'];
  readonly signal: AbortSignal;
}

/** What a child tells while it works. */
export type ChildEvent =
  | { readonly kind: 'output'; readonly output: OutputLog }
  /** A turn of the model has begun. */
  | { readonly kind: 'turn' }
  /** A tool was called; `hint` is foreign text. */
  | { readonly kind: 'call'; readonly tool: string; readonly hint: string }
  /** The gate has answered. */
  | { readonly kind: 'answered'; readonly allowed: boolean; readonly reason: string; readonly rule?: string; readonly what?: string }
  /** A command of ours that was run for it has ended; `what` is foreign text. */
  | { readonly kind: 'ran'; readonly what: string; readonly status: string; readonly exitCode?: number }
  /** A tool of ours has written a file for it; absolute. */
  | { readonly kind: 'wrote'; readonly path: string }
  /** It was told something after its first prompt; our own words and escaped foreign ones. */
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'checked'; readonly result: CheckResult }
  | { readonly kind: 'reviewed'; readonly result: ReviewResult }
  /** Where it works, when that is a tree of its own. */
  | { readonly kind: 'placed'; readonly place: NonNullable<Work['place']> }
  /** Tokens of the conversation before and after a part of it was summed up. */
  | { readonly kind: 'compacted'; readonly before: number; readonly after: number }
  /** A call ran that nobody had allowed. */
  | { readonly kind: 'unapproved'; readonly what: string }
  /** A person is asked; `what` is exactly what would be done, foreign text. The first answer given, here or elsewhere, counts; `over` is aborted then. */
  | {
      readonly kind: 'waiting';
      readonly approval: Approval;
      readonly what: string;
      readonly answer: (answer: Answer) => void;
      readonly over: AbortSignal;
    }
  /** The question is over, however. */
  | { readonly kind: 'waited'; readonly approval: Approval }
  | { readonly kind: 'used'; readonly use: TokenUse }
  /** The agent's own id of the conversation, and the model that answers. */
  | { readonly kind: 'conversation'; readonly id: string | undefined; readonly model: string | undefined };

/** Messages to a child that runs. */
export interface Inbox {
  /** The oldest that was not taken; `undefined` when there is none. */
  take(): string | undefined;
  /** One that was taken and could not be delivered comes first again. */
  putBack(text: string): void;
  /** Called for each that comes from now on. */
  onMessage(listener: () => void): () => void;
}

export interface RunnerContext {
  readonly gate: Gate;
  readonly access: Access;
  /** Aborted when the child is to stop: it is asked, gets a grace, and is ended. */
  readonly signal: AbortSignal;
  /** Aborted when nobody wants to wait for that grace. */
  readonly hurry: AbortSignal;
  /** Aborted when a child that survives goes on without this process: nobody waits for its end here any more. */
  readonly left: AbortSignal;
  readonly report: (event: ChildEvent) => void;
  /** What the parent says to it while it works. */
  readonly inbox: Inbox;
  /** The child did what it was not allowed to: it is stopped, and this is why. */
  readonly breach: (reason: string) => void;
  /** The child's own part of the session's plan; absent in a proof. */
  readonly plan?: ChildPlan | undefined;
}

/** How a child ended; a runner never throws for what a child does. */
export interface ChildOutcome {
  readonly status: 'completed' | 'failed' | 'blocked' | 'paused' | 'stopped' | 'timed_out' | 'interrupted';
  /** Our own words; empty when the status says all. */
  readonly reason: string;
  /** Absent when no process was started. */
  readonly end?: RunEnd;
  /** The last message of a model agent, whole; foreign text. */
  readonly final?: string;
  /** What we know of a model agent's work beside its words. */
  readonly work?: Work;
  /** Its budget was spent. */
  readonly overBudget?: boolean;
  /** It never began, because it is not wanted any more. */
  readonly deferred?: boolean;
}

/** Drives one kind of child. Knows no session and no tool. */
export interface AgentRunner {
  readonly agent: string;
  run(spec: ChildSpec, context: RunnerContext): Promise<ChildOutcome>;
  /** Follows a child that another process has started, to its end; `undefined` when nothing is left that could be followed. */
  goOn(
    child: Pick<ChildSpec, 'taskId' | 'survive'> & { readonly agent: string },
    context: RunnerContext,
  ): Promise<ChildOutcome | undefined>;
}
