import * as z from 'zod';
import { ACCESS_LEVELS } from '../policy/action.ts';

/** Set by `withReminder` on the result of any tool. */
export const reminded = { reminder: z.string().optional() };

export const accessSchema = z.enum(ACCESS_LEVELS);

export const prefixSchema = z.strictObject({
  kind: z.enum(['prefix', 'injection_detected', 'no_prefix']),
  value: z.string().optional(),
  reason: z.string().optional(),
});

/** `start` and `end` are offsets into the command; what else is in it depends on the kind. */
export const signalsSchema = z.array(z.looseObject({ kind: z.string() }));

export const verdictSchema = z.strictObject({
  decision: z.enum(['allow', 'ask', 'deny']),
  tier: z.number(),
  reason: z.string(),
  rule: z.string(),
  class: z.string().optional(),
  signals: signalsSchema.optional(),
  prefix: prefixSchema.optional(),
  change: z.string().optional(),
  decided_by: z.string().optional(),
});
