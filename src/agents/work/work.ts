import * as z from 'zod';

/** One file that differs from what it was. */
const fileChange = z.object({
  /** Relative to the root; foreign text. */
  path: z.string(),
  kind: z.enum(['added', 'modified', 'deleted']),
  /** Lines; absent for what is no text, or was not compared. */
  added: z.number().exactOptional(),
  removed: z.number().exactOptional(),
});

/** What has changed in the files that a child works on, computed by us. */
export const changesSchema = z.object({
  /** The first of them by path; `total` says how many there are. */
  files: z.array(fileChange),
  total: z.number(),
  /** Lines in all files; absent where they could not be compared. */
  added: z.number().exactOptional(),
  removed: z.number().exactOptional(),
  /** Why this may not be all, or may hold changes of others; our own words. */
  unsure: z.string().exactOptional(),
});

/** How one check came out. */
export const checkSchema = z.object({
  name: z.string(),
  command: z.string().exactOptional(),
  status: z.enum(['passed', 'failed', 'skipped', 'refused']),
  exitCode: z.number().exactOptional(),
  /** The end of what it wrote, or why it did not run; foreign text. */
  detail: z.string().exactOptional(),
});

export const VERDICTS = ['accept', 'revise', 'blocked', 'replan'] as const;

/** What a reviewer said, and what we make of it. */
export const reviewSchema = z.object({
  agent: z.string(),
  taskId: z.string(),
  /** `unreadable`: it gave no verdict that could be understood. `ended`: it did not come to its end. */
  verdict: z.enum([...VERDICTS, 'unreadable', 'ended']),
  note: z.string(),
  followups: z.array(z.string()),
  /** From 0 to 1 by the name of the criterion. */
  scores: z.record(z.string(), z.number()).exactOptional(),
  /** Weighted mean of them. */
  score: z.number().exactOptional(),
});

/** Why an end that looks like success may be none. */
export const WORK_SIGNALS = [
  'mutation-expected-but-none',
  'budget-exhausted',
  'no-formal-completion',
  'checks-failed',
  'checks-not-run',
  'review-not-accepted',
  'changes-unknown',
] as const;

/** `verified`: checks or a reviewer found nothing wrong. `stated`: the child says so, and nothing speaks against it. */
export const CONFIDENCE = ['verified', 'stated', 'uncertain'] as const;

/** What a child with a model came to, beside its own words: all of it computed or seen by us. */
export const workSchema = z.object({
  confidence: z.enum(CONFIDENCE).exactOptional(),
  signals: z.array(z.enum(WORK_SIGNALS)),
  changes: changesSchema.exactOptional(),
  checks: z.array(checkSchema),
  review: reviewSchema.exactOptional(),
  /** Exit codes of its commands that we saw, the latest last. */
  exitCodes: z.array(z.object({ command: z.string(), exitCode: z.number() })),
  /** What is kept of an isolated child: bytes of the patch, and the commit that it is for. */
  patch: z.object({ bytes: z.number(), base: z.string(), problem: z.string().exactOptional() }).exactOptional(),
  /** Where an isolated child works, for going on there. */
  place: z.object({ path: z.string(), base: z.string() }).exactOptional(),
});

export type FileChange = z.output<typeof fileChange>;
export type Changes = z.output<typeof changesSchema>;
export type CheckResult = z.output<typeof checkSchema>;
export type ReviewResult = z.output<typeof reviewSchema>;
export type WorkSignal = (typeof WORK_SIGNALS)[number];
export type Confidence = (typeof CONFIDENCE)[number];
export type Work = z.output<typeof workSchema>;

export const NO_WORK: Work = { signals: [], checks: [], exitCodes: [] };

/** Whether there was a comparison at all: without one it is not known either that nothing differs. */
export const isCompared = ({ total, added, unsure }: Pick<Changes, 'total' | 'added' | 'unsure'>): boolean =>
  total > 0 || added !== undefined || unsure === undefined;
