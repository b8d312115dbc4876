import type { CommandAnalysis, Hazard, Invocation, Word } from '../shell/analysis.ts';
import { codeAt, lengthOf, startsAt } from '../shell/code-at.ts';
import { dangerousVariable } from '../shell/programs/variables.ts';
import type { Judged } from './judge.ts';
import type { Touch } from './touches.ts';

/** The safe prefix of a command, or why there is none. `value` is a literal prefix of the text that ends at a word boundary. */
export type Prefix =
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'injection_detected'; readonly reason: string }
  | { readonly kind: 'no_prefix'; readonly reason: string };

const none = (reason: string): Prefix => ({ kind: 'no_prefix', reason });
const injection = (reason: string): Prefix => ({ kind: 'injection_detected', reason });

/**
 * The prefix of a whole command: none for anything but one program whose words say all that runs.
 * @param ofFirst the prefix of its first part, when it has one.
 */
export function prefixOf(analysis: CommandAnalysis, ofFirst: Prefix | undefined): Prefix {
  const hazard = analysis.hazards[0];
  if (analysis.compound) return injection(hazard?.reason ?? 'more than one command, or one inside another');
  if (ofFirst?.kind === 'prefix' && !standsFirst(analysis.command, ofFirst.value)) return none('its words do not stand first');
  return ofFirst ?? (hazard === undefined ? none('nothing would run') : injection(hazard.reason));
}

/** Whether only blanks stand before it. */
function standsFirst(command: string, prefix: string): boolean {
  return startsAt(command, prefix) || startsAt(command.trimStart(), prefix);
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
  const own = hazardsOf(analysis, invocation);
  for (const { kind, reason } of own) if (kind === 'syntax') return injection(reason);
  if ('none' in effects.prefix) return none(effects.prefix.none);
  if (judged.length > 1) return injection(`${invocation.name} starts another command`);
  if (own[0] !== undefined) return injection(own[0].reason);
  const paths = first.touches.length === 0 ? undefined : refusedPaths(first);
  return paths ?? refusedEnvironment(invocation) ?? cut(analysis.command, invocation, effects.prefix);
}

/** Of more parts than this every hazard counts for each. */
const MANY_PARTS = 64;

function hazardsOf({ hazards, parts }: CommandAnalysis, { span }: Invocation): readonly Hazard[] {
  return hazards.length === 0 || parts.length <= 1 || parts.length > MANY_PARTS
    ? hazards
    : hazards.filter((each) => each.span.start >= span.start && each.span.end <= span.end);
}

function refusedPaths({ invocation, touches }: Judged): Prefix | undefined {
  // Changing the directory reads nothing, and lasts no longer than this command.
  if (invocation.name === 'cd') return undefined;
  let harmful: Touch | undefined;
  for (const touch of touches) {
    if (touch.redirect && touch.use === 'write' && touch.place !== 'null') return none(`it writes ${touch.text}`);
    if (harmful === undefined && !harmless(touch)) harmful = touch;
  }
  if (harmful === undefined) return undefined;
  return none(`it ${harmful.use}s ${harmful.text}, which is ${harmful.place === 'unknown' ? 'not known' : harmful.place}`);
}

/** Reading is harmless also where programs are installed or configured; writing is so in the workspace only. */
function harmless({ place, use }: Touch): boolean {
  return place === 'null' || place === 'workspace' || (use === 'read' && (place === 'readable' || place === 'control'));
}

function refusedEnvironment({ assignments }: Invocation): Prefix | undefined {
  for (const assignment of assignments) {
    const danger = dangerousVariable(assignment.name, true, assignment.value);
    if (assignment.value.kind !== 'static') return injection(`the value of ${assignment.name} is not literal`);
    if (danger?.level === 'unproven') return none(`${assignment.name}: ${danger.reason}`);
  }
  return undefined;
}

/** Cuts the text from the first assignment to the last sub-command word; only bare words and blanks may stand in it. */
function cut(command: string, invocation: Invocation, rule: { readonly words: number; readonly whole?: boolean }): Prefix {
  const { argv, assignments } = invocation;
  const first = assignments[0] ?? argv[0];
  const last = argv[rule.words];
  if (first === undefined) return none('nothing would run');
  if (last === undefined) return none('its sub-command is missing');
  for (let i = 0; i <= rule.words; i++) {
    const word = argv[i];
    if (word !== undefined && !standsBare(command, word)) return injection('a command word with quotes or backslashes');
  }
  let end = first.span.start;
  if (end !== invocation.span.start) return none('its words do not stand first');
  for (const { span } of assignments) {
    if (!isBlank(command, end, span.start)) return none('its words do not stand together');
    end = span.end;
  }
  for (let i = 0; i <= rule.words; i++) {
    const span = argv[i]?.span;
    if (span === undefined || !isBlank(command, end, span.start)) return none('its words do not stand together');
    end = span.end;
  }
  if (rule.words > 0 && rule.whole !== true && isWhite(command, end, invocation.span.end))
    return none('the prefix would be the whole command: it would cover more than was seen');
  return { kind: 'prefix', value: command.slice(first.span.start, end) };
}

function standsBare(command: string, { span, value }: Word): boolean {
  return span.end - span.start === lengthOf(value) && startsAt(command, value, span.start);
}

/** Nothing, or only white space of any kind; most often the first character tells. */
function isWhite(command: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = codeAt(command, at);
    if (code > 0x20 && code < 0x7f) return false;
    if (code !== 0x20) return command.slice(at, to).trim() === '';
  }
  return true;
}

/** Nothing, or only spaces and tabs. */
function isBlank(command: string, from: number, to: number): boolean {
  if (from > to) return false;
  for (let at = from; at < to; at++) {
    const code = codeAt(command, at);
    if (code !== 0x20 && code !== 0x09) return false;
  }
  return true;
}
