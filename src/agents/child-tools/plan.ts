import * as z from 'zod';
import { type ChildPlan, PLAN_STATUSES } from '../pursue/director.ts';
import type { ChildTool } from './child-tool.ts';
import { Refusal, replying } from './refusal.ts';

const MAX_ITEMS = 50;
const MAX_SUBJECT = 200;

const input = z.strictObject({
  items: z.array(z.strictObject({ subject: z.string().min(1).max(MAX_SUBJECT), status: z.enum(PLAN_STATUSES) })).max(MAX_ITEMS),
});

/** The child's own part of the plan. It touches nothing else, so nothing has to be judged. */
export function planTool(plan: ChildPlan): ChildTool<typeof input> {
  return {
    name: 'plan',
    description: 'Replaces your list of steps. Tells what is open.',
    input,
    call: ({ items }) =>
      replying(async () => {
        const problem = await plan.set(items);
        if (problem !== undefined) throw new Refusal(problem);
        const open = plan.open();
        return open.length === 0 ? 'Nothing is open.' : `Open:\n${open.map((subject) => `- ${subject}`).join('\n')}`;
      }),
  };
}
