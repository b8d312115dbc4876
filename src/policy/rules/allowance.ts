import type { Invocation } from '../../shell/analysis.ts';
import { NO_PROGRAM } from '../../shell/programs/traits.ts';
import type { Judged } from '../judge.ts';
import { within } from '../places.ts';
import type { Prefix } from '../prefix.ts';
import type { Reach } from '../reaches.ts';
import type { Touch } from '../touches.ts';
import { matchesPattern, segmentsOf } from './glob.ts';
import { meansHost } from './hosts.ts';
import type { FileRule, HostRule, Rule, RuleIndex } from './rule.ts';

/** Tells directories from files, by real path. Without it any path may be one. */
export type IsDirectory = (real: string) => boolean;

/** The `allow` rule that covers all that a program would do; `undefined` when it does, or may do, more than a rule says. */
export function allowanceFor(index: RuleIndex, judged: Judged, prefix: Prefix, isDirectory: IsDirectory | undefined): Rule | undefined {
  const { invocation } = judged;
  const { effects } = invocation;
  if (effects.unproven !== undefined || invocation.wrappers.length > 0 || isDestructive(invocation)) return undefined;
  const command = index.exact.size === 0 ? undefined : commandAllowance(index, judged, prefix);
  if (command !== undefined) return command;
  if (invocation.assignments.length > 0) return undefined;
  if (index.allowFiles.length > 0) {
    const file = fileAllowance(index.allowFiles, judged, isDirectory);
    if (file !== undefined) return file;
  }
  return index.allowHosts.length > 0 ? hostAllowance(index.allowHosts, judged) : undefined;
}

function isDestructive({ effects }: Invocation): boolean {
  return effects.facts?.some((fact) => fact.kind === 'dangerous_pattern' && fact.severity === 'high') ?? false;
}

/** A rule for a command never covers more than the workspace. */
function commandAllowance(
  { exact, prefixes, workspace }: RuleIndex,
  { invocation, touches, reaches }: Judged,
  prefix: Prefix,
): Rule | undefined {
  const { directories, traits } = invocation;
  if ((traits & NO_PROGRAM) !== 0) return undefined;
  if (directories === undefined || !directories.every((directory) => within(directory, workspace))) return undefined;
  if (!touches.every(staysInside) || reaches.some(goesFurther)) return undefined;
  const byPrefix = prefix.kind === 'prefix' ? prefixes.get(prefix.value) : undefined;
  if (byPrefix !== undefined) return byPrefix;
  const { argv, assignments, redirects } = invocation;
  if (assignments.length > 0 || redirects.length > 0 || argv.some((word) => word.kind !== 'static')) return undefined;
  return exact.get(argv.map((word) => word.value).join('\0'));
}

function staysInside({ place, use }: Touch): boolean {
  return place === 'null' || place === 'workspace' || (use === 'read' && (place === 'readable' || place === 'control'));
}

/** What a program's own class says is what the rule is about; what its paths, place or variables add to it is not. */
function goesFurther({ class: cls, why }: Reach, at: number): boolean {
  return (at > 0 || why !== undefined) && (cls === 'system' || cls === 'control-write' || cls === 'unknown');
}

/** Reads in the workspace need no rule; every write, and every read elsewhere, needs one. */
function fileAllowance(rules: readonly FileRule[], judged: Judged, isDirectory: IsDirectory | undefined): Rule | undefined {
  const { touches, reaches, invocation } = judged;
  const own = reaches[0]?.class;
  if ((own !== 'read-only' && own !== 'workspace-write') || (invocation.effects.facts?.length ?? 0) > 0) return undefined;
  if (reaches.some(({ span }, at) => at > 0 && !touches.some((touch) => touch.span === span))) return undefined;
  let first: Rule | undefined;
  for (const touch of touches) {
    if (touch.place === 'null' || (touch.use === 'read' && (touch.place === 'workspace' || touch.place === 'readable'))) continue;
    const covering = rules.find((rule) => covers(rule, touch, isDirectory))?.rule;
    if (covering === undefined) return undefined;
    first ??= covering;
  }
  return first;
}

/** A directory stands for all that is in it, which nobody has looked at. */
function covers({ rule, use, patterns }: FileRule, touch: Touch, isDirectory: IsDirectory | undefined): boolean {
  if ((touch.use === 'read') !== (use === 'read') || touch.paths.length === 0) return false;
  if (touch.place === 'secret' ? !opensSecret(rule, patterns) : touch.place !== 'workspace' && touch.place !== 'outside') return false;
  return touch.paths.every(
    (real) => isDirectory?.(real) === false && patterns.some((pattern) => matchesPattern(pattern, segmentsOf(real))),
  );
}

/** Only the file itself, by its name, and only in the user's own file. */
function opensSecret({ layer, matcher }: Rule, patterns: FileRule['patterns']): boolean {
  return layer === 'user' && matcher.kind === 'read' && patterns.every(({ fixed, segments }) => fixed === segments.length);
}

/** Reading from a host, and nothing else: no file is written or sent, and the host can not send it on to another one. */
function hostAllowance(rules: readonly HostRule[], { reaches, invocation, touches }: Judged): Rule | undefined {
  const facts = invocation.effects.facts ?? [];
  if (reaches.length !== 1 || reaches[0]?.class !== 'network' || touches.length > 0 || facts.length === 0) return undefined;
  if (followsRedirects(invocation)) return undefined;
  let first: Rule | undefined;
  for (const fact of facts) {
    if (fact.kind !== 'network' || fact.direction !== 'download' || fact.host === undefined) return undefined;
    const host = fact.host.toLowerCase();
    const covering = rules.find((rule) => meansHost(rule, host))?.rule;
    if (covering === undefined) return undefined;
    first ??= covering;
  }
  return first;
}

/** A tool that is no program is asked for one address; where it is led from there, its agent tells. curl does when it is told to; so does everything else unless it is told not to, as GNU Wget by its manual ("HTTP Options"). */
function followsRedirects({ name, argv, traits }: Invocation): boolean {
  if ((traits & NO_PROGRAM) !== 0) return false;
  const words = argv.slice(1).map((word) => word.value);
  // Among short options in one word, and where an option is named by its beginning.
  if (name === 'curl') return words.some((word) => /^(?:-(?!-).*L|--(?:l$|lo|f$|fo))/.test(word));
  return !(/^wget2?$/.test(name) && words.includes('--max-redirect=0') && words.filter((word) => word.startsWith('--max-r')).length === 1);
}
