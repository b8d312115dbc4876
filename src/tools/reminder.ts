import type { z } from 'zod';
import type { Tool } from './tool.ts';

/** Every output schema has this field. */
type Reminded = { readonly reminder?: string | undefined };

/** Lets a tool count for the session's todo list, and adds its reminder to the result when one is due. */
export function withReminder<I extends z.ZodType, O extends z.ZodType<Reminded>>(tool: Tool<I, O>): Tool<I, O> {
  return {
    ...tool,
    async handle(args, call) {
      const { todos } = call.session;
      todos.noteToolCall(tool.name);
      const result = await tool.handle(args, call);
      const reminder = todos.reminder();
      return reminder === undefined ? result : { ...result, reminder };
    },
    render(result) {
      const text = tool.render(result);
      return result.reminder === undefined ? text : `${text}\n${result.reminder}`;
    },
  };
}
