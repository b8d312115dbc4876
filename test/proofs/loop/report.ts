import type { Score } from './score.ts';
import type { ServedTask } from './served-task.ts';
import type { Task } from './task.ts';

/** One task that was dispatched and scored, in the units of the report. */
export interface Row {
  readonly task: string;
  readonly kind: Task['kind'];
  readonly passed: boolean;
  /** Why it did not pass; the end of what the hidden tests wrote. */
  readonly why: string;
  readonly status: string;
  readonly confidence: string | null;
  readonly signals: readonly string[];
  readonly turns: number;
  /** Input and output together; `null` when the model does not tell. */
  readonly tokens: number | null;
  /** `null` when it is not known. */
  readonly usd: number | null;
  readonly seconds: number;
  readonly denied: number;
  readonly questions: readonly string[];
  /** What the harness itself expected otherwise. */
  readonly wrong: readonly string[];
}

export interface Totals {
  readonly passed: number;
  readonly tasks: number;
  readonly turns: number;
  readonly tokens: number | null;
  readonly usd: number | null;
  readonly seconds: number;
  readonly denied: number;
  readonly questions: number;
}

/** Takes what became of a task, its score, and what was otherwise than expected. */
export function rowOf({ id, kind }: Task, { told, questions }: ServedTask, score: Score, wrong: readonly string[]): Row {
  const { status, reason, iterations = '0', tokens, cost_usd: usd = null, duration_ms: ms = 0, policy, evidence } = told;
  return {
    task: id,
    kind,
    ...score,
    status: reason === undefined ? status : `${status}: ${reason}`,
    confidence: evidence?.confidence ?? null,
    signals: evidence?.signals ?? [],
    turns: Number.parseInt(iterations, 10),
    tokens: tokens === undefined ? null : tokens.input + tokens.output,
    usd,
    seconds: ms / 1_000,
    denied: policy?.denials ?? 0,
    questions,
    wrong,
  };
}

/** A sum with a part that is not known is not known. */
export function totalsOf(rows: readonly Row[]): Totals {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const known = (of: (row: Row) => number | null): number | null =>
    rows.reduce<number | null>((total, row) => {
      const one = of(row);
      return total === null || one === null ? null : total + one;
    }, 0);
  return {
    passed: rows.filter(({ passed }) => passed).length,
    tasks: rows.length,
    turns: sum(({ turns }) => turns),
    tokens: known(({ tokens }) => tokens),
    usd: known(({ usd }) => usd),
    seconds: sum(({ seconds }) => seconds),
    denied: sum(({ denied }) => denied),
    questions: sum(({ questions }) => questions.length),
  };
}

const HEAD = ['task', 'score', 'status', 'confidence', 'turns', 'tokens', 'usd', 'seconds', 'denied', 'asked'];
/** The columns of words; figures stand to the right. */
const WORDS: ReadonlySet<string> = new Set(['task', 'score', 'status', 'confidence']);

/** A line for each task, and one for all. */
export function tableOf(rows: readonly Row[]): readonly string[] {
  const all = totalsOf(rows);
  const figures = ({ turns, tokens, usd, seconds, denied }: Omit<Totals, 'passed' | 'tasks' | 'questions'>, asked: number) => [
    `${turns}`,
    tokens === null ? '?' : `${tokens}`,
    usd === null ? '?' : usd.toFixed(4),
    seconds.toFixed(1),
    `${denied}`,
    `${asked}`,
  ];
  const lines = [
    HEAD,
    ...rows.map((row) => [
      row.task,
      row.passed ? 'pass' : 'FAIL',
      row.status.split(':')[0] ?? '',
      row.confidence ?? '-',
      ...figures(row, row.questions.length),
    ]),
    ['all', `${all.passed}/${all.tasks}`, '', '', ...figures(all, all.questions)],
  ];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    WORDS.has(HEAD[column] ?? '') ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return lines.map((line) => line.map(pad).join('  '));
}
