import * as z from 'zod';

/** The lines of the log of a conversation; each is on the disk before what it announces happens. */

const toolUse = z.object({ id: z.string(), name: z.string(), arguments: z.string() });

const spoken = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), text: z.string() }),
  z.object({
    role: z.literal('assistant'),
    text: z.string(),
    toolUses: z.array(toolUse).readonly().exactOptional(),
    reasoning: z.string().exactOptional(),
  }),
]);

const message = z.discriminatedUnion('role', [
  ...spoken.options,
  z.object({ role: z.literal('tool'), toolUseId: z.string(), text: z.string() }),
]);

/** `touched`: the files that its calls have named so far. */
const whole = { messages: z.array(message).readonly(), touched: z.array(z.string()).readonly() };

export const entrySchema = z.discriminatedUnion('entry', [
  z.object({ entry: z.literal('start'), version: z.literal(1), task: z.string(), model: z.string(), system: z.string(), at: z.number() }),
  /** What a conversation that is gone on with had come to. */
  z.object({ entry: z.literal('restored'), ...whole }),
  z.object({ entry: z.literal('message'), message: spoken }),
  z.object({ entry: z.literal('begun'), id: z.string(), name: z.string() }),
  z.object({ entry: z.literal('ended'), id: z.string(), text: z.string() }),
  /** The messages that took the place of all before. */
  z.object({ entry: z.literal('compacted'), ...whole }),
  z.object({ entry: z.literal('turn'), kind: z.string(), why: z.string().exactOptional() }),
]);

export type Entry = z.output<typeof entrySchema>;

/** How every log begins. */
export const LOG_START = '{"entry":"start"';
export const LOG_NAME = 'conversation.jsonl';
/** A longer one is not read. */
export const MAX_LOG_BYTES = 64 * 1_048_576;
/** From here on no turn goes on: what its calls still tell has room. */
export const FULL_LOG_BYTES = 40 * 1_048_576;
