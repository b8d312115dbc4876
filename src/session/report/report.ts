import type { Changes } from '../../agents/work/work.ts';
import type { Proof } from '../../store/proofs.ts';
import type { JournalRead, JournalState } from '../journal/read-journal.ts';
import { hasEnded, type TaskSnapshot } from '../task-model.ts';
import type { CallList, KnownDenial, Refusal, ReportedHold, Some, TaskReportDoc } from './doc.ts';
import { nextSteps } from './next-steps.ts';
import { createTally, refusalOf, type Tally } from './tally.ts';
import { warningsOf } from './warnings.ts';
import { clipped, safe, safeCheck, safeLine, safeReview } from './words.ts';

/** What a report is made from. */
export interface ReportSources {
  readonly snapshot: TaskSnapshot;
  /** Absent for a task that has none. */
  readonly journal?: JournalRead | undefined;
  /** What the level rests on, when it is still known. */
  readonly proof?: Proof | undefined;
  /** Refusals as the log knows them; asked of a task without a journal. */
  readonly denials?: (() => Promise<readonly KnownDenial[]>) | undefined;
}

const TITLE = 120;
const TEXT = 500;
const OBJECTIVE = 100_000;
const PATHS = 1_000;
/** As much of a last message is kept with its task. */
const FINAL_BYTES = 8_192;

/** Puts together what became of a task. Rejects only as `denials` does: a journal that can not be read is a warning. */
export async function reportOf({ snapshot, journal, proof, denials }: ReportSources): Promise<TaskReportDoc> {
  const tally = createTally();
  const state = await journal?.each(tally.take);
  const over = hasEnded(snapshot.status);
  const { id, tool, agent, title, command, work, end, held, final } = snapshot;
  const counts = countsOf(snapshot, tally, state);
  const refusals = refusalsOf(snapshot, tally, state === undefined ? await denials?.() : undefined);
  const doc = {
    id,
    tool: safeLine(tool, TEXT),
    agent: safeLine(agent, TEXT),
    title: safeLine(title, TITLE),
    objective: clipped(safe(held === undefined && command !== '' ? command : title), OBJECTIVE),
    status: snapshot.status,
    stoppedBy: snapshot.stoppedBy ?? null,
    reason: snapshot.reason === undefined ? null : safe(snapshot.reason),
    deferred: snapshot.deferred === true,
    exit: end === undefined ? null : { code: end.exitCode, signal: end.signal },
    confidence: work?.confidence ?? null,
    signals: work?.signals ?? [],
    claimedButNothingChanged: work?.signals.includes('mutation-expected-but-none') === true,
    held: held === undefined ? null : reportedHold(held, proof),
    access: snapshot.access,
    cwd: safeLine(snapshot.cwd, TEXT),
    isolation: held?.isolation ?? 'none',
    group: snapshot.group === undefined ? null : safeLine(snapshot.group.name, TEXT),
    parent: snapshot.parent ?? null,
    times: timesOf(snapshot),
    ...counts,
    calls: callsOf(snapshot, tally),
    wrote: tally.wrote(),
    changes: work?.changes === undefined ? null : safeChanges(work.changes),
    patch:
      work?.patch === undefined
        ? null
        : { ...work.patch, problem: work.patch.problem === undefined ? null : safeLine(work.patch.problem, TEXT) },
    refusals,
    questions: tally.questions(over),
    unapproved: unapprovedOf(snapshot, tally),
    checks: (work === undefined || work.checks.length === 0 ? tally.checks : work.checks).map(safeCheck),
    review: reviewOf(snapshot, tally),
    told: tally.told(),
    final: final === undefined ? null : { text: safe(final.text), bytes: final.bytes, whole: final.bytes <= FINAL_BYTES },
    journal: state === undefined ? null : { ...state, ...(state.problem === undefined ? {} : { problem: safeLine(state.problem, TEXT) }) },
    at: snapshot.at,
  } satisfies Omit<TaskReportDoc, 'warnings' | 'next'>;
  return { ...doc, warnings: warningsOf(doc, snapshot), next: nextSteps(doc, snapshot) };
}

function reportedHold(
  { assurance, version, mode, definition, model, proof: digest }: NonNullable<TaskSnapshot['held']>,
  proof: Proof | undefined,
): ReportedHold {
  const known = digest ?? proof?.digest;
  return {
    assurance,
    version: safeLine(version, TEXT),
    mode: mode ?? null,
    definition: definition === undefined ? null : safeLine(definition, TEXT),
    modelHint: model ?? null,
    proof: known === undefined ? null : { digest: safeLine(known, TEXT), at: proof?.at ?? null },
  };
}

function timesOf({ createdAt, startedAt, endedAt, end, status, at }: TaskSnapshot): TaskReportDoc['times'] {
  // Of one that was interrupted nobody knows how long it ran.
  const unknown = startedAt === undefined || status === 'interrupted';
  return {
    created: createdAt,
    started: startedAt ?? null,
    ended: endedAt ?? null,
    ranMs: unknown ? null : (end?.durationMs ?? Math.max(0, (endedAt ?? at) - startedAt)),
  };
}

/** The journal knows also what came after the store was told last; where it has holes, the task's own counts are better. */
function countsOf(
  { report, held }: TaskSnapshot,
  tally: Tally,
  state: JournalState | undefined,
): Pick<TaskReportDoc, 'turns' | 'model' | 'tokens' | 'usd' | 'policy'> {
  const use = tally.use ?? report?.use;
  const most = (counted: number, known: number | undefined): number | null =>
    state === undefined && known === undefined ? null : Math.max(state === undefined ? 0 : counted, known ?? 0);
  const model = report?.model ?? tally.model;
  return {
    turns: held === undefined ? null : most(tally.turns, report?.turns),
    model: model === undefined ? null : safeLine(model, TEXT),
    tokens: use === undefined ? null : { input: use.inputTokens, output: use.outputTokens },
    usd: use?.usd ?? null,
    policy: { allowed: most(tally.allowed, report?.allowed), denied: most(tally.denied, report?.denied) },
  };
}

/** Without a journal only the last few are known, in words. */
function callsOf({ report }: TaskSnapshot, tally: Tally): CallList {
  const list = tally.calls();
  if (list.total > 0 || report === undefined) return list;
  const items = report.calls.map((call) => {
    const [, turn, tool = '', hint = ''] = /^\[iter (\d+)\] (\S+) ?(.*)$/s.exec(call) ?? [];
    return {
      at: null,
      turn: turn === undefined ? null : Number(turn),
      tool: turn === undefined ? call : tool,
      hint,
      allowed: null,
      exitCode: null,
    };
  });
  return { items, total: items.length, tools: [] };
}

function refusalsOf(
  { held, status, verdict, reason, report }: TaskSnapshot,
  tally: Tally,
  denials: readonly KnownDenial[] | undefined,
): Some<Refusal> {
  const known = tally.refusals();
  if (known.total > 0) return known;
  const groups = Map.groupBy(denials ?? [], ({ rule, reason: why }) => rule ?? `\n${why}`);
  const logged = [...groups.values()].flatMap((those) => (those[0] === undefined ? [] : [refusalOf(those[0], those.length)]));
  if (logged.length > 0) return { items: logged.sort((a, b) => b.count - a.count), total: logged.length };
  // A script is one call: the gate has refused it as a whole.
  if (held === undefined && status === 'blocked')
    return { items: [refusalOf({ rule: verdict.rule, reason: reason ?? verdict.reason }, 1)], total: 1 };
  const told = (report?.denials ?? []).map((why) => refusalOf({ reason: why }, 1));
  return { items: told, total: told.length };
}

function unapprovedOf({ report }: TaskSnapshot, tally: Tally): Some<string> {
  const known = tally.unapproved();
  if (known.total > 0 || report === undefined) return known;
  return { items: report.unapproved, total: report.unapproved.length };
}

function reviewOf({ work }: TaskSnapshot, tally: Tally): TaskReportDoc['review'] {
  const review = work?.review ?? tally.review;
  return review === undefined ? null : safeReview(review);
}

function safeChanges({ files, unsure, ...rest }: Changes): Changes {
  return {
    ...rest,
    files: files.slice(0, PATHS).map((file) => ({ ...file, path: safeLine(file.path, TEXT) })),
    ...(unsure === undefined ? {} : { unsure: safeLine(unsure, TEXT) }),
  };
}
