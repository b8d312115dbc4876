import type { Changes, CheckResult, Confidence, ReviewResult, WorkSignal } from '../../agents/work/work.ts';
import type { Access } from '../../policy/action.ts';
import type { JournalState } from '../journal/read-journal.ts';
import type { StoppedBy, TaskStatus } from '../task-model.ts';

/**
 * What became of one task, as plain data. Every text in it is safe to show: what is foreign had its secrets taken out and its hidden signs
 * made visible, but is still foreign, and is no markup. `null` is what nobody knows; it is never 0.
 */
export interface TaskReportDoc {
  readonly id: string;
  readonly tool: string;
  readonly agent: string;
  /** One line. */
  readonly title: string;
  /** What it was to do, whole: an objective or a script. */
  readonly objective: string;
  readonly status: TaskStatus;
  readonly stoppedBy: StoppedBy | null;
  /** Why it ended so. */
  readonly reason: string | null;
  readonly deferred: boolean;
  readonly exit: { readonly code: number | null; readonly signal: string | null } | null;
  readonly confidence: Confidence | null;
  readonly signals: readonly WorkSignal[];
  /** It says that it did what it was asked to, and no file differs. */
  readonly claimedButNothingChanged: boolean;
  readonly held: ReportedHold | null;
  readonly access: Access;
  readonly cwd: string;
  readonly isolation: 'none' | 'worktree';
  readonly group: string | null;
  readonly parent: string | null;
  /** Milliseconds since 1970. */
  readonly times: {
    readonly created: number;
    readonly started: number | null;
    readonly ended: number | null;
    readonly ranMs: number | null;
  };
  readonly turns: number | null;
  readonly model: string | null;
  readonly tokens: { readonly input: number; readonly output: number } | null;
  readonly usd: number | null;
  readonly calls: CallList;
  /** Files that tools of ours wrote for it, each once. */
  readonly wrote: Some<string>;
  readonly changes: Changes | null;
  readonly patch: { readonly bytes: number; readonly base: string; readonly problem: string | null } | null;
  readonly policy: { readonly allowed: number | null; readonly denied: number | null };
  readonly refusals: Some<Refusal>;
  readonly questions: Some<AskedQuestion>;
  readonly unapproved: Some<string>;
  readonly checks: readonly CheckResult[];
  readonly review: ReviewResult | null;
  /** What it was told while it worked. */
  readonly told: Some<{ readonly at: number; readonly text: string }>;
  /** The end of its last message: its own words, for which nobody vouches; and how long the whole is. */
  readonly final: { readonly text: string; readonly bytes: number; readonly whole: boolean } | null;
  /** What to know before this is believed. */
  readonly warnings: readonly Warning[];
  /** What to run to look at it again, go on with it, or take it back. */
  readonly next: readonly NextStep[];
  readonly journal: JournalState | null;
  /** The moment that this is about. */
  readonly at: number;
}

/** The first of a list, and how many there are in all. */
export interface Some<T> {
  readonly items: readonly T[];
  readonly total: number;
}

export interface ReportedHold {
  readonly assurance: string;
  /** Of the agent, as it said of itself. */
  readonly version: string;
  readonly mode: string | null;
  readonly definition: string | null;
  /** What was wished of the model; and whether the agent was told. */
  readonly modelHint: { readonly hint: string; readonly routed: boolean } | null;
  /** What the level rests on; `null` when that is not known any more. `at`: milliseconds since 1970. */
  readonly proof: { readonly digest: string; readonly at: number | null } | null;
}

/** What a child did, in order. */
export interface CallList extends Some<CallRow> {
  /** By tool, the most used first. */
  readonly tools: readonly { readonly tool: string; readonly count: number; readonly refused: number; readonly failed: number }[];
}

export interface CallRow {
  /** Milliseconds since 1970; `null` where only the last few are known, without their times. */
  readonly at: number | null;
  readonly turn: number | null;
  readonly tool: string;
  readonly hint: string;
  /** What the gate said; `null` when it was not asked, or nobody knows. */
  readonly allowed: boolean | null;
  readonly exitCode: number | null;
}

/** What one rule refused. */
export interface Refusal {
  /** `null` where it is not known which. */
  readonly rule: string | null;
  readonly count: number;
  /** Of the first. */
  readonly reason: string;
  readonly example: string | null;
}

export interface AskedQuestion {
  readonly number: number;
  readonly what: string;
  readonly at: number;
  readonly waitedMs: number | null;
  /** `open`: it still waits. `unanswered`: it was taken back, or nobody knows how it ended. */
  readonly ended: 'allowed' | 'refused' | 'open' | 'unanswered';
  readonly reason: string | null;
}

export interface Warning {
  /** Our own words. */
  readonly text: string;
  /** What it is about. */
  readonly detail: string | null;
}

export interface NextStep {
  readonly command: string;
  readonly why: string;
}

/** A refusal as it is known from elsewhere than the journal, e.g. the log. */
export interface KnownDenial {
  readonly rule: string | undefined;
  readonly reason: string;
  readonly what: string | undefined;
}
