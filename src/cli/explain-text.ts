import { isAbsolute, relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Explanation, Verdict } from '../policy/action.ts';
import type { Examined, Refused } from '../policy/examine.ts';
import type { Judged } from '../policy/judge.ts';
import type { Prefix } from '../policy/prefix.ts';
import type { Signal } from '../policy/signals.ts';
import { UNKNOWN, type Word } from '../shell/analysis.ts';
import { visible } from '../shell/visible.ts';
import { fitWidth } from './display-width.ts';
import { type PartNode, partTree } from './part-tree.ts';
import { underlined } from './underline.ts';

/** How a text for a terminal is laid out. */
export interface Screen {
  readonly columns: number;
  readonly colour: boolean;
}

/** Nobody reads more of each. */
const MOST_PROGRAMS = 60;
const MOST_PATHS = 8;
const MOST_SIGNALS = 40;
const MOST_HAZARDS = 8;
/** However deep something stands, so much of it is shown. */
const SHORTEST = 24;
/** Columns of one detail; a terminal breaks such a line itself. */
const LONGEST_DETAIL = 400;

type Style = Parameters<typeof styleText>[0];

const DECISIONS: Readonly<Record<Verdict['decision'], 'green' | 'yellow' | 'red'>> = { allow: 'green', ask: 'yellow', deny: 'red' };

function painter({ colour }: Screen): (style: Style, text: string) => string {
  return (style, text) => (colour && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}

/** The verdict about a command in two lines: what and why, and the prefix. */
export function checkText({ verdict }: Pick<Explanation, 'verdict'>, screen: Screen): string {
  return `${head(verdict, screen)}\n${prefixWords(verdict.prefix)}\n`;
}

function head({ decision, tier, class: cls, reason }: Verdict, screen: Screen): string {
  const paint = painter(screen);
  return `${paint(['bold', DECISIONS[decision]], decision)} (tier ${tier}, ${cls ?? 'unknown'}): ${oneLine(reason)}`;
}

/** Everything about a command that a person may want to know: verdict, the words that decided, the programs, the signals. */
export function explainText(command: string, examined: Examined | Refused, screen: Screen): string {
  const { verdict } = examined;
  const paint = painter(screen);
  const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', paint('bold', title), ...lines]);
  return [
    head(verdict, screen),
    ...(verdict.change === undefined ? [] : [oneLine(verdict.change)]),
    paint('dim', `rule ${oneLine(verdict.rule)}; ${prefixWords(verdict.prefix)}`),
    ...(command === '' ? [] : ['', ...shownCommand(command, verdict, screen)]),
    ...(examined.refused ? [] : section('starts', programs(command, examined, screen))),
    ...(examined.refused ? [] : section('not understood', hazards(command, examined))),
    ...section('signals', signals(command, verdict.signals)),
    '',
  ].join('\n');
}

function shownCommand(command: string, { span, decision }: Verdict, screen: Screen): string[] {
  const paint = painter(screen);
  return underlined(command, span, screen.columns - 2).flatMap(({ gutter, text, marks }) => [
    `  ${paint('dim', gutter)}${text}`,
    ...(marks === '' ? [] : [`  ${paint('dim', gutter.replace(/\d/g, ' '))}${paint(['bold', DECISIONS[decision]], marks)}`]),
  ]);
}

function programs(command: string, examined: Examined, screen: Screen): string[] {
  const paint = painter(screen);
  const lines: string[] = [];
  let left = MOST_PROGRAMS;
  const add = (nodes: readonly PartNode[], indent: string, around: Directories): void => {
    nodes.forEach((node, index) => {
      left -= 1;
      if (left < 0) return;
      const last = index === nodes.length - 1;
      const below = `${indent}${last ? '   ' : '\u2502  '}`;
      const [title = '', ...rest] = describeNode(command, node, { around, cwd: examined.cwd });
      const width = Math.max(SHORTEST, screen.columns - below.length);
      lines.push(`${paint('dim', `${indent}${last ? '\u2514\u2500 ' : '\u251c\u2500 '}`)}${paint('bold', fitWidth(title, width))}`);
      const rail = node.children.length > 0 ? '\u2502  ' : '   ';
      for (const line of rest) lines.push(`${paint('dim', `${below}${rail}`)}${fitWidth(line, LONGEST_DETAIL)}`);
      add(node.children, below, node.judged.invocation.directories);
    });
  };
  add(partTree(examined), '', [examined.cwd]);
  return left < 0 ? [...lines, `\u2026 ${-left} more programs`] : lines;
}

type Touch = Judged['touches'][number];
type Directories = Judged['invocation']['directories'];

/** @param from.around the directories that whoever starts it is in */
function describeNode(
  command: string,
  { judged, part }: PartNode,
  { around, cwd }: { readonly around: Directories; readonly cwd: string },
): string[] {
  const { invocation, class: cls, reaches } = judged;
  const { argv, span, wrappers, directories, piped } = invocation;
  const title = wrappers.length === 0 ? command.slice(span.start, span.end) : argv.map(quoted).join(' ');
  const why = reaches.find((reach) => reach.class === cls)?.why ?? invocation.effects.unproven;
  const elsewhere = directories?.join('\0') !== around?.join('\0');
  return [
    oneLine(title),
    [cls, ...(why === undefined ? [] : [oneLine(why)])].join(': '),
    ...(part === undefined ? [] : [prefixWords(part.prefix)]),
    ...(['read', 'write', 'remove'] as const).flatMap((use) => touched(use, judged)),
    ...(piped ? ['its input comes from another command'] : []),
    ...(elsewhere ? [startsIn(directories, cwd)] : []),
  ];
}

function startsIn(directories: Directories, cwd: string): string {
  if (directories === undefined) return 'starts in a directory that is not known';
  const names = directories.map((directory) => {
    const inside = relative(cwd, directory);
    return inside.startsWith('..') ? directory : inside || '.';
  });
  return oneLine(`starts in ${names.join(' or ')}`);
}

const PLACE_WORDS: Readonly<Record<Touch['place'], string>> = {
  null: '',
  workspace: '',
  readable: 'installed software',
  outside: 'outside the workspace',
  control: 'configures other programs',
  secret: 'a secret place',
  own: "Bailiwick's own",
  device: 'a device',
  unknown: 'not known before it runs',
};

function touched(use: Touch['use'], { invocation, touches }: Judged): string[] {
  const found = touches.filter((touch) => touch.use === use);
  if (found.length === 0) return [];
  const names = found.slice(0, MOST_PATHS).map(({ text, paths, place }) => {
    const notes = [leadsTo(text, paths, invocation.directories), PLACE_WORDS[place]].filter((note) => note !== '');
    return notes.length === 0 ? text : `${text} (${notes.join(', ')})`;
  });
  const more = found.length > MOST_PATHS ? [`${found.length - MOST_PATHS} more`] : [];
  const deep = use === 'remove' && invocation.effects.recursive === true ? ' with all below' : '';
  return [oneLine(`${use}s${deep} ${[...new Set(names), ...more].join(', ')}`)];
}

/** Where a link leads; nothing when the path is what it says. */
function leadsTo(text: string, [real, ...others]: readonly string[], directories: Directories): string {
  const directory = directories?.length === 1 ? directories[0] : undefined;
  if (real === undefined || others.length > 0 || (directory === undefined && !isAbsolute(text))) return '';
  return resolve(directory ?? '/', text) === real ? '' : `leads to ${real}`;
}

function hazards(command: string, { analysis }: Examined): string[] {
  return analysis.hazards.slice(0, MOST_HAZARDS).map(({ reason, span }) => {
    const text = command.slice(span.start, span.end);
    return fitWidth(
      oneLine(text === '' ? `at the end of line ${lineOf(command, span.start)}: ${reason}` : `${text}: ${reason}`),
      LONGEST_DETAIL,
    );
  });
}

const lineOf = (command: string, at: number): number => command.slice(0, at).split('\n').length;

function signals(command: string, found: readonly Signal[]): string[] {
  const shown = found.slice(0, MOST_SIGNALS).map(({ span, kind, ...facts }) => {
    const told = Object.entries(facts).map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}`);
    return fitWidth(oneLine(`${kind}: ${told.join(', ')} \u2014 ${command.slice(span.start, span.end)}`), LONGEST_DETAIL);
  });
  return found.length > MOST_SIGNALS ? [...shown, `\u2026 ${found.length - MOST_SIGNALS} more`] : shown;
}

function prefixWords(prefix: Prefix): string {
  if (prefix.kind === 'prefix') return `prefix: ${oneLine(prefix.value)}`;
  return `${prefix.kind === 'no_prefix' ? 'no prefix' : 'injection detected'}: ${oneLine(prefix.reason)}`;
}

function quoted({ value, kind }: Word): string {
  return kind !== 'static' || /^[\w@%+=:,./~^-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

const UNKNOWNS = new RegExp(`${UNKNOWN}+`, 'gu');

/** A line of its own in a command must not look like one of ours; what is not known of a word is left open. */
function oneLine(text: string): string {
  return visible(text).replaceAll('\n', ' \u23ce ').replaceAll('\t', ' ').replace(UNKNOWNS, '\u2026');
}
