import { createDirector } from '../../../src/agents/pursue/create-director.ts';
import type { DirectorDeps, Next, PlanItem, Reviewed } from '../../../src/agents/pursue/director.ts';
import type { Changes, CheckResult, ReviewResult } from '../../../src/agents/work/work.ts';

export const NEVER = new AbortController().signal;
export const CHANGED: Changes = { files: [{ path: 'a.ts', kind: 'modified', added: 1, removed: 0 }], total: 1, added: 1, removed: 0 };
export const UNCHANGED: Changes = { files: [], total: 0 };
export const passed = (name: string): CheckResult => ({ name, status: 'passed', exitCode: 0 });
export const failed = (name: string, detail?: string): CheckResult => ({
  name,
  status: 'failed',
  exitCode: 1,
  ...(detail === undefined ? {} : { detail }),
});
export const verdict = (value: object): Reviewed => ({ agent: 'codex', taskId: 't2', text: JSON.stringify(value), problem: undefined });

type Review = Parameters<DirectorDeps['review']>[0];

export interface Scene {
  readonly pursue?: boolean;
  readonly expectsChange?: boolean;
  readonly checks?: readonly string[];
  readonly reviewer?: boolean;
  readonly criteria?: NonNullable<DirectorDeps['verify']>['criteria'];
  /** One for each time that they are looked at, the last for all that follow; an error is thrown. */
  readonly changes?: readonly (Changes | Error)[];
  readonly results?: readonly (CheckResult | Error)[];
  readonly reviews?: readonly (Reviewed | Error)[];
  /** What is open in the child's plan; `undefined` where it has none. */
  readonly open?: readonly string[] | Error | undefined;
  readonly overrides?: Partial<DirectorDeps>;
}

/** Hands out one after the other, and the last one again. */
function inTurn<T>(all: readonly (T | Error)[]): () => T {
  let at = 0;
  return () => {
    const one = all[Math.min(at, all.length - 1)];
    at += 1;
    if (one === undefined) throw new Error('nothing was prepared for it');
    if (one instanceof Error) throw one;
    return one;
  };
}

/** A director whose ports are prepared, and what it did with them. */
export function scene(of: Scene) {
  const { pursue = true, expectsChange = false, checks, reviewer = false, criteria = [] } = of;
  const asked: string[] = [];
  const seen: (CheckResult | ReviewResult)[] = [];
  const planned: unknown[] = [];
  const reviews: Review[] = [];
  const changes = inTurn(of.changes ?? [CHANGED]);
  const result = inTurn(of.results ?? []);
  const review = inTurn(of.reviews ?? []);
  let open = of.open;
  const plan: DirectorDeps['plan'] = {
    open() {
      if (open instanceof Error) throw open;
      return open ?? [];
    },
    set: async (_: readonly PlanItem[]) => undefined,
    async judged(...args) {
      planned.push(args);
      if (args[0] === 'accept') open = [];
    },
    nextRound: async () => void planned.push('next'),
  };
  const isVerified = checks !== undefined || reviewer || criteria.length > 0;
  const deps: DirectorDeps = {
    pursue,
    expectsChange,
    verify: isVerified
      ? { checks: checks ?? [], reviewer: reviewer ? { agent: undefined, objective: undefined } : undefined, criteria }
      : undefined,
    changes: async () => changes(),
    check: async (name) => {
      asked.push(name);
      return result();
    },
    review: async (request) => {
      reviews.push(request);
      return review();
    },
    plan: of.open === undefined ? undefined : plan,
    seen: (one) => void seen.push(one),
    ...of.overrides,
  };
  const director = createDirector(deps);
  const next = (text: string, calls = 1, signal: AbortSignal = NEVER): Promise<Next> => director.after({ text, calls }, signal);
  /** What the child is told after it has said that; an error when it ends. */
  async function told(text: string, calls = 1): Promise<string> {
    const step = await next(text, calls);
    if (step.kind === 'end') throw new Error(`it ended: ${JSON.stringify(step.end)}`);
    return step.text;
  }
  /** Its end, in short; an error when it goes on. */
  async function ended(text: string, calls = 1) {
    const step = await next(text, calls);
    if (step.kind === 'say') throw new Error(`it goes on: ${step.text}`);
    const { outcome, confidence, signals } = step.end;
    return [`${outcome.status}${outcome.reason === '' ? '' : `: ${outcome.reason}`}`, confidence, signals];
  }
  return { director, next, told, ended, asked, seen, planned, reviews };
}
