import type { Changes, CheckResult, WorkSignal } from '../work/work.ts';
import type { DirectorDeps } from './director.ts';

/** What speaks for and against a child that says it is done. */
export interface Evidence {
  /** What is open in its own plan; escaped. */
  readonly open: readonly string[];
  /** `undefined` when they are not known, or nobody wanted to know. */
  readonly changes: Changes | undefined;
  readonly checks: readonly CheckResult[];
  /** Each once. */
  readonly signals: readonly WorkSignal[];
}

/** Looks at the work of a child now. Never rejects: what could not be looked at speaks against it. */
export async function gatherEvidence(deps: DirectorDeps, isReviewed: boolean, signal: AbortSignal): Promise<Evidence> {
  const open = openItems(deps);
  const changes = deps.expectsChange || isReviewed ? await attempt(() => deps.changes(signal)) : undefined;
  const checks: CheckResult[] = [];
  for (const name of deps.verify?.checks ?? []) {
    if (signal.aborted) break;
    const failed: CheckResult = { name, status: 'refused', detail: 'it could not be run' };
    const result = (await attempt(() => deps.check(name, signal))) ?? failed;
    checks.push(result);
    await attempt(async () => deps.seen(result));
  }
  const signals: readonly (WorkSignal | undefined)[] = [
    open === undefined || open.length > 0 ? 'no-formal-completion' : undefined,
    deps.expectsChange ? changesSignal(changes) : undefined,
    checks.some(({ status }) => status === 'failed') ? 'checks-failed' : undefined,
    checks.some(({ status }) => status === 'refused') ? 'checks-not-run' : undefined,
  ];
  return { open: open ?? [], changes, checks, signals: signals.filter((one) => one !== undefined) };
}

/** What is open in a child's plan; `undefined` when that is not known. */
export function openItems({ plan }: Pick<DirectorDeps, 'plan'>): readonly string[] | undefined {
  try {
    return plan?.open() ?? [];
  } catch {
    return undefined;
  }
}

/** What a port gives; `undefined` when it fails. */
export async function attempt<T>(port: () => Promise<T>): Promise<T | undefined> {
  try {
    return await port();
  } catch {
    return undefined;
  }
}

/** Nothing found where not all was looked at is nothing known. */
function changesSignal(changes: Changes | undefined): WorkSignal | undefined {
  if (changes === undefined) return 'changes-unknown';
  if (changes.total > 0) return undefined;
  return changes.unsure === undefined ? 'mutation-expected-but-none' : 'changes-unknown';
}
