import { type ActionClass, type CommandAnalysis, type Invocation, isWider } from '../shell/analysis.ts';
import type { Bounds } from './places.ts';
import {
  classOfProgram,
  type Reach,
  reachOfProgram,
  reachOfRepository,
  reachOfSettings,
  reachOfStart,
  reachOfTouch,
  reachOfVariable,
} from './reaches.ts';
import { collectTouches, type Touch } from './touches.ts';
import type { World } from './world.ts';

/** An invocation after its paths were looked at. */
export interface Judged {
  readonly invocation: Invocation;
  /** The widest of `reaches`. */
  readonly class: ActionClass;
  /** Everything that it is, the program's own class first. A wider class does not make up for a narrower one: each is decided. */
  readonly reaches: readonly Reach[];
  readonly touches: readonly Touch[];
}

/** Judges every invocation of a command. Reads the machine only through `world`. */
export function judge(analysis: CommandAnalysis, bounds: Bounds, world: World): Judged[] {
  const { invocations } = analysis;
  const [only] = invocations;
  if (only !== undefined && invocations.length === 1) return [judgeInvocation(only, bounds, world)];
  return invocations.map((invocation) => judgeInvocation(invocation, bounds, world));
}

function judgeInvocation(invocation: Invocation, bounds: Bounds, world: World): Judged {
  const { effects, assignments } = invocation;
  const touches = collectTouches(invocation, bounds, world);
  const own = classOfProgram(invocation, bounds, world);
  let reaches: Reach[] = [{ class: own, why: undefined, span: invocation.span }];
  reaches = withReach(reaches, reachOfProgram(invocation, bounds, world));
  if (assignments.length > 0) for (const assignment of assignments) reaches = withReach(reaches, reachOfVariable(assignment, invocation));
  if (invocation.name === 'git') reaches = withReach(reaches, reachOfRepository(invocation, world));
  if (effects.settings !== undefined) reaches = withReach(reaches, reachOfSettings(invocation, bounds, world));
  if (touches.length === 0) reaches = withReach(reaches, reachOfStart(invocation, bounds, world));
  else for (const touch of touches) reaches = withReach(reaches, reachOfTouch(touch, invocation, bounds, world));
  let widest = own;
  if (reaches.length > 1) for (const reach of reaches) if (isWider(reach.class, widest)) widest = reach.class;
  return { invocation, class: widest, reaches, touches };
}

/** The first that reaches a class tells why. Why something is unknown matters more than that no table knows it: rules and grants ask. */
function withReach(reaches: Reach[], next: Reach | undefined): Reach[] {
  if (next === undefined) return reaches;
  for (let at = 0; at < reaches.length; at++) {
    const known = reaches[at];
    if (known?.class !== next.class) continue;
    if (known.why === undefined && known.class === 'unknown') reaches[at] = next;
    return reaches;
  }
  const [first] = reaches;
  // A list that grows by one takes room for many, and there are seldom more than two.
  if (reaches.length === 1 && first !== undefined) return [first, next];
  reaches.push(next);
  return reaches;
}
