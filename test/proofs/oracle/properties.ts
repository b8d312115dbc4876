import path from 'node:path';
import { boundsOf, placeOf } from '../../../src/policy/places.ts';
import type { Invocation, Word } from '../../../src/shell/analysis.ts';
import type { Observation, Start } from './jail.ts';
import type { Kept } from './keep.ts';
import { PARTS_OF } from './programs.ts';
import { HOME, WORKSPACE } from './workspace.ts';

/**
 * A property that did not hold. `A`: a program started that the analysis did not name, or with other words. `B`: a proven read changed
 * a file. `C`: a command that was allowed unasked changed something outside the workspace, or a file that configures programs.
 */
export interface Violation {
  readonly property: 'A' | 'B' | 'C';
  readonly command: string;
  readonly cwd: string;
  readonly decision: string;
  readonly class: string;
  readonly why: string;
  /** What ran, or what changed. */
  readonly ran: readonly string[];
  /** What the analysis named. */
  readonly named: readonly string[];
}

/** Of what ran in one command, that much is reported. */
const MOST_SHOWN = 8;

/** Compares what was seen with what was said. */
export function violationsOf(kept: Kept, seen: Observation): Violation[] {
  const found = (property: Violation['property'], why: string, ran: readonly string[]): Violation => ({
    property,
    command: kept.command,
    cwd: kept.cwd,
    decision: kept.verdict.decision,
    class: kept.verdict.class ?? '',
    why,
    ran,
    named: kept.analysis.invocations.map((invocation) => invocation.argv.map((word) => word.value).join(' ')),
  });
  const violations: Violation[] = [];
  if (seen.torn) violations.push(found('A', 'the log is torn: too many words, or words too long', []));
  const unexpected = Map.groupBy(seen.starts, (start) => unnamed(kept, start));
  for (const [why, starts] of unexpected) {
    if (why !== undefined)
      violations.push(found('A', why, [...new Set(starts.map((start) => `${start.path} ${start.args.join(' ')}`))].slice(0, MOST_SHOWN)));
  }
  // A program that is killed cannot tidy its temporary files up.
  const changes = seen.late ? seen.changes.filter((change) => !change.startsWith('new /tmp/')) : seen.changes;
  if (kept.verdict.decision === 'allow' && changes.length > 0) {
    if (kept.verdict.class === 'read-only') violations.push(found('B', 'a proven read changed files', changes));
    const outside = changes.filter(reachesOut);
    if (outside.length > 0) violations.push(found('C', 'an allowed write reached out of the workspace', outside));
  }
  return violations;
}

const BOUNDS = boundsOf({ workspace: WORKSPACE, home: HOME, ownDirs: [] });

/** That git renews what its index remembers of the files is no change of anything that it keeps. */
function reachesOut(change: string): boolean {
  const at = change.slice(change.indexOf(' ') + 1);
  return at !== `${WORKSPACE}/.git/index` && placeOf(at, BOUNDS) !== 'workspace';
}

/** Why a start was not to be expected; undefined when the analysis named it. */
function unnamed({ analysis, verdict }: Kept, start: Start): string | undefined {
  const name = path.basename(start.path);
  const [first] = analysis.invocations;
  if (analysis.invocations.some((invocation) => PARTS_OF[invocation.name]?.includes(name))) return undefined;
  // A prefix says that this program runs and no other.
  if (verdict.decision !== 'allow' && name !== first?.name) return 'a program started that is not that of the prefix';
  const same = analysis.invocations.filter((invocation) => invocation.name === name);
  if (same.some((invocation) => fits(invocation, start.args, analysis.command))) return undefined;
  return same.length === 0 ? 'a program started that was not named' : 'it started with other words than were named';
}

/** What stands for a word that only the run tells: any number of words. */
const ANY = undefined;

function fits(invocation: Invocation, args: readonly string[], command: string): boolean {
  const pattern = invocation.argv.slice(1).map((word) => (isLiteral(word, invocation, command) ? word.value : ANY));
  // xargs repeats the command, with more words each time: from the first that it adds on, everything may come.
  const open = invocation.wrappers.at(-1) === 'xargs' ? pattern.indexOf(ANY) : -1;
  return matches(open < 0 ? pattern : pattern.slice(0, open + 1), args);
}

/**
 * Whether bash passes exactly this word. Under `find`, `{}` is replaced in the words of the analysis by the directory, for that is where
 * the files lie; the words that run are theirs.
 */
function isLiteral(word: Word, invocation: Invocation, command: string): boolean {
  if (word.kind !== 'static') return false;
  const replaces = invocation.wrappers.some((wrapper) => /^g?(find|xargs)$/.test(wrapper));
  return !(replaces && unquoted(command.slice(word.span.start, word.span.end)).includes('{}'));
}

const unquoted = (text: string): string => text.replace(/[\\'"\n]/g, '');

function matches(pattern: readonly (string | typeof ANY)[], args: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const word of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (word === ANY) for (let i = at; i <= args.length; i++) next.add(i);
      else if (args[at] === word) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(args.length);
}
