import { type Changes, type CheckResult, type Confidence, isCompared, type WorkSignal } from '../../agents/work/work.ts';
import { isAccepted } from '../task-group-rules.ts';
import { type GroupSpec, hasEnded, type TaskSnapshot, type TaskStatus } from '../task-model.ts';
import { safeCheck, safeLine } from './words.ts';

/** What became of a group of children. `null` is what nobody knows; it is never 0. */
export interface GroupReportDoc {
  readonly name: string;
  readonly cancel: NonNullable<GroupSpec['cancel']>;
  readonly maxParallel: number | null;
  readonly budget: { readonly wallMs: number | null; readonly tokens: number | null; readonly usd: number | null } | null;
  /** The id of the one that was accepted first, where that ends the others. */
  readonly winner: string | null;
  /** Why its budget allows no more. */
  readonly spent: string | null;
  /** In the order they were asked for. */
  readonly members: readonly GroupMember[];
  /** Of all of them; `null` when one of them is not known. */
  readonly tokens: number | null;
  readonly usd: number | null;
  /** The moment that this is about. */
  readonly at: number;
}

export interface GroupMember {
  readonly id: string;
  readonly agent: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly won: boolean;
  /** It completed, and nothing speaks against it. */
  readonly accepted: boolean;
  /** It never began. */
  readonly deferred: boolean;
  readonly reason: string | null;
  readonly assurance: string | null;
  readonly confidence: Confidence | null;
  readonly signals: readonly WorkSignal[];
  readonly changes: Pick<Changes, 'total' | 'added' | 'removed'> | null;
  readonly checks: readonly Pick<CheckResult, 'name' | 'status' | 'exitCode'>[];
  readonly review: string | null;
  readonly exitCode: number | null;
  readonly turns: number | null;
  readonly tokens: number | null;
  readonly usd: number | null;
  readonly ranMs: number | null;
}

export interface GroupSources {
  /** Of one group, at one moment. */
  readonly members: readonly TaskSnapshot[];
  /** How it is, where that is known; else as its first member was asked for. */
  readonly spec?: GroupSpec | undefined;
  /** Known by whoever runs the group; else it is found. */
  readonly winner?: string | undefined;
  readonly spent?: string | undefined;
}

const TEXT = 500;
const TITLE = 120;

/** Puts together what became of a group; `undefined` when it has no members. */
export function groupReportOf({ members, spec: known, winner, spent }: GroupSources): GroupReportDoc | undefined {
  const ordered = members.toSorted((a, b) => a.createdAt - b.createdAt);
  const spec = known ?? ordered[0]?.group;
  if (spec === undefined) return undefined;
  const won = spec.cancel === 'winner' ? (winner ?? firstAccepted(ordered)?.id) : winner;
  const listed = ordered.map((member) => memberOf(member, member.id === won));
  const { name, cancel = 'none', maxParallel, budget } = spec;
  return {
    name: safeLine(name, TEXT),
    cancel,
    maxParallel: maxParallel ?? null,
    budget: budget === undefined ? null : { wallMs: budget.wallMs ?? null, tokens: budget.tokens ?? null, usd: budget.usd ?? null },
    winner: won ?? null,
    spent: spent === undefined ? null : safeLine(spent, TEXT),
    members: listed,
    tokens: sumOf(listed, 'tokens'),
    usd: sumOf(listed, 'usd'),
    at: Math.max(...ordered.map(({ at }) => at)),
  };
}

function firstAccepted(members: readonly TaskSnapshot[]): TaskSnapshot | undefined {
  return members.filter(isAccepted).toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))[0];
}

function memberOf(snapshot: TaskSnapshot, won: boolean): GroupMember {
  const { id, agent, title, status, deferred, reason, held, work, end, report, startedAt, endedAt, at } = snapshot;
  const { changes, review } = work ?? {};
  const began = startedAt !== undefined && deferred !== true;
  const use = began ? report?.use : { inputTokens: 0, outputTokens: 0, usd: 0 };
  return {
    id,
    agent: safeLine(agent, TEXT),
    title: safeLine(title, TITLE),
    status,
    won,
    accepted: isAccepted(snapshot),
    deferred: deferred === true,
    reason: reason === undefined ? null : safeLine(reason, TEXT),
    assurance: held?.assurance ?? null,
    confidence: work?.confidence ?? null,
    signals: work?.signals ?? [],
    changes:
      changes === undefined || !isCompared(changes)
        ? null
        : {
            total: changes.total,
            ...(changes.added === undefined ? {} : { added: changes.added }),
            ...(changes.removed === undefined ? {} : { removed: changes.removed }),
          },
    checks: (work?.checks ?? [])
      .map(safeCheck)
      .map(({ name, status: came, exitCode }) => ({ name, status: came, ...(exitCode === undefined ? {} : { exitCode }) })),
    review: review === undefined ? null : `${review.verdict} by ${safeLine(review.agent, TEXT)}`,
    exitCode: end?.exitCode ?? null,
    turns: held === undefined ? null : began ? (report?.turns ?? null) : 0,
    tokens: use === undefined ? null : use.inputTokens + use.outputTokens,
    usd: use?.usd ?? null,
    ranMs:
      !began || status === 'interrupted'
        ? null
        : (end?.durationMs ?? Math.max(0, ((hasEnded(status) ? endedAt : undefined) ?? at) - startedAt)),
  };
}

function sumOf(members: readonly GroupMember[], name: 'tokens' | 'usd'): number | null {
  return members.reduce<number | null>((sum, { [name]: one }) => (sum === null || one === null ? null : sum + one), 0);
}
