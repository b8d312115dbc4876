import * as z from 'zod';
import type { ChildEvent } from '../agents/runner.ts';
import type { Work } from '../agents/work/work.ts';
import { redactText } from '../policy/redaction/redact.ts';
import { visible } from '../shell/visible.ts';

/** What a model agent has done so far, in few words: everything foreign is escaped, and known secrets are taken out. */
export interface ChildReport {
  readonly turns: number;
  /** The last calls: `[iter n] tool hint`. */
  readonly calls: readonly string[];
  readonly allowed: number;
  readonly denied: number;
  /** Why calls were denied, each reason once, the latest last. */
  readonly denials: readonly string[];
  /** Calls that ran although nobody had allowed them. */
  readonly unapproved: readonly string[];
  readonly use?: { readonly inputTokens: number; readonly outputTokens: number; readonly usd: number | null };
  /** The model that answers, where the agent tells. */
  readonly model?: string;
  /** The agent's own id of the conversation: another child can go on with it. */
  readonly conversation?: string;
  /** Where it works, when that is a tree of its own. */
  readonly place?: NonNullable<Work['place']>;
}

export const NOTHING_DONE: ChildReport = { turns: 0, calls: [], allowed: 0, denied: 0, denials: [], unapproved: [] };

export const childReportSchema = z.object({
  turns: z.number(),
  calls: z.array(z.string()),
  allowed: z.number(),
  denied: z.number(),
  denials: z.array(z.string()),
  unapproved: z.array(z.string()),
  use: z.object({ inputTokens: z.number(), outputTokens: z.number(), usd: z.number().nullable() }).exactOptional(),
  model: z.string().exactOptional(),
  conversation: z.string().exactOptional(),
  place: z.object({ path: z.string(), base: z.string() }).exactOptional(),
});

const CALLS_KEPT = 20;
const HINT_LENGTH = 60;
const NAME_LENGTH = 100;
const REASONS_KEPT = 20;
const REASON_LENGTH = 300;
const UNAPPROVED_KEPT = 20;

/** What is known of a child after one more thing that it told. */
export function reportAfter(report: ChildReport, event: ChildEvent): ChildReport {
  switch (event.kind) {
    case 'turn':
      return { ...report, turns: report.turns + 1 };
    case 'call': {
      const call = `[iter ${report.turns}] ${line(event.tool, NAME_LENGTH)} ${line(event.hint, HINT_LENGTH)}`.trimEnd();
      return { ...report, calls: [...report.calls, call].slice(-CALLS_KEPT) };
    }
    case 'answered': {
      if (event.allowed) return { ...report, allowed: report.allowed + 1 };
      const reason = line(event.reason, REASON_LENGTH);
      const denials = [...report.denials.filter((known) => known !== reason), reason].slice(-REASONS_KEPT);
      return { ...report, denied: report.denied + 1, denials };
    }
    case 'unapproved':
      return { ...report, unapproved: [...report.unapproved, line(event.what, REASON_LENGTH)].slice(-UNAPPROVED_KEPT) };
    case 'used':
      return { ...report, use: event.use };
    case 'conversation':
      return {
        ...report,
        ...(event.id === undefined ? {} : { conversation: event.id.slice(0, REASON_LENGTH) }),
        ...(event.model === undefined ? {} : { model: line(event.model, NAME_LENGTH) }),
      };
    case 'placed':
      return { ...report, place: event.place };
    case 'output':
    case 'waiting':
    case 'waited':
    case 'ran':
    case 'wrote':
    case 'told':
    case 'checked':
    case 'reviewed':
    case 'compacted':
      return report;
  }
}

function line(text: string, length: number): string {
  const shown = visible(redactText(text)).replaceAll('\n', ' ').replaceAll('\t', ' ');
  return shown.length > length ? `${shown.slice(0, length - 1)}…` : shown;
}
