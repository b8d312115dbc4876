import * as z from 'zod';
import { once } from '../../once.ts';
import { PRESETS } from '../action.ts';

const entry = once(() => {
  const examples = z.array(z.string().max(2_000)).max(50);
  return z
    .union(
      [
        z.string(),
        z.strictObject({
          rule: z.string(),
          justification: z.string().max(500).optional().describe('Why; shown with every answer of this rule.'),
          match: examples
            .optional()
            .describe('Commands, paths, hosts, agents or tools that the rule must match, or the file does not count.'),
          notMatch: examples.optional().describe('The same that it must not match.'),
        }),
      ],
      { error: 'write a rule as text, or {"rule": "…", "justification": "…", "match": ["…"], "notMatch": ["…"]}' },
    )
    .describe('Bash(git push:*), Bash(npm test), Read(~/notes/**), Write(src/**), Fetch(example.com), Agent(claude) or Mcp(server/tool)');
});

/** One rules file. */
export const rulesSchema = once(() => {
  const sentences = z.array(z.string().min(1).max(1_000)).max(100);
  return z
    .strictObject({
      $schema: z.string().optional(),
      allow: z.array(entry()).max(1_000).optional().describe('Done unasked, as far as the bounds of the session go.'),
      ask: z.array(entry()).max(1_000).optional().describe('A person is asked each time.'),
      deny: z.array(entry()).max(1_000).optional().describe('Refused; stronger than ask and allow in every file.'),
      soft_deny: sentences.optional().describe('Sentences for the classifier: what it should block.'),
      environment: sentences.optional().describe('Sentences for the classifier: what it should know.'),
      preset: z.enum(PRESETS).optional().describe('Only narrows the preset of the session.'),
      network: z
        .strictObject({ allow: z.array(z.string().max(253)).max(1_000).optional() })
        .optional()
        .describe('Hosts that a sandbox lets through.'),
    })
    .describe('Rules of Bailiwick');
});

export type RuleEntry = z.infer<ReturnType<typeof entry>>;
export type RulesFile = z.infer<ReturnType<typeof rulesSchema>>;
