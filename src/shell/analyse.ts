import type { AnalysisContext, CommandAnalysis, Invocation, Part } from './analysis.ts';
import { type Following, follow } from './follow.ts';
import type { Order } from './order.ts';
import { walkPlainScript } from './plain-script.ts';
import { KEEPS_NAMES, REMAKES, RUNS_ONCE } from './programs/traits.ts';
import { MAX_COMMAND_LENGTH, screen } from './screen.ts';
import { type WalkResult, walkScript } from './walk.ts';

/**
 * Says what bash would start when it is given `command`. Pure and total: whatever it does not understand is a hazard and makes
 * the analysis incomplete.
 */
export function analyse(command: string, context: AnalysisContext): CommandAnalysis {
  const into: Following = { context, invocations: [], hazards: [], forkBombs: [], credentials: [], order: 'sequential' };
  const { cwd } = context;
  const plain = command.length <= MAX_COMMAND_LENGTH ? walkPlainScript(command, context, [cwd], undefined) : undefined;
  if (plain !== undefined) return followAll(command, plain, into, plain.bare);
  const { hazards, parseable } = screen(command);
  into.hazards.push(...hazards);
  if (!parseable) return result(command, [], into, false, true);
  return followAll(command, walkScript(command, context, [cwd], undefined), into, false);
}

const NOTHING: readonly never[] = [];

function followAll(command: string, walk: WalkResult, into: Following, plain: boolean): CommandAnalysis {
  if (walk.hazards.length > 0) into.hazards.push(...walk.hazards);
  if (walk.forkBombs.length > 0) into.forkBombs.push(...walk.forkBombs);
  if (walk.credentials.length > 0) into.credentials.push(...walk.credentials);
  into.order = walk.order;
  const { commands } = walk;
  const [only] = commands;
  if (only !== undefined && commands.length === 1 && !only.hidden && only.argv.length > 0) {
    follow(into, only, 0, NOTHING);
    markStale(into);
    return result(command, [{ span: only.span, argv: only.argv }], into, plain, !walk.single);
  }
  const parts: Part[] = [];
  for (const simple of commands) {
    const shown = simple.argv.length > 0 && !simple.hidden;
    const part = shown ? parts.length : 0;
    if (shown) parts.push({ span: simple.span, argv: simple.argv });
    follow(into, simple, part, NOTHING);
  }
  markStale(into);
  return result(command, parts, into, plain, !walk.single || parts.length > 1);
}

function result(command: string, parts: readonly Part[], into: Following, plain: boolean, compound: boolean): CommandAnalysis {
  const { invocations, credentials, forkBombs, hazards } = into;
  return { command, parts, invocations, credentials, forkBombs, hazards, complete: hazards.length === 0, plain, compound };
}

function mayMoveNames(invocation: Invocation): boolean {
  const { class: kind, installed } = invocation.effects;
  // What is started there is the workspace's own code, or else was asked about as an installation.
  if (
    installed !== undefined ||
    kind === 'read-only' ||
    kind === 'remote-read' ||
    kind === 'workspace-code' ||
    (invocation.traits & (KEEPS_NAMES | RUNS_ONCE)) !== 0
  )
    return false;
  const verb = invocation.argv[1]?.value;
  return !(invocation.name === 'git' && (verb === 'add' || verb === 'commit'));
}

/** After a command that may link, move or unpack, what later paths mean is not known; beside it, neither. */
function markStale({ invocations, order }: Following): void {
  if (invocations.length < 2 && order !== 'repeated') return;
  markClimbers(invocations, order);
  const movers = invocations.map(mayMoveNames);
  const first = movers.indexOf(true);
  if (first < 0) return;
  const many = order === 'repeated' || (order === 'concurrent' && movers.indexOf(true, first + 1) >= 0);
  invocations.forEach((invocation, i) => {
    const stale = order === 'sequential' ? i > first : many || i !== first;
    invocation.stale ||= stale;
  });
}

const CLIMBS = /[^/.][^/]*\/+\.\.(\/|$)/;

function markClimbers(invocations: Invocation[], order: Order): void {
  const first = invocations.findIndex((invocation) => (invocation.traits & REMAKES) !== 0);
  if (first < 0) return;
  invocations.forEach((invocation, i) => {
    const { argv, redirects } = invocation;
    if (invocation.stale || (order === 'sequential' && i <= first)) return;
    if (argv.some((word) => CLIMBS.test(word.value)) || redirects.some(({ target }) => CLIMBS.test(target.value))) invocation.stale = true;
  });
}
