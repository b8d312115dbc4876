import * as z from 'zod';
import { readPrivateFile } from './private-file.ts';
import type { RunEnd } from './run.ts';
import { endFile, type RunRecord, runFile } from './run-record.ts';

const PID = z.int().min(2);
const MS = z.number().nonnegative();
const NAMED = z.array(z.strictObject({ pid: z.int(), argv0: z.string() }));

const RECORD = z.strictObject({
  boot: z.string(),
  supervisor: z.strictObject({ pid: PID, start: z.string().min(1) }),
  task: z.string().optional(),
  command: z.strictObject({ pid: PID, start: z.string().min(1), tag: z.string().optional() }).optional(),
  startedAt: MS,
  deadline: MS,
  stopGraceMs: MS,
});

const END = z.strictObject({
  reason: z.enum(['exited', 'signalled', 'timed_out', 'stopped', 'start_failed', 'output_failed']),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  durationMs: MS,
  killed: NAMED,
  survivors: NAMED,
  error: z.string().exactOptional(),
});

function parsed<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Takes an output directory; returns what a supervisor has said there, `undefined` when it is not there or not in our words. */
export const readRunRecord = (dir: string): RunRecord | undefined => parsed(RECORD, readPrivateFile(runFile(dir)));

/** As readRunRecord, for how it ended. */
export const readEnd = (dir: string): RunEnd | undefined => parseEnd(readPrivateFile(endFile(dir)));

/** Takes the end of a run as JSON. */
export const parseEnd = (text: string | undefined): RunEnd | undefined => parsed(END, text);
