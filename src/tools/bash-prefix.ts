import * as z from 'zod';
import { visible } from '../shell/visible.ts';
import { directoryOf } from './request.ts';
import { prefixSchema, reminded, signalsSchema } from './schemas.ts';
import type { Tool } from './tool.ts';
import { describePrefix, describeSignals } from './verdict.ts';

const input = z.strictObject({ command: z.string().min(1), cwd: z.string().optional() });

const output = z.strictObject({
  prefix: prefixSchema,
  verdict: z.enum(['allow', 'ask', 'deny']),
  tier: z.number(),
  class: z.string().optional(),
  signals: signalsSchema,
  parts: z.array(
    z.strictObject({ start: z.number(), end: z.number(), argv: z.array(z.string()), prefix: prefixSchema, class: z.string() }),
  ),
  reason: z.string(),
  ...reminded,
});

export const bashPrefix: Tool<typeof input, typeof output> = {
  name: 'bash_prefix',
  title: 'Judge a shell command',
  description:
    'Tells the safe prefix of a command, its parts and signals, and whether bash would run it, ask or refuse. Runs and counts nothing.',
  input,
  output,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },

  async handle({ command, cwd }, { session }) {
    const { verdict, parts } = await session.gate.explain({
      kind: 'command',
      tool: 'bash',
      command,
      cwd: directoryOf(cwd, session),
      access: session.access,
    });
    return {
      prefix: describePrefix(verdict.prefix),
      verdict: verdict.decision,
      tier: verdict.tier,
      ...(verdict.class === undefined ? {} : { class: verdict.class }),
      signals: describeSignals(verdict.signals),
      parts: parts.map((part) => ({
        start: part.span.start,
        end: part.span.end,
        argv: part.argv.map((word) => visible(word.value)),
        prefix: describePrefix(part.prefix),
        class: part.class,
      })),
      reason: visible(verdict.reason),
    };
  },

  render({ prefix, verdict, tier, class: cls, signals, reason }) {
    const found = prefix.kind === 'prefix' ? `prefix \`${prefix.value ?? ''}\`` : `${prefix.kind}: ${prefix.reason ?? ''}`;
    const noticed = signals.length === 0 ? '' : `\nsignals: ${signals.map(({ kind }) => kind).join(', ')}`;
    return `${verdict} (tier ${tier}${cls === undefined ? '' : `, ${cls}`}): ${reason}\n${found}${noticed}`;
  },
};
