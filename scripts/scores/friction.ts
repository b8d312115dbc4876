import * as z from 'zod';
import type { Decision, Preset } from '../../src/policy/action.ts';
import { approvalText } from '../../src/policy/approval-text.ts';
import type { GrantScope } from '../../src/policy/grants.ts';
import type { ActionClass } from '../../src/shell/analysis.ts';
import { decideCommand, WORKSPACE } from '../../test/policy/decide-harness.ts';
import { readRows } from './read-corpus.ts';
import type { Score } from './score.ts';

/** Where a command is met: in a README, a CI job, a script of a project, an alias, or in the hands of an agent. */
export const KINDS = ['agent', 'readme', 'ci', 'script', 'alias'] as const;
/** From the least friction to the most; `asked once` is a question whose answer may hold for the session. */
export const ANSWERS = ['allowed', 'asked once', 'asked', 'denied'] as const;
export type Answer = (typeof ANSWERS)[number];

const row = z.strictObject({
  command: z
    .string()
    .max(2_000)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\x00-\x09\x0b-\x1f\x7f]+$/),
  /** `written`, or `owner/name path` of the project that has it. */
  source: z.union([z.literal('written'), z.string().regex(/^[\w.-]+\/[\w.-]+ \S+$/)]),
  kind: z.enum(KINDS),
  license: z.enum(['Apache-2.0', 'MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'CC0-1.0']),
});
export type FrictionRow = z.infer<typeof row>;

/** A row with what is said of it. */
export interface Answered extends FrictionRow {
  readonly answer: Answer;
  readonly class: ActionClass;
  readonly reason: string;
}

/** Every row in the order of the file. Throws when one has another shape. */
export function readFriction(): readonly FrictionRow[] {
  return readRows('friction.jsonl', row);
}

/** What is said of each row under a preset, each as if it were the first command of a session. */
export function answerAll(rows: readonly FrictionRow[], preset: Preset): readonly Answered[] {
  return rows.map((one) => {
    const { verdict, scopes } = decideIn(one.command, preset, []);
    return { ...one, answer: answerOf(verdict.decision, scopes), class: verdict.class ?? 'unknown', reason: verdict.reason };
  });
}

function answerOf(decision: Decision, scopes: readonly GrantScope[]): Answer {
  if (decision === 'allow') return 'allowed';
  if (decision === 'deny') return 'denied';
  return scopes.length > 0 ? 'asked once' : 'asked';
}

/** How many of these rows got each answer. */
export function tally(answered: readonly Answered[]): Readonly<Record<Answer, number>> {
  const count = (wanted: Answer) => answered.filter(({ answer }) => answer === wanted).length;
  return { allowed: count('allowed'), 'asked once': count('asked once'), asked: count('asked'), denied: count('denied') };
}

/** How often a person is asked when these commands come one after the other and every answer is "yes", for the session where that can be. */
export function countQuestions(rows: readonly FrictionRow[], preset: Preset): number {
  const grants: GrantScope[] = [];
  let questions = 0;
  for (const { command } of rows) {
    const { verdict, scopes } = decideIn(command, preset, grants);
    if (verdict.decision !== 'ask') continue;
    questions += 1;
    grants.push(...scopes);
  }
  return questions;
}

/** Each row that is not allowed unasked under the preset that holds by default is a miss. */
export function scoreFriction(): Score {
  const answered = answerAll(readFriction(), 'standard');
  const misses = answered
    .filter(({ answer }) => answer !== 'allowed')
    .map(({ command, answer, class: kind, reason }) => ({ command, expected: 'allowed', seen: `${answer}, ${kind}: ${reason}` }));
  return { corpus: 'friction: allowed unasked, standard', rows: answered.length, misses, faults: [] };
}

/** A workspace whose packages are installed: `npx` starts what they brought. */
const INSTALLED = { readText: (file: string) => (/\/node_modules\/\.bin\/[\w.-]+$/.test(file) ? '' : undefined) };

/** The verdict, and what a person could allow for the session: nothing where the question would be too long to read. */
function decideIn(command: string, preset: Preset, grants: readonly GrantScope[]) {
  const { verdict, asking, grantable } = decideCommand(command, { access: 'workspace-write', preset, grants, world: INSTALLED });
  const question = approvalText({ command, cwd: WORKSPACE, verdict, asking, scopes: grantable });
  return { verdict, scopes: question.grantable ? grantable : [] };
}
