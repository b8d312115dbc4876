import * as z from 'zod';
import type { EngineNow } from '../policy/engine/engine.ts';
import type { Session } from '../session/session.ts';
import { hasEnded, type Task, type WaitResult } from '../session/task-model.ts';
import { visible } from '../shell/visible.ts';
import { reminded } from './schemas.ts';
import { renderTask } from './task-lines.ts';
import { reportTask, taskShape } from './task-report.ts';
import { finalOf, tailOf, textFrom } from './task-text.ts';
import { diffOf, groupText, reportText } from './task-views.ts';
import { type Tool, ToolError } from './tool.ts';

/** Bytes of text in one reply: the tail of one task, of each of several, and a page of output. */
const TAIL_BYTES = 8_192;
const SHORT_TAIL_BYTES = 1_024;
const PAGE_BYTES = 16_384;
const SHORT_PAGE_BYTES = 2_048;
const EVENTS = 100;

const input = z.strictObject({
  task_id: z.string().optional(),
  task_ids: z.array(z.string()).max(50).optional(),
  group: z.string().optional(),
  wait_ms: z.int().min(0).max(45_000).default(0),
  cursor: z.int().min(0).optional().describe('From an earlier reply: text or events after it'),
  view: z
    .enum(['summary', 'output', 'events', 'final', 'diff', 'report'])
    .default('summary')
    .describe('summary ends with the last 8 KiB; output pages from the cursor on'),
});

const retrieval = z.enum(['success', 'wait_expired', 'not_found']);

const output = z.strictObject({
  retrieval_status: retrieval,
  ...taskShape,
  text: z.string().optional(),
  cursor: z.number().optional(),
  total: z.number().optional(),
  truncated: z.boolean().optional(),
  events: z.array(z.strictObject({ seq: z.number(), at: z.number(), status: z.string(), detail: z.string().optional() })).optional(),
  engine: z.string().optional(),
  tasks: z.array(z.looseObject({ task_id: z.string(), retrieval_status: retrieval })).optional(),
  ...reminded,
});

type Args = z.output<typeof input>;
type Result = z.output<typeof output>;
type Found = WaitResult['found'][number];

export const taskOutput: Tool<typeof input, typeof output> = {
  name: 'task_output',
  title: 'Read tasks',
  description:
    'Status and text of one task, of several, or without ids of all of this session. wait_ms waits until one of them ends. Can be read again for 7 days.',
  input,
  output,
  carriesQuestions: true,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },

  async handle(args, { session, signal }) {
    const { task_id, task_ids, group: name, wait_ms: ms } = args;
    if ([task_id, task_ids, name].filter((given) => given !== undefined).length > 1)
      throw new ToolError('Give one of `task_id`, `task_ids` and `group`.');
    if (task_id === undefined && args.cursor !== undefined) throw new ToolError('`cursor` goes with one `task_id`.');
    const members = name === undefined ? undefined : (await session.tasks.group(name))?.members;
    if (name !== undefined && members === undefined) return { retrieval_status: 'not_found' };
    const ids = members?.map(({ id }) => id) ?? (task_id === undefined ? task_ids : [task_id]);
    const { expired, found } = await session.tasks.wait({ ids, ms, signal });
    const resting = engineNote(session.gate.engine());
    const one = task_id === undefined ? undefined : found[0];
    if (one !== undefined) return { ...(await describe(session, one, args, { expired, tail: TAIL_BYTES, page: PAGE_BYTES })), ...resting };
    // What came while it waited counts: the group is read again.
    const group = name === undefined || args.view !== 'report' ? undefined : await session.tasks.group(name);
    const short = { expired: false, tail: SHORT_TAIL_BYTES, page: SHORT_PAGE_BYTES };
    const view = group === undefined ? args : ({ ...args, view: 'facts' } as const);
    const tasks = await Promise.all(found.map((each) => describe(session, each, view, short)));
    const anyFound = found.length === 0 || found.some(({ task }) => task !== undefined);
    return {
      retrieval_status: !anyFound ? 'not_found' : expired ? 'wait_expired' : 'success',
      ...(group === undefined ? {} : { text: groupText(group, PAGE_BYTES) }),
      tasks: tasks.map((reply, index) => ({ ...reply, task_id: visible(found[index]?.id ?? '') })),
      ...resting,
    };
  },

  render(result) {
    const lines = result.tasks?.map((task) => renderTask(output.parse(task))) ?? [renderTask(result)];
    const whole = result.tasks === undefined || result.text === undefined ? lines : [result.text, ...lines];
    const text = whole.length === 0 ? 'no tasks' : whole.join('\n\n');
    return result.engine === undefined ? text : `${text}\n${result.engine}`;
  },
};

/** Said only while the classifier rests: then a person is asked more than before. */
function engineNote({ kind, why }: EngineNow): Pick<Result, 'engine'> {
  return why === 'chosen' ? {} : { engine: `${kind}: the classifier rests after too many ${why}` };
}

interface Reading {
  readonly expired: boolean;
  /** Bytes of the tail, and of a page. */
  readonly tail: number;
  readonly page: number;
}

/** `facts`: nothing but what is known of every task. */
type Viewed = Pick<Args, 'cursor'> & { readonly view: Args['view'] | 'facts' };

async function describe(session: Session, { task, snapshot }: Found, { view, cursor }: Viewed, reading: Reading): Promise<Result> {
  if (task === undefined || snapshot === undefined) return { retrieval_status: 'not_found' };
  const { expired, tail, page } = reading;
  const report = { retrieval_status: expired ? 'wait_expired' : 'success', ...reportTask(snapshot, wroteNothing(task)) } as const;
  switch (view) {
    case 'facts':
      return report;
    case 'summary':
      return {
        ...report,
        ...(cursor === undefined ? (finalOf(task) ?? (await tailOf(task, tail))) : await textFrom(task, cursor, TAIL_BYTES)),
      };
    case 'output':
      return { ...report, ...(await textFrom(task, cursor ?? 0, PAGE_BYTES)) };
    case 'final':
      return hasEnded(snapshot.status)
        ? { ...report, ...(finalOf(task) ?? (await tailOf(task, tail))) }
        : { ...report, diagnosis: 'nothing is final yet: it has not ended' };
    case 'events':
      return { ...report, ...(await eventsAfter(task, cursor ?? 0)) };
    case 'diff':
      return { ...report, ...(await diffOf(session, { id: task.id, snapshot }, { from: cursor ?? 0, max: page })) };
    case 'report':
      return { ...report, text: await reportText(session, task, page) };
  }
}

const wroteNothing = (task: Task): boolean => (task.output()?.bytes.combined ?? 0) === 0;

async function eventsAfter(task: Task, seq: number): Promise<Pick<Result, 'events' | 'cursor' | 'truncated'>> {
  const all = await task.events(seq + 1);
  const events = all.slice(0, EVENTS).map(({ seq: number, at, status, detail }) => ({
    seq: number,
    at,
    status,
    ...(detail === undefined ? {} : { detail: visible(detail) }),
  }));
  return { events, cursor: events.at(-1)?.seq ?? seq, truncated: all.length > EVENTS };
}
