import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Bench, createBench, type Told } from './bench.ts';
import type { StagedModel } from './model.ts';

/** One thing that was looked at, and what was wrong with it. */
export interface Checked {
  readonly trial: number;
  readonly name: string;
  readonly wrong: readonly string[];
  readonly seen: string;
}

/** What a trial has. */
export interface Lab {
  readonly quick: boolean;
  /** For what is beside the places of a trial. */
  readonly root: string;
  readonly model: StagedModel;
  /** A place of its own for each name. */
  bench(name: string, files: Readonly<Record<string, string>>, model?: 'configured' | 'none'): Bench;
  /** @param wrong nothing, when it is as it should be */
  check(name: string, wrong: readonly string[], seen?: string): void;
  same(name: string, got: unknown, want: unknown): void;
  /** Each of these must be in a text. */
  holds(name: string, text: string | undefined, ...wanted: readonly (string | RegExp)[]): void;
  /** Ends what was started in its places. */
  end(): Promise<void>;
}

export interface LabOptions {
  readonly trial: number;
  readonly quick: boolean;
  readonly root: string;
  readonly PATH: string;
  readonly model: StagedModel;
  readonly tell: (checked: Checked) => void;
}

const SHOWN = 600;

export function createLab({ trial, quick, root, PATH, model, tell }: LabOptions): Lab {
  const benches: Bench[] = [];
  const check: Lab['check'] = (name, wrong, seen = '') => tell({ trial, name, wrong, seen });
  return {
    quick,
    root,
    model,
    bench(name, files, configured = 'configured') {
      const made = createBench({
        root: path.join(root, `${trial}-${name}`),
        PATH,
        modelUrl: configured === 'configured' ? model.baseUrl : undefined,
        files,
      });
      benches.push(made);
      return made;
    },
    check,
    same: (name, got, want) => check(name, isDeepStrictEqual(got, want) ? [] : [`it is ${shown(got)}, not ${shown(want)}`]),
    end: async () => void (await Promise.all(benches.map((bench) => bench.end()))),
    holds(name, text, ...wanted) {
      const lacks = wanted.filter((one) => !(typeof one === 'string' ? text?.includes(one) : text !== undefined && one.test(text)));
      check(name, lacks.length === 0 ? [] : [`it lacks ${lacks.map(String).join(' and ')}: ${shown(text)}`]);
    },
  };
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, SHOWN);

/** How a task ended, in a few words. */
export const endOf = ({ status, stopped_by: by, reason }: Told): string =>
  [status, ...(by === undefined ? [] : [`by ${by}`]), ...(reason === undefined ? [] : [`(${reason})`])].join(' ');

/** Resolves when something is so; looks at it again and again, for what tells nobody. Throws when it is not so in time. */
export async function until(what: string, is: () => boolean | Promise<boolean>, limitMs = 30_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
