import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { worktreesDir } from '../../../../../src/rooms/worktrees-dir.ts';
import { decisionsOf } from '../../../children/counted.ts';
import type { Acted } from '../acts.ts';
import { type Lab, logOf, placeOf, policyOf, type Ready, repository, start } from '../lab.ts';
import { leftOf } from '../processes.ts';
import { person, type Served, type Told } from '../served.ts';

const PART = 6;
const SHOWN = 500;
/** What stays below the work trees: where it is kept what there is of them. */
const MANIFESTS = '.manifests';
/** Milliseconds until nothing of a child that has ended runs. */
const END_MS = 5_000;

const line = z.looseObject({
  kind: z.string(),
  task: z.string().optional(),
  decision: z.string().optional(),
  tool: z.string().optional(),
  action: z.looseObject({ kind: z.string() }).optional(),
});

/** A repository with a commit, and a server for it. */
export interface Bench {
  readonly workspace: string;
  readonly served: Served;
  tell(name: string, wrong: readonly string[], seen?: string): void;
  same(name: string, got: unknown, want: unknown, seen?: string): void;
  /** Each of these must be in a text. */
  holds(name: string, text: unknown, ...wanted: readonly string[]): void;
  person(...args: readonly string[]): ReturnType<typeof person>;
  /** Everything that has to be so of a child that has ended, however it did. */
  settled(name: string, taskId: string, told: Told): Promise<void>;
  /** Decisions of the log about what a task did, in order; without those about calling one of our tools, which are judged again by what they do. */
  decided(taskId: string): Promise<readonly string[]>;
  /** Work trees of which git, or the directory for them, knows. */
  trees(): readonly string[];
}

/** Lends it for one run of one agent; then the server is ended. */
export async function onBench(lab: Lab, agent: Ready, name: string, use: (bench: Bench) => Promise<void>): Promise<void> {
  const workspace = repository(lab, `${agent.name}-${PART}-${name}`);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=proof', '-c', 'user.email=proof@localhost', ...args], {
      cwd: workspace,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: lab.user.home, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' },
      encoding: 'utf8',
    });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'as it was');
  const place = placeOf(lab, workspace);
  const trees = worktreesDir(lab.user.home);
  const tell: Bench['tell'] = (what, wrong, seen = '') =>
    lab.check({ agent: agent.name, part: PART, name: `${name}: ${what}`, wrong, seen });
  const served = await start(lab, workspace);
  const bench: Bench = {
    workspace,
    served,
    tell,
    same: (what, got, want, seen) => tell(what, isDeepStrictEqual(got, want) ? [] : [`it is ${shown(got)}, not ${shown(want)}`], seen),
    holds(what, text, ...wanted) {
      const lacks = wanted.filter((one) => !String(text).includes(one));
      tell(what, lacks.length === 0 ? [] : [`it lacks ${lacks.map((one) => JSON.stringify(one)).join(' and ')}: ${shown(text)}`]);
    },
    person: (...args) => person(place, ...args),
    trees: () => [
      ...git('worktree', 'list', '--porcelain')
        .split('\n')
        .flatMap((line) => (line.startsWith('worktree ') && line !== `worktree ${workspace}` ? [line.slice('worktree '.length)] : [])),
      ...readdirSync(trees, { recursive: true, encoding: 'utf8' }).filter((one) => one !== MANIFESTS),
    ],
    async decided(taskId) {
      const lines = (await logOf(lab, workspace, taskId)).map((text) => line.parse(JSON.parse(text)));
      const own = lines.filter(({ kind, task, action }) => kind === 'decision' && task === taskId && action?.kind !== 'session');
      return own.map(({ decision, tool }) => `${decision} ${tool}`);
    },
    async settled(what, taskId, told) {
      const { allowed, denials, unapproved } = policyOf(told);
      const logged = await decisionsOf(bench, taskId);
      bench.same(
        `${what} every call was judged and counted`,
        { allowed, denied: denials },
        logged,
        `${allowed} allowed, ${denials} denied`,
      );
      bench.same(`${what} nothing ran unapproved`, unapproved, 0);
      const left = await leftOf(taskId, new Set(), END_MS);
      tell(
        `${what} nothing of it runs`,
        left.map(({ pid, command }) => `left: ${pid} ${command.slice(0, 120)}`),
      );
    },
  };
  try {
    await use(bench);
  } finally {
    await served.close();
  }
}

/** Milliseconds from the end of each turn to the first request of the next: the agent's, and ours. */
export function turnsOf(acted: readonly Acted[]): string {
  const all = acted.flatMap(({ turnMs }) => (turnMs === undefined ? [] : [turnMs]));
  return `from turn to turn ${all.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')).slice(0, SHOWN);
