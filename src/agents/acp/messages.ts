import * as z from 'zod';

/** Characters of what a call may say of itself: the command is among it in some agents, so that cutting it would change what is judged. */
const MAX_TEXT = 256 * 1024;
/** Characters of an id, a kind, a name. */
const MAX_NAME = 1_024;
/** Files that one call may name. */
const MAX_FILES = 1_000;
const MAX_PATH = 4_096;

const name = z.string().max(MAX_NAME);

const diffContent = z.object({ type: z.literal('diff'), path: z.string().max(MAX_PATH), newText: z.string() });
const textContent = z.object({
  type: z.literal('content'),
  content: z.object({ type: z.literal('text'), text: z.string().max(MAX_TEXT) }),
});
/** Whatever says nothing about files, e.g. an image or the terminal that shows it. */
const otherContent = z
  .object({ type: z.string(), content: z.object({ type: z.string() }).optional() })
  .refine(({ type, content }) => type !== 'diff' && content?.type !== 'text');

/** The fields of `tool_call`, `tool_call_update` and the call in a request for permission: each may be left out but the id. */
export const callUpdateSchema = z.object({
  toolCallId: name.min(1),
  name: name.nullish(),
  /** Some agents told the name here before the protocol had a field for it. */
  _meta: z
    .object({ toolName: name.optional().catch(undefined) })
    .nullish()
    .catch(undefined),
  title: z.string().max(MAX_TEXT).nullish(),
  kind: name.nullish(),
  status: name.nullish(),
  rawInput: z.unknown().optional(),
  content: z
    .array(z.union([diffContent, textContent, otherContent]))
    .max(MAX_FILES)
    .nullish(),
  locations: z
    .array(z.object({ path: z.string().max(MAX_PATH) }))
    .max(MAX_FILES)
    .nullish(),
});
export type CallUpdate = z.output<typeof callUpdateSchema>;

/** The least of a call that is not understood otherwise. A status that can not be read may say that it has run. */
export const callFrameSchema = z
  .object({ toolCallId: name.min(1).optional().catch(undefined), status: name.nullish().catch('completed') })
  .catch({ toolCallId: undefined, status: 'completed' });

export const notificationSchema = z.object({ sessionId: name, update: z.looseObject({ sessionUpdate: name }) });

export const messageChunkSchema = z.object({
  messageId: name.nullish(),
  content: z.object({ type: z.literal('text'), text: z.string() }),
});

const optionValueSchema = z.union([z.string(), z.boolean()]);
const choice = z.object({ value: z.string() });
/** One setting of a session; `options` may be grouped. */
export const configOptionSchema = z.object({
  id: name,
  category: name.nullish(),
  currentValue: optionValueSchema,
  options: z.array(z.union([choice, z.object({ options: z.array(choice) })])).nullish(),
});
export type ConfigOption = z.output<typeof configOptionSchema>;

export const modeUpdateSchema = z.object({ currentModeId: name });
export const configUpdateSchema = z.object({ configOptions: z.array(configOptionSchema) });

export const usageUpdateSchema = z.object({ cost: z.object({ amount: z.number().nonnegative(), currency: z.string() }).nullish() });

const tokens = z.number().nonnegative();
/** What agents add to the end of a turn: `usage`, or counts for each model in the extension field. */
export const promptResponseSchema = z.object({
  stopReason: name,
  usage: z.object({ inputTokens: tokens, outputTokens: tokens }).nullish().catch(undefined),
  _meta: z
    .object({
      quota: z.object({
        token_count: z.object({ input_tokens: tokens, output_tokens: tokens }),
        model_usage: z.array(z.object({ model: name })).nullish(),
      }),
    })
    .nullish()
    .catch(undefined),
});
export type PromptResponse = z.output<typeof promptResponseSchema>;

export const initializeSchema = z.object({
  protocolVersion: z.number(),
  agentCapabilities: z
    .object({ loadSession: z.boolean().nullish(), sessionCapabilities: z.object({ resume: z.unknown().optional() }).nullish() })
    .nullish(),
  authMethods: z
    .array(z.object({ name: z.string(), description: z.string().nullish() }))
    .nullish()
    .catch(undefined),
});
export type Initialized = z.output<typeof initializeSchema>;

/** What `session/new`, `session/load` and `session/resume` answer; only a new one has an id. `models` is older than the option. */
export const sessionSchema = z.object({
  sessionId: name.min(1).nullish(),
  modes: z.object({ currentModeId: name }).nullish(),
  configOptions: z.array(configOptionSchema).nullish(),
  models: z.object({ currentModelId: name, availableModels: z.array(z.object({ modelId: name })) }).nullish(),
});
export type Session = z.output<typeof sessionSchema>;

export const permissionSchema = z.object({
  toolCall: z.unknown().optional(),
  options: z
    .array(z.object({ optionId: name, kind: name }))
    .max(100)
    .catch([]),
});

export const readFileSchema = z.object({
  path: z.string().min(1).max(MAX_PATH),
  line: z.number().int().nonnegative().nullish(),
  limit: z.number().int().nonnegative().nullish(),
});
export const writeFileSchema = z.object({ path: z.string().min(1).max(MAX_PATH), content: z.string() });
export const createTerminalSchema = z.object({
  command: z.string().min(1).max(MAX_TEXT),
  args: z.array(z.string().max(MAX_TEXT)).max(MAX_FILES).nullish(),
  cwd: z.string().max(MAX_PATH).nullish(),
  outputByteLimit: z.number().int().nonnegative().nullish(),
});
export const terminalSchema = z.object({ terminalId: z.string() });
