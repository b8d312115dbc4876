import * as z from 'zod';
import { EVALUATION_STATUSES, TODO_STATUSES, TODO_TOOL, type TodoItem, type TodoResult } from '../session/todo-model.ts';
import { readTodoOp, TODO_OPS } from '../session/todo-op.ts';
import { reminded } from './schemas.ts';
import type { Tool } from './tool.ts';

const bag = z.record(z.string(), z.unknown());

/** Limits are kept by the list, which answers with a reason; here stands only what a field is. */
const fields = {
  subject: z.string().optional(),
  description: z.string().optional(),
  active_form: z.string().optional(),
  status: z.enum(TODO_STATUSES).optional(),
  owner: z.string().optional(),
  source_obligation_index: z.number().optional(),
  note: z.string().optional(),
  evaluator: z.string().optional(),
  metadata: bag.optional(),
  blocked_by: z.array(z.string()).optional(),
};

/** One flat object for all operations: many hosts refuse a union at the top. */
const input = z.strictObject({
  op: z.enum(TODO_OPS),
  id: z.string().optional(),
  items: z.array(z.strictObject({ ...fields, subject: z.string() })).optional(),
  ...fields,
  metadata: bag.nullable().optional(),
  if_version: z.number().optional(),
});

const output = z.strictObject({
  ok: z.boolean(),
  version: z.number().optional(),
  items: z.array(z.strictObject({ id: z.string(), ...fields, subject: z.string(), status: z.enum(TODO_STATUSES) })).optional(),
  reason: z.string().optional(),
  evaluation: z
    .strictObject({
      name: z.string(),
      status: z.enum(EVALUATION_STATUSES),
      detail: z.string().optional(),
      exit_code: z.number().optional(),
    })
    .optional(),
  ...reminded,
});

type Output = z.output<typeof output>;

export const todoUpdate: Tool<typeof input, typeof output> = {
  name: TODO_TOOL,
  title: 'Keep the plan',
  description:
    'Keeps the plan of this session: init {items}, add {subject, …}, update {id, …}, remove {id}, list, reset. An update keeps what it leaves out; "" clears note, description, active_form; metadata is merged, null deletes. One item per owner is in_progress. An item with an evaluator (build, test, lint or a check of the project) is completed only when that passes.',
  input,
  output,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },

  async handle(args, { session, signal, answer, waitedMs = 0, needsApproval }) {
    const authorization = await session.gate.authorize({ kind: 'session', tool: TODO_TOOL }, { signal });
    if (authorization.decision !== 'allow') return { ok: false, reason: authorization.verdict.reason };
    const read = readTodoOp(args);
    if (!read.ok) return { ok: false, reason: read.reason, version: session.todos.list().version };
    const windowMs = session.limits.answerWindowMs - waitedMs;
    return described(await session.todos.apply(read.op, { signal, answer, windowMs, needsApproval }));
  },

  render(result) {
    const open = result.items?.filter(({ status }) => status === 'pending' || status === 'in_progress').length ?? 0;
    return [
      result.ok ? `ok, version ${result.version ?? 0}` : `refused: ${result.reason ?? ''}`,
      ...(result.items === undefined ? [] : [`${result.items.length} items, ${open} open`, ...result.items.map(line)]),
      ...renderEvaluation(result.evaluation),
    ].join('\n');
  },
};

/** What is only read within the program may be changed by whoever gets the answer. */
function described({ items, ...rest }: TodoResult): Output {
  return items === undefined ? rest : { ...rest, items: items.map(describeItem) };
}

function describeItem({ blocked_by, ...item }: TodoItem): NonNullable<Output['items']>[number] {
  return blocked_by === undefined ? item : { ...item, blocked_by: [...blocked_by] };
}

const MARKS: Readonly<Record<TodoItem['status'], string>> = {
  pending: '[ ]',
  in_progress: '[>]',
  completed: '[x]',
  failed: '[!]',
  skipped: '[-]',
  cancelled: '[-]',
};

const SUBJECT_SHOWN = 100;

function line({ id, subject, status, owner, blocked_by, evaluator }: NonNullable<Output['items']>[number]): string {
  const text = subject.replaceAll(/\s+/g, ' ');
  const facts = [
    ...(status === 'skipped' || status === 'cancelled' ? [status] : []),
    ...(owner === undefined ? [] : [`owner ${owner}`]),
    ...(blocked_by === undefined ? [] : [`after ${blocked_by.join(', ')}`]),
    ...(evaluator === undefined ? [] : [`check ${evaluator}`]),
  ].join('; ');
  const shown = text.length > SUBJECT_SHOWN ? `${text.slice(0, SUBJECT_SHOWN)}…` : text;
  return `${MARKS[status]} ${id} ${shown}${facts === '' ? '' : ` (${facts.replaceAll(/\s+/g, ' ')})`}`;
}

function renderEvaluation(evaluation: Output['evaluation']): readonly string[] {
  if (evaluation === undefined) return [];
  const { name, status, detail = '' } = evaluation;
  return [`check ${name}: ${status}`, ...(detail === '' ? [] : [detail])];
}
