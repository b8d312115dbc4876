import { expect, test } from 'vitest';
import type { GroupSpec, Task } from '../../src/session/task-model.ts';
import { visible } from '../../src/shell/visible.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { type BoardBench, createBoard, DONE, EXECUTION, SPEC, start } from '../session/tasks-fixture.ts';
import { opening, stateDir } from '../store/sqlite/opening.ts';

/** Names of groups and ids of parents come from clients: one can not use them to reach into the session of another. */

const GROUP: GroupSpec = { name: 'fix', maxParallel: 1, cancel: 'winner', budget: undefined };

function end({ runs }: BoardBench, { id }: Task): void {
  runs.find(({ spec }) => spec.taskId === id)?.end(DONE);
}

test('the same name in another session is another group: its values, its winner and its members are nobody else’s', async () => {
  const store = createMemoryStore();
  const [mine, theirs] = [createBoard({}, { store, sessionId: 'mine' }), createBoard({}, { store, sessionId: 'theirs' })];
  const winner = await start(theirs.board, undefined, { group: GROUP });
  expect([mine.board.groupProblem({ ...GROUP, maxParallel: 7 }), await mine.board.group('fix')]).toEqual([undefined, undefined]);
  const own = await start(mine.board, undefined, { group: { ...GROUP, maxParallel: 7 } });
  end(theirs, winner);
  await winner.ended;
  expect(own.snapshot().status).toBe('running');
  expect(await mine.board.group('fix')).toEqual({ name: 'fix', spec: { ...GROUP, maxParallel: 7 }, members: [own.snapshot()] });
});

test('a task of another session is no parent, and is answered like one that is not there', async () => {
  const store = createMemoryStore();
  const [mine, theirs] = [createBoard({}, { store, sessionId: 'mine' }), createBoard({}, { store, sessionId: 'theirs' })];
  const task = await start(theirs.board);
  const below = (parent: string) => mine.board.start({ spec: { ...SPEC, parent }, execution: EXECUTION, approved: true });
  expect([await below(task.id), await below('task_unknown')]).toEqual([{ kind: 'closed' }, { kind: 'closed' }]);
  expect([mine.runs.length, await mine.board.list()]).toEqual([0, []]);
});

test.each([['"fix"'], ['\u001b[2J\u202egone'], ['","cancel":"none'], ['ünïcödé 組'], ['__proto__'], ['fi'], ['a\\'], ['a\nb']])(
  'a name that acts, hides or looks like something else (%j) does none of it',
  async (name) => {
    const dir = stateDir();
    const store = () => opening({ stateDir: dir }).store;
    const bench = createBoard({}, { store: store() });
    const other = await start(bench.board, undefined, { group: { ...GROUP, cancel: 'none', name: 'fix' } });
    const [winner, loser] = [1, 2].map(() => start(bench.board, undefined, { group: { ...GROUP, name } }));
    const tasks = [await winner, await loser].map((task) => task as Task);
    for (const task of tasks) end(bench, task);
    await Promise.all(tasks.map(({ ended }) => ended));
    const [first, second] = tasks.map((task) => task.snapshot());
    expect([first?.status, second?.deferred, other.snapshot().status]).toEqual(['completed', true, 'running']);
    expect(second?.reason).toBe(`deferred: ${first?.id} won the group ${JSON.stringify(visible(name))}`);
    const view = await createBoard({}, { store: store() }).board.group(name);
    expect([view?.name, view?.winner, view?.members.map(({ id }) => id)]).toEqual([name, first?.id, tasks.map(({ id }) => id)]);
    await bench.board.close();
  },
);
