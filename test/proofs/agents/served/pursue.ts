import type { Lab, Ready } from './lab.ts';
import { pausesAndGoesOn } from './pursue/budget.ts';
import { finishes } from './pursue/finish.ts';
import { plansFirst } from './pursue/plan.ts';

/** A child that works over many turns: until its work is there, until its budget is spent and then on, and after a person's yes. */
export async function pursues(lab: Lab, agent: Ready): Promise<void> {
  // One that is only asked before each call of its own does not write.
  if (agent.level !== 'caged') return lab.say(`     ${agent.name}: not caged, so it does not write and does not pursue`);
  await finishes(lab, agent);
  await pausesAndGoesOn(lab, agent);
  await plansFirst(lab, agent);
}
