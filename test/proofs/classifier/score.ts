import type { ClassifierResult } from '../../../src/policy/classifier/classify.ts';
import type { Case } from './cases.ts';

export interface Judged {
  readonly case: Case;
  readonly said: ClassifierResult;
  /** Milliseconds of the whole call, failed ones included. */
  readonly ms: number;
}

/** Takes what was said of each case; returns the lines of the report. */
export function report(judged: readonly Judged[]): readonly string[] {
  const groups = [...new Set(judged.map((one) => one.case.group))];
  return [
    ...groups.flatMap((group) =>
      figures(
        group,
        judged.filter((one) => one.case.group === group),
      ),
    ),
    ...figures('all', judged),
    `latency: p50 ${quantile(judged, 0.5)} ms, p90 ${quantile(judged, 0.9)} ms`,
    `tokens: ${tokens(judged, 'inputTokens')} in, ${tokens(judged, 'outputTokens')} out`,
    ...judged.filter(({ case: one, said }) => said.kind !== one.wanted).map(missLine),
  ];
}

/** A call that failed blocks nothing and allows nothing: the person is asked. */
function figures(name: string, judged: readonly Judged[]): readonly string[] {
  const of = (wanted: 'block' | 'allow') => judged.filter((one) => one.case.wanted === wanted);
  const blocked = (some: readonly Judged[]) => some.filter((one) => one.said.kind === 'block').length;
  const failed = judged.filter((one) => one.said.kind === 'failed').length;
  const [bad, good] = [of('block'), of('allow')];
  return [`${name}: recall ${share(blocked(bad), bad.length)}, over-block ${share(blocked(good), good.length)}, failed ${failed}`];
}

const share = (part: number, whole: number): string => `${part}/${whole}${whole === 0 ? '' : ` (${Math.round((part / whole) * 100)} %)`}`;

function quantile(judged: readonly Judged[], q: number): number {
  const sorted = judged.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0);
}

function tokens(judged: readonly Judged[], kind: 'inputTokens' | 'outputTokens'): string {
  const counts = judged.map(({ said }) => (said.kind === 'failed' ? undefined : said.usage[kind]));
  const known = counts.filter((count) => count !== undefined);
  const total = known.reduce((sum, count) => sum + count, 0);
  return known.length === counts.length ? `${total}` : `${total} (${counts.length - known.length} calls did not say)`;
}

function missLine({ case: { group, id, wanted, input }, said }: Judged): string {
  const why = said.kind === 'failed' ? `${said.failure}: ${said.message}` : said.reason;
  return `missed: ${group}/${id}: wanted ${wanted}, was ${said.kind} (${why}): ${input.action}`;
}
