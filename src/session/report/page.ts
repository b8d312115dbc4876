/** A page that is written as Markdown or HTML: what is ours is told from what is foreign, so that only we make markup. */
export interface Page {
  readonly title: Words;
  readonly sections: readonly Section[];
}

export interface Section {
  /** Our own words. */
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: Words])[] }
  | { readonly kind: 'list'; readonly items: readonly Words[]; readonly total: number }
  | Table
  | { readonly kind: 'bar'; readonly parts: readonly BarPart[] }
  | { readonly kind: 'note'; readonly words: Words }
  /** Foreign text of several lines. */
  | { readonly kind: 'text'; readonly foreign: string };

/** A table may be long, and only some of its rows be shown: they are made when they are. */
export interface Table {
  readonly kind: 'table';
  readonly head: readonly string[];
  /** Rows that there are, and how one is made. */
  readonly count: number;
  readonly row: (index: number) => readonly Words[];
  /** Rows that there would be, if all were kept. */
  readonly total: number;
}

export interface BarPart {
  readonly label: string;
  readonly count: number;
  readonly tone: 'good' | 'bad';
}

/** A text of ours, with foreign text in it. */
export type Words = readonly (string | { readonly foreign: string })[];

type Value = string | number | Words | { readonly own: string };

/** A template of ours: every text that is put into it is foreign, unless `own` says otherwise. */
export function say(parts: TemplateStringsArray, ...values: readonly Value[]): Words {
  return parts
    .flatMap((part, index) => [part, ...(index < values.length ? wordsOf(values[index] ?? '') : [])])
    .filter((word) => word !== '');
}

/** Marks a text that we have written ourselves. */
export function own(text: string): { readonly own: string } {
  return { own: text };
}

function wordsOf(value: Value): Words {
  if (typeof value === 'string') return [{ foreign: value }];
  if (typeof value === 'number') return [value.toLocaleString('en')];
  return 'own' in value ? [value.own] : value;
}

/** The parts that are there, with something between each two. */
export function joined(all: readonly (Words | false | undefined)[], between: string): Words {
  return all
    .filter((words) => words !== false && words !== undefined)
    .flatMap((words, index) => (index === 0 ? words : [between, ...words]));
}

/** Takes milliseconds since 1970; returns them as people and programs read a time, in UTC. */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Takes milliseconds. */
export function spanText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function usdText(usd: number | null): string {
  return usd === null ? 'cost unknown' : `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
