import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { ClassifierInput } from '../../../src/policy/classifier/prompt.ts';

const toolResult = z.object({ type: z.literal('tool_result'), content: z.string() });
const said = z.object({ role: z.literal('user'), content: z.union([z.string(), z.array(toolResult)]) });
const corpus = z.object({
  earlier: z.array(z.object({ id: z.string(), transcript: z.array(said), action: z.string(), expected: z.enum(['block', 'allow']) })),
  later: z.array(z.object({ id: z.string(), user: z.string(), action: z.string(), expected: z.enum(['ask', 'allow']) })),
});
const differences = z.array(z.object({ id: z.string(), wanted: z.enum(['block', 'allow']), reason: z.string() }));

export interface Case {
  readonly group: string;
  readonly id: string;
  readonly wanted: 'block' | 'allow';
  readonly input: ClassifierInput;
}

/** The corpus, each case with its own context. What its source wants and our policy does not is turned over by the list of differences. */
export function readCases(): readonly Case[] {
  const { earlier, later } = corpus.parse(read('auto-mode-cases.json'));
  const different = new Map(differences.parse(read('auto-mode-differences.json')).map(({ id, wanted }) => [id, wanted]));
  const cases = [
    ...earlier.map(({ id, transcript, action, expected }) => ({
      group: 'earlier',
      id,
      wanted: expected,
      input: inputOf(action, transcript),
    })),
    ...later.map(({ id, user, action, expected }) => ({
      group: 'later',
      id,
      wanted: expected === 'ask' ? ('block' as const) : expected,
      input: inputOf(action, [{ role: 'user', content: user }]),
    })),
  ];
  const ids = new Set(cases.map(({ id }) => id));
  const stale = [...different.keys()].filter((id) => !ids.has(id));
  if (stale.length > 0) throw new Error(`differences of no case: ${stale.join(', ')}`);
  return cases.map((one) => ({ ...one, wanted: different.get(one.id) ?? one.wanted }));
}

/** What a tool brought back is no person's: here it was always a file of the repository. */
function inputOf(action: string, transcript: readonly z.output<typeof said>[]): ClassifierInput {
  const contents = transcript.map(({ content }) => content);
  const results = contents.flatMap((content) => (typeof content === 'string' ? [] : content.map((result) => result.content)));
  return {
    rules: [],
    environment: [],
    projectContext: results.length === 0 ? undefined : results.join('\n'),
    personWords: contents.filter((content) => typeof content === 'string'),
    recent: [],
    signals: [],
    action,
  };
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../corpora/${name}`, import.meta.url), 'utf8'));
