import type { ChildOutcome } from '../agents/runner.ts';
import { redactText } from '../policy/redaction/redact.ts';
import { visible } from '../shell/visible.ts';
import { type GroupSpec, hasEnded, type TaskSnapshot } from './task-model.ts';

/** What a member has used up. `unknown`: it has ended, and nobody said how much of that it used. */
export interface MemberUse {
  readonly id: string;
  readonly tokens: number | 'unknown';
  /** US dollars. */
  readonly usd: number | 'unknown';
}

/** Takes what a dispatch says of a group and what the group is already; returns both as one: what is not said stays as it is. */
export function merged(asked: GroupSpec, current: GroupSpec | undefined): GroupSpec {
  const { wallMs, tokens, usd } = asked.budget ?? {};
  const before = current?.budget;
  // A budget that ends nobody is none: that has to be said.
  const usual = asked.budget === undefined ? 'none' : 'budget';
  return {
    name: asked.name,
    maxParallel: asked.maxParallel ?? current?.maxParallel,
    cancel: asked.cancel ?? current?.cancel ?? usual,
    budget:
      asked.budget === undefined && before === undefined
        ? undefined
        : { wallMs: wallMs ?? before?.wallMs, tokens: tokens ?? before?.tokens, usd: usd ?? before?.usd },
  };
}

/** What two groups of the same name may differ in, in the words of the tool. */
const VALUES: readonly (readonly [label: string, of: (spec: GroupSpec) => string | number | undefined])[] = [
  ['max_parallel', ({ maxParallel }) => maxParallel],
  ['cancel', ({ cancel }) => cancel],
  ['budget.wall_ms', ({ budget }) => budget?.wallMs],
  ['budget.tokens', ({ budget }) => budget?.tokens],
  ['budget.usd', ({ budget }) => budget?.usd],
];

/** Takes a group that is under way and what a dispatch makes of it; returns what that would change, in words for the caller. */
export function conflict(current: GroupSpec, asked: GroupSpec): string | undefined {
  const differing = VALUES.flatMap(([label, of]) => {
    const [is, wanted] = [of(current), of(asked)];
    return is === wanted ? [] : [`\`${label}\` is ${is ?? 'not set'}, not ${wanted}`];
  });
  if (differing.length === 0) return undefined;
  return `the group ${named(current)} is under way, and its first child has said how it is: ${differing.join('; ')}. Leave that out to join it as it is, or choose another name.`;
}

/** Whether somebody may take what a member came to for good: it is done, and nothing speaks against it. */
export function isAccepted({ status, work }: Pick<ChildOutcome, 'work'> & { readonly status: string }): boolean {
  return status === 'completed' && work?.confidence !== 'uncertain';
}

/** What a member counts for the budget of its group: a script uses no model, and one that did nothing used nothing. */
export function useOf({ id, status, report }: TaskSnapshot): MemberUse {
  const { use, turns = 0 } = report ?? {};
  const unsaid = hasEnded(status) && turns > 0 ? 'unknown' : 0;
  if (use === undefined) return { id, tokens: unsaid, usd: unsaid };
  return { id, tokens: use.inputTokens + use.outputTokens, usd: use.usd ?? (hasEnded(status) ? 'unknown' : 0) };
}

/** Takes what the members of a group used, and milliseconds since the first began; returns why its budget is spent. */
export function whySpent({ name, budget }: GroupSpec, uses: readonly MemberUse[], wallMs: number): string | undefined {
  if (budget === undefined) return undefined;
  const parts = [
    budget.wallMs !== undefined && wallMs >= budget.wallMs ? `its ${budget.wallMs / 1_000} s are over` : undefined,
    part(budget.tokens, uses, ({ tokens }) => tokens, 'tokens'),
    part(budget.usd, uses, ({ usd }) => usd, 'US dollars'),
  ];
  const why = parts.find((each) => each !== undefined);
  return why === undefined ? undefined : `${spentWords({ name })}${why}`;
}

function part(
  bound: number | undefined,
  uses: readonly MemberUse[],
  of: (use: MemberUse) => number | 'unknown',
  unit: string,
): string | undefined {
  if (bound === undefined) return undefined;
  const unknown = uses.find((use) => of(use) === 'unknown');
  if (unknown !== undefined) return `how many ${unit} ${unknown.id} used is not known, so that ${bound} can not be kept`;
  const used = uses.reduce((sum, use) => sum + Number(of(use)), 0);
  return used >= bound ? `${Math.round(used * 10_000) / 10_000} of ${bound} ${unit} are used` : undefined;
}

/** How every reason begins that is the budget of this group. */
const spentWords = (group: Pick<GroupSpec, 'name'>): string => `the budget of the group ${named(group)} is spent: `;

export const wonWords = (id: string, group: GroupSpec): string => `${id} won the group ${named(group)}`;

/** Put before the reason of one that never begins. */
export const DEFERRED = 'deferred: ';

/** Takes a kept task of a group; returns why the budget was spent, if that was why it ended. */
export function toldSpent(group: GroupSpec, { stoppedBy, reason = '' }: TaskSnapshot): string | undefined {
  const why = reason.startsWith(DEFERRED) ? reason.slice(DEFERRED.length) : reason;
  return stoppedBy === 'budget' && why.startsWith(redactText(spentWords(group))) ? why : undefined;
}

/** Whether it is the same group still: what is not said counts as well. */
export function isSame(one: GroupSpec, other: GroupSpec): boolean {
  return one.name === other.name && VALUES.every(([, of]) => of(one) === of(other));
}

/** Foreign text, and on one line. */
const named = ({ name }: Pick<GroupSpec, 'name'>): string => JSON.stringify(visible(name));
