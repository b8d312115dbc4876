import type { CommandAnalysis, Invocation } from '../shell/analysis.ts';
import { dangerousVariable } from '../shell/programs/variables.ts';
import type { Judged, Touch } from './judge.ts';

/** The safe prefix of a command, or why there is none. `value` is a literal prefix of the text that ends at a word boundary. */
export type Prefix =
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'injection_detected'; readonly reason: string }
  | { readonly kind: 'no_prefix'; readonly reason: string };

const none = (reason: string): Prefix => ({ kind: 'no_prefix', reason });
const injection = (reason: string): Prefix => ({ kind: 'injection_detected', reason });

/** The prefix of a whole command: none for anything but one program whose words say all that runs. */
export function prefixOf(analysis: CommandAnalysis, judged: readonly Judged[]): Prefix {
  const first = judged[0];
  const part = analysis.parts[0];
  if (analysis.compound) return injection(analysis.hazards[0]?.reason ?? 'more than one command, or one inside another');
  if (first === undefined || part === undefined)
    return analysis.hazards[0] === undefined ? none('nothing would run') : injection(analysis.hazards[0].reason);
  return prefixOfPart(
    analysis,
    judged.filter((one) => one.invocation.part === 0),
  );
}

/**
 * The prefix of one simple command and of what it starts.
 * @param judged the invocations of this part; the first is the one that stands in the text.
 */
export function prefixOfPart(analysis: CommandAnalysis, judged: readonly Judged[]): Prefix {
  const first = judged[0];
  if (first === undefined) return none('nothing would run');
  const { invocation } = first;
  const { effects } = invocation;
  const own = analysis.hazards.filter(
    (each) => analysis.parts.length <= 1 || (each.span.start >= invocation.span.start && each.span.end <= invocation.span.end),
  );
  const broken = own.find((each) => each.kind === 'syntax');
  if (broken !== undefined) return injection(broken.reason);
  if ('none' in effects.prefix) return none(effects.prefix.none);
  if (judged.length > 1) return injection(`${invocation.name} starts another command`);
  if (own[0] !== undefined) return injection(own[0].reason);
  const refused = refusedPaths(first) ?? refusedEnvironment(invocation);
  return refused ?? cut(analysis.command, invocation, effects.prefix);
}

function refusedPaths({ invocation, touches }: Judged): Prefix | undefined {
  // Changing the directory reads nothing, and lasts no longer than this command.
  if (invocation.name === 'cd') return undefined;
  const redirect = touches.find((touch) => touch.redirect && touch.place !== 'null' && touch.use === 'write');
  if (redirect !== undefined) return none(`it writes ${redirect.text}`);
  const touch = touches.find((each) => !harmless(each));
  return touch === undefined
    ? undefined
    : none(`it ${touch.use}s ${touch.text}, which is ${touch.place === 'unknown' ? 'not known' : touch.place}`);
}

/** Reading is harmless also where programs are installed or configured; writing is so in the workspace only. */
function harmless({ place, use }: Touch): boolean {
  return place === 'null' || place === 'workspace' || (use === 'read' && (place === 'readable' || place === 'control'));
}

function refusedEnvironment(invocation: Invocation): Prefix | undefined {
  for (const assignment of invocation.assignments) {
    const danger = dangerousVariable(assignment.name);
    if (assignment.value.kind !== 'static') return injection(`the value of ${assignment.name} is not literal`);
    if (danger?.level === 'unproven') return none(`${assignment.name}: ${danger.reason}`);
  }
  return undefined;
}

/** Cuts the text from the first assignment to the last sub-command word; only bare words and blanks may stand in it. */
function cut(command: string, invocation: Invocation, rule: { readonly words: number; readonly whole?: boolean }): Prefix {
  const [program] = invocation.argv;
  if (program === undefined) return none('nothing would run');
  const start = invocation.assignments[0]?.span.start ?? program.span.start;
  const words = invocation.argv.slice(0, rule.words + 1);
  const last = words.at(-1) ?? program;
  if (words.length <= rule.words) return none('its sub-command is missing');
  for (const word of words) {
    if (command.slice(word.span.start, word.span.end) !== word.value) return injection('a command word with quotes or backslashes');
  }
  const between = [...invocation.assignments.map((assignment) => assignment.span), ...words.map((word) => word.span)];
  for (const [i, span] of between.entries()) {
    const next = between[i + 1];
    if (next !== undefined && !/^[ \t]+$/.test(command.slice(span.end, next.start))) return none('its words do not stand together');
  }
  const nothingFollows = command.slice(last.span.end, invocation.span.end).trim() === '';
  if (nothingFollows && rule.words > 0 && rule.whole !== true)
    return none('the prefix would be the whole command: it would cover more than was seen');
  return { kind: 'prefix', value: command.slice(start, last.span.end) };
}
