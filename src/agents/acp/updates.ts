import type { ProtocolEvents } from '../protocol.ts';
import type { CallTable } from './call-table.ts';
import type { LastMessage } from './last-message.ts';
import { configUpdateSchema, messageChunkSchema, modeUpdateSchema, notificationSchema, usageUpdateSchema } from './messages.ts';
import { asksNobody, settingThatAsksNobody } from './modes.ts';
import type { Usage } from './usage.ts';

export interface UpdatesDeps {
  readonly events: Pick<ProtocolEvents, 'text' | 'used' | 'violation'>;
  readonly table: CallTable;
  readonly message: LastMessage;
  readonly usage: Usage;
  /** False until the first turn: what comes before repeats an old conversation. */
  readonly hasBegun: () => boolean;
}

/** Returns what takes each `session/update`, unchecked. What is unknown, or nobody's business here, is passed over. */
export function takeUpdates({ events, table, message, usage, hasBegun }: UpdatesDeps): (params: unknown) => void {
  const takes: Readonly<Record<string, (update: unknown) => void>> = {
    agent_message_chunk(update) {
      const chunk = messageChunkSchema.safeParse(update).data;
      if (chunk === undefined) return;
      message.add(chunk.content.text, chunk.messageId ?? undefined);
      events.text(chunk.content.text);
    },
    tool_call: call,
    tool_call_update: call,
    usage_update(update) {
      const use = usage.cost(usageUpdateSchema.safeParse(update).data?.cost);
      if (use !== undefined) events.used(use);
    },
  };

  function call(update: unknown): void {
    message.end();
    table.note(update);
  }

  return (params) => {
    const { update } = notificationSchema.safeParse(params).data ?? {};
    if (update === undefined) return;
    const left = leftBounds(update);
    if (left !== undefined) events.violation(left);
    if (hasBegun() && Object.hasOwn(takes, update.sessionUpdate)) takes[update.sessionUpdate]?.(update);
  };
}

/** Nobody here ever changes a mode: one in which the agent asks nobody is its own doing. One that can not be read may be such a mode. */
function leftBounds(update: { readonly sessionUpdate: string }): string | undefined {
  if (update.sessionUpdate === 'current_mode_update') {
    const mode = modeUpdateSchema.safeParse(update).data?.currentModeId;
    if (mode === undefined) return 'it changed to a mode that can not be read';
    return asksNobody(mode) ? `it changed to the mode "${mode}"` : undefined;
  }
  if (update.sessionUpdate !== 'config_option_update') return undefined;
  const options = configUpdateSchema.safeParse(update).data?.configOptions;
  if (options === undefined) return 'it changed to settings that can not be read';
  const setting = settingThatAsksNobody(options);
  return setting === undefined ? undefined : `it changed the setting ${setting}`;
}
