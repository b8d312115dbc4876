import { PRESETS, type Preset } from '../../src/policy/action.ts';
import { visible } from '../../src/shell/visible.ts';
import { markdownTable } from '../markdown-table.ts';
import { ANSWERS, type Answered, answerAll, countQuestions, type FrictionRow, KINDS, readFriction, tally } from './friction.ts';

/** The preset whose reasons and classes are shown: the one that holds by default. */
const SHOWN: Preset = 'standard';
const MOST_FREQUENT = 10;
const HEAD = ['commands', ...ANSWERS] as const;

/** How often a person is asked, as Markdown tables by name: `answers`, `session`, `classes`, `reasons`, `sources`. */
export function frictionTables(): Readonly<Record<'answers' | 'session' | 'classes' | 'reasons' | 'sources', string>> {
  const rows = readFriction();
  const answered = new Map(PRESETS.map((preset) => [preset, answerAll(rows, preset)]));
  const shown = answered.get(SHOWN) ?? [];
  return {
    answers: markdownTable(
      ['preset', 'kind', ...HEAD],
      [...answered].flatMap(([preset, all]) => linesOf(preset, all)),
    ),
    session: sessionTable(
      rows.filter(({ kind }) => kind === 'agent'),
      answered,
    ),
    classes: markdownTable(
      ['class', ...HEAD],
      largestFirst(Map.groupBy(shown, (one) => one.class)).map(([name, own]) => [name, ...cellsOf(own)]),
    ),
    reasons: reasonTable(shown),
    sources: sourceTable(rows),
  };
}

function linesOf(preset: Preset, all: readonly Answered[]): string[][] {
  const kinds = KINDS.map((kind) => [preset, kind, ...cellsOf(all.filter((one) => one.kind === kind))]);
  return [[preset, 'all', ...cellsOf(all)], ...kinds];
}

/** Of some rows: how many there are, and how many of them got each answer. */
function cellsOf(own: readonly Answered[]): string[] {
  const counts = tally(own);
  return [`${own.length}`, ...ANSWERS.map((answer) => `${counts[answer]} (${percent(counts[answer], own.length)})`)];
}

function sessionTable(rows: readonly FrictionRow[], answered: ReadonlyMap<Preset, readonly Answered[]>): string {
  const lines = [...answered].map(([preset, all]) => {
    const counts = tally(all.filter(({ kind }) => kind === 'agent'));
    const questions = countQuestions(rows, preset);
    const shares = [counts['asked once'] + counts.asked, questions].map((count) => `${count} (${percent(count, rows.length)})`);
    return [preset, `${rows.length}`, ...shares];
  });
  return markdownTable(['preset', 'commands', 'questions, each allowed once', 'questions, allowed for the session where possible'], lines);
}

function reasonTable(shown: readonly Answered[]): string {
  const asked = shown.filter(({ answer }) => answer === 'asked' || answer === 'asked once');
  const groups = largestFirst(Map.groupBy(asked, ({ reason }) => generalReason(reason))).slice(0, MOST_FREQUENT);
  return markdownTable(
    ['reason', 'commands', 'of these asked once', 'for example'],
    groups.map(([reason, own]) => [visible(reason), `${own.length}`, `${tally(own)['asked once']}`, exampleOf(own)]),
  );
}

function sourceTable(rows: readonly FrictionRow[]): string {
  const lines = KINDS.map((kind) => {
    const own = rows.filter((one) => one.kind === kind);
    const recorded = own.filter(({ source }) => source !== 'written');
    return [kind, `${own.length - recorded.length}`, `${recorded.length}`, `${projectsOf(recorded)}`];
  });
  return markdownTable(['kind', 'written', 'recorded', 'from projects'], lines);
}

function projectsOf(rows: readonly FrictionRow[]): number {
  return new Set(rows.map(({ source }) => source.split(' ')[0])).size;
}

/** A reason without the program and the paths it is about, so that like is counted with like. */
export function generalReason(reason: string): string {
  return reason
    .replace(/^[^\s:]+: /, '')
    .replace(/^\S+ would start \S+, which/, 'what would start')
    .replace(/(?<=^|\s)[~/]\S+/g, 'a path');
}

/** The shortest command shows best what is meant; code marks are for what has none itself. */
function exampleOf(own: readonly Answered[]): string {
  const [first] = own.map(({ command }) => command).toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return first === undefined ? '' : first.includes('`') ? visible(first) : `\`${visible(first)}\``;
}

function largestFirst<K, V>(groups: ReadonlyMap<K, readonly V[]>): (readonly [K, readonly V[]])[] {
  return [...groups].toSorted(([, a], [, b]) => b.length - a.length);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Math.round((100 * part) / whole)} %`;
}
