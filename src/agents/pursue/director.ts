import type { Changes, CheckResult, Confidence, ReviewResult, WorkSignal } from '../work/work.ts';
import type { VerifyPlan } from './verify-plan.ts';

/** One turn of the child that has come to its end by itself. */
export interface TurnFacts {
  /** Its last message; foreign text. */
  readonly text: string;
  /** Calls of tools in this turn. */
  readonly calls: number;
}

/** What becomes of a child after one turn. */
export type Next = { readonly kind: 'say'; readonly text: string } | { readonly kind: 'end'; readonly end: DirectedEnd };

export interface DirectedEnd {
  /** `stopped`: it was to stop while its work was looked at. The reason is empty when the status says all. */
  readonly outcome: { readonly status: 'completed' | 'blocked' | 'stopped'; readonly reason: string };
  readonly confidence: Confidence | undefined;
  readonly signals: readonly WorkSignal[];
  readonly checks: readonly CheckResult[];
  readonly review: ReviewResult | undefined;
}

/** Decides by evidence whether a child goes on. */
export interface Director {
  /** What is added to the first thing that the child is told; empty when nothing is. */
  readonly opening: string;
  /** Never rejects. */
  after(turn: TurnFacts, signal: AbortSignal): Promise<Next>;
}

/** The part of a plan that is the child's own. */
export interface ChildPlan {
  /** What is open, each in a few words; escaped. */
  open(): readonly string[];
  /** Puts the child's own list in the place of the one before. Returns what is wrong with it, in words for the child. */
  set(items: readonly PlanItem[]): Promise<string | undefined>;
  /** What a reviewer's verdict means for it. */
  judged(verdict: 'accept' | 'revise' | 'replan', note: string, items: readonly string[]): Promise<void>;
  /** Failed items are open again. */
  nextRound(): Promise<void>;
}

export const PLAN_STATUSES = ['pending', 'in_progress', 'completed'] as const;

export interface PlanItem {
  readonly subject: string;
  readonly status: (typeof PLAN_STATUSES)[number];
}

/** What a reviewer is to look at. */
export interface ReviewRequest {
  /** 1 is the first. */
  readonly round: number;
  /** What the child says that it did; foreign text. */
  readonly claim: string;
  readonly changes: Changes | undefined;
  readonly checks: readonly CheckResult[];
  readonly criteria: readonly { readonly name: string }[];
  /** Where the work is; absolute, real. */
  readonly cwd: string;
  readonly workspace: string | undefined;
}

/** What a reviewer's task came to. */
export interface Reviewed {
  readonly agent: string;
  readonly taskId: string;
  /** Its last message, whole, when it completed; foreign text. */
  readonly text: string | undefined;
  /** Why there is none; our own words. */
  readonly problem: string | undefined;
  /** What it used up; absent where it does not tell. */
  readonly use?: { readonly inputTokens: number; readonly outputTokens: number; readonly usd: number | null } | undefined;
}

export interface DirectorDeps {
  /** It works over many turns until it is done. */
  readonly pursue: boolean;
  /** It has the right to change files, and was asked to. */
  readonly expectsChange: boolean;
  readonly verify: VerifyPlan | undefined;
  readonly changes: (signal: AbortSignal) => Promise<Changes>;
  readonly check: (name: string, signal: AbortSignal) => Promise<CheckResult>;
  /** Starts a reviewer and waits for it; never rejects. */
  readonly review: (request: Omit<ReviewRequest, 'cwd' | 'workspace'>, signal: AbortSignal) => Promise<Reviewed>;
  readonly plan: ChildPlan | undefined;
  /** Told of each check and review as it comes out. */
  readonly seen: (result: CheckResult | ReviewResult) => void;
}
