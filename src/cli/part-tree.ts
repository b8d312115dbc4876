import type { PartVerdict } from '../policy/action.ts';
import type { Examined } from '../policy/examine.ts';
import type { Judged } from '../policy/judge.ts';
import type { Span } from '../shell/analysis.ts';

/** One program that a command would start, with those that it starts itself or that stand inside its words. */
export interface PartNode {
  readonly judged: Judged;
  /** The part of the text that it is; absent for what another program starts. */
  readonly part: PartVerdict | undefined;
  readonly children: readonly PartNode[];
}

interface Growing extends PartNode {
  readonly children: Growing[];
}

/** The programs of an examined command as a tree, each level in the order of the text. */
export function partTree({ analysis, parts, judged }: Examined): readonly PartNode[] {
  const verdicts = verdictsOf(analysis.parts, parts);
  const roots: Growing[] = [];
  /** The last node of each depth: what is started under wrappers follows its wrapper. */
  const path: Growing[] = [];
  for (const one of judged) {
    const { invocation } = one;
    const depth = Math.min(invocation.wrappers.length, path.length);
    const own = depth === 0 && invocation.argv.length > 0;
    const node: Growing = { judged: one, part: own ? verdicts.get(invocation.part) : undefined, children: [] };
    path.length = depth;
    (path.at(-1)?.children ?? roots).push(node);
    path.push(node);
  }
  return nest(roots);
}

/** `parts` of a verdict stand in the order of the text, those of an analysis in that of its walk. */
function verdictsOf(walked: readonly { readonly span: Span }[], parts: readonly PartVerdict[]): ReadonlyMap<number, PartVerdict> {
  const order = walked.map((_, index) => index).sort((a, b) => (walked[a]?.span.start ?? 0) - (walked[b]?.span.start ?? 0));
  return new Map(order.flatMap((index, place) => (parts[place] === undefined ? [] : [[index, parts[place]] as const])));
}

/** A substitution stands inside the words of another command: its programs go under that one. */
function nest(roots: readonly Growing[]): readonly PartNode[] {
  const sorted = [...roots].sort((a, b) => spanOf(a).start - spanOf(b).start || spanOf(b).end - spanOf(a).end);
  const top: Growing[] = [];
  const open: Growing[] = [];
  for (const node of sorted) {
    while (open.length > 0 && !holds(open.at(-1), node)) open.pop();
    (open.at(-1)?.children ?? top).push(node);
    open.push(node);
  }
  return top;
}

const spanOf = (node: PartNode): Span => node.judged.invocation.span;

function holds(outer: PartNode | undefined, inner: PartNode): boolean {
  if (outer === undefined) return false;
  const [a, b] = [spanOf(outer), spanOf(inner)];
  return a.start <= b.start && a.end >= b.end && a.end - a.start > b.end - b.start;
}
