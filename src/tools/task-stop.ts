import * as z from 'zod';
import { describeProcesses, killedSchema, renderProcesses } from './killed.ts';
import { reminded } from './schemas.ts';
import type { Tool } from './tool.ts';

const input = z.strictObject({
  task_id: z.string(),
  reason: z.string().optional(),
  force: z.boolean().default(false).describe('No grace'),
});

const output = z.strictObject({
  status: z.enum(['stopping', 'stopped', 'already_ended', 'not_found']),
  stopped_by: z.string().optional(),
  killed: killedSchema.optional(),
  survivors: killedSchema.optional(),
  edits_remain: z.boolean().optional(),
  ...reminded,
});

export const taskStop: Tool<typeof input, typeof output> = {
  name: 'task_stop',
  title: 'Stop a task',
  description: 'Stops a task with its whole process tree: TERM, 3 s, KILL. Files that it changed stay changed.',
  input,
  output,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },

  async handle({ task_id, reason, force }, { session }) {
    const report = await session.tasks.stop(task_id, { by: 'host', reason: reason ?? '', force });
    if (report === undefined) return { status: 'not_found' };
    return {
      status: report.status,
      ...(report.stoppedBy === undefined ? {} : { stopped_by: report.stoppedBy }),
      killed: describeProcesses(report.killed),
      ...(report.survivors.length === 0 ? {} : { survivors: describeProcesses(report.survivors) }),
      edits_remain: report.editsRemain,
    };
  },

  render(result) {
    if (result.status === 'not_found') return 'not_found: this session has no such task; task_output without ids lists all';
    const by = result.stopped_by === undefined ? '' : ` by ${result.stopped_by}`;
    return [
      `${result.status}${by}`,
      renderProcesses('killed', result.killed),
      renderProcesses('still alive', result.survivors),
      result.edits_remain === true ? 'what it changed stays changed' : '',
    ]
      .filter((line) => line !== '')
      .join('\n');
  },
};
