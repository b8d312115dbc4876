import { bash } from './bash.ts';
import { bashPrefix } from './bash-prefix.ts';
import { dispatchChildTask } from './dispatch-child-task.ts';
import { withReminder } from './reminder.ts';
import { taskOutput } from './task-output.ts';
import { taskStop } from './task-stop.ts';
import { todoUpdate } from './todo-update.ts';
import type { Tool } from './tool.ts';

/** Every tool, in the order in which clients see them. */
export const tools: readonly Tool[] = [
  withReminder(bash),
  withReminder(bashPrefix),
  withReminder(dispatchChildTask),
  withReminder(taskOutput),
  withReminder(taskStop),
  withReminder(todoUpdate),
];
