import * as z from 'zod';

/** What is read of the app-server's messages; all else in them is left alone. */

const id = z.string().min(1).max(500);

/** An item of a conversation, before it is known of what type it is. */
export const itemSchema = z.looseObject({ type: z.string().max(200), id });
export type Item = z.output<typeof itemSchema>;

/** Of `item/started` and `item/completed`. */
export const itemOf = z.looseObject({ item: itemSchema, threadId: z.string(), turnId: z.string() });

export const commandSchema = z.looseObject({ command: z.string(), cwd: z.string() });

const changeSchema = z.looseObject({
  path: z.string().min(1),
  kind: z.union([
    z.looseObject({ type: z.enum(['add', 'delete']) }),
    z.looseObject({ type: z.literal('update'), move_path: z.string().min(1).nullish() }),
  ]),
  diff: z.string(),
});
export const changesSchema = z.array(changeSchema).min(1);

/** Of each request about an item. */
export const aboutItem = z.looseObject({ itemId: id });

/** What a request for a command may hold beside the command would make it reach further than the command says: all of it must be absent. */
export const commandApproval = z.looseObject({
  kind: z.literal('command').nullish(),
  itemId: id,
  command: z.string().nullish(),
  cwd: z.string().nullish(),
  networkApprovalContext: z.null().optional(),
  additionalPermissions: z.null().optional(),
});

/** A root would be open for the rest of the conversation. */
export const fileApproval = z.looseObject({ itemId: id, grantRoot: z.null().optional() });

export const patchUpdated = z.looseObject({ itemId: id, changes: z.unknown().optional() });

export const requestResolved = z.looseObject({ requestId: z.union([z.string(), z.number()]) });

export const terminalInput = z.looseObject({ stdin: z.string() });

const heldBy = { approvalPolicy: z.unknown(), approvalsReviewer: z.unknown() };

/** Of `thread/start` and `thread/resume`. */
export const opened = z.looseObject({
  thread: z.looseObject({ id }),
  model: z.string().max(500),
  ...heldBy,
  sandbox: z.looseObject({ type: z.string() }),
});

export const settingsUpdated = z.looseObject({
  threadSettings: z.looseObject({ ...heldBy, model: z.string().max(500), sandboxPolicy: z.looseObject({ type: z.string() }) }),
});

export const modelRerouted = z.looseObject({ threadId: z.string(), toModel: z.string().max(500) });

export const messageDelta = z.looseObject({ threadId: z.string(), itemId: id, delta: z.string() });

export const agentMessage = z.looseObject({ type: z.literal('agentMessage'), id, text: z.string() });

const count = z.number().nonnegative();
export const tokenUsage = z.looseObject({
  threadId: z.string(),
  tokenUsage: z.looseObject({ total: z.looseObject({ inputTokens: count, outputTokens: count }) }),
});

export const turnStarted = z.looseObject({ turn: z.looseObject({ id }) });

export const turnCompleted = z.looseObject({
  threadId: z.string(),
  turn: z.looseObject({
    id,
    status: z.enum(['completed', 'interrupted', 'failed']),
    error: z.looseObject({ message: z.string(), codexErrorInfo: z.unknown().optional() }).nullish(),
  }),
});
