import * as z from 'zod';
import type { Bench, Told } from './bench.ts';
import type { Lab } from './lab.ts';

const line = z.looseObject({ kind: z.string(), task: z.string().optional(), decision: z.string().optional() });

/** Decisions of the log about what a task did, by how they came out; the one that started it is its parent's. */
export async function decisionsOf(
  { person }: Pick<Bench, 'person'>,
  id: string,
): Promise<{ readonly allowed: number; readonly denied: number }> {
  const { stdout } = await person('log', '--json', '--task', id);
  const lines = stdout
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => line.parse(JSON.parse(text)));
  const own = lines.filter(({ kind, task }) => kind === 'decision' && task === id);
  const of = (decision: string): number => own.filter((each) => each.decision === decision).length;
  return { allowed: of('allow'), denied: of('deny') };
}

/** What is told of a task against what the log has of it. */
export async function counted(lab: Lab, bench: Bench, { task_id: id = '', policy }: Told, name = id): Promise<void> {
  lab.same(
    `${name}: every decision that is told is in the log, and no other`,
    { allowed: policy?.allowed, denied: policy?.denials },
    await decisionsOf(bench, id),
  );
}
