import type { AnalysisContext, CommandAnalysis, Invocation, Part } from './analysis.ts';
import { type Following, follow } from './follow.ts';
import { lexPlain } from './lexer.ts';
import { screen } from './screen.ts';
import { type SimpleCommand, walkScript } from './walk.ts';

/**
 * Says what bash would start when it is given `command`. Pure and total: whatever it does not understand is a hazard and makes
 * the analysis incomplete.
 */
export function analyse(command: string, context: AnalysisContext): CommandAnalysis {
  const { hazards, parseable } = screen(command);
  const into: Following = { context, invocations: [], hazards: [...hazards], forkBombs: [], order: 'sequential' };
  if (!parseable) return result(command, [], into, { plain: false, compound: true });
  const directories = [context.cwd];
  const words = hazards.length === 0 ? lexPlain(command) : undefined;
  if (words !== undefined) {
    const span = { start: words[0]?.span.start ?? 0, end: words.at(-1)?.span.end ?? 0 };
    const simple: SimpleCommand = { span, argv: words, assignments: [], redirects: [], piped: false, feeder: undefined, directories };
    follow(into, simple, 0);
    if (into.invocations.length > 1) markStale(into);
    return result(command, [simple], into, { plain: true, compound: false });
  }
  const walk = walkScript(command, context, directories, undefined);
  into.hazards.push(...walk.hazards);
  into.forkBombs.push(...walk.forkBombs);
  into.order = walk.order;
  const shown = walk.commands.filter((simple) => simple.argv.length > 0);
  for (const simple of walk.commands) follow(into, simple, Math.max(0, shown.indexOf(simple)));
  markStale(into);
  return result(command, shown, into, { plain: false, compound: !walk.single || shown.length > 1 });
}

function result(
  command: string,
  parts: readonly SimpleCommand[],
  into: Following,
  shape: { plain: boolean; compound: boolean },
): CommandAnalysis {
  return {
    command,
    parts: parts.map((simple): Part => ({ span: simple.span, argv: simple.argv })),
    invocations: into.invocations,
    forkBombs: into.forkBombs,
    hazards: into.hazards,
    complete: into.hazards.length === 0,
    plain: shape.plain,
    compound: shape.compound,
  };
}

/** Programs that change files but never make a name mean another place. */
const KEEPS_NAMES = new Set(['mkdir', 'touch', 'rm', 'rmdir', 'chmod', 'truncate', 'tee', 'sed', 'sort']);

function mayMoveNames(invocation: Invocation): boolean {
  const { class: kind } = invocation.effects;
  if (kind === 'read-only' || kind === 'remote-read' || kind === 'workspace-code' || KEEPS_NAMES.has(invocation.name)) return false;
  const verb = invocation.argv[1]?.value;
  return !(invocation.name === 'git' && (verb === 'add' || verb === 'commit'));
}

/** After a command that may link, move or unpack, what later paths mean is not known; beside it, neither. */
function markStale({ invocations, order }: Following): void {
  const movers = invocations.map(mayMoveNames);
  const first = movers.indexOf(true);
  if (first < 0) return;
  const many = order === 'repeated' || (order === 'concurrent' && movers.indexOf(true, first + 1) >= 0);
  invocations.forEach((invocation, i) => {
    const stale = order === 'sequential' ? i > first : many || i !== first;
    if (stale) invocations[i] = { ...invocation, stale: true };
  });
}
