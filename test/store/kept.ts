import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Proof } from '../../src/store/proofs.ts';
import type { SessionRow } from '../../src/store/sessions.ts';
import type { Store } from '../../src/store/store.ts';
import type { TaskRecord } from '../../src/store/tasks/engine.ts';

/** A session of the client `a` in `/srv/project`. */
export function session(n: number, changed: Partial<SessionRow> = {}): SessionRow {
  return { id: `session${n}`, workspace: '/srv/project', client: 'a', createdAt: n, usedAt: n, ...changed };
}

/** A task of a session. */
export function task(n: number, sessionId: string): TaskRecord {
  return { id: `task${n}`, sessionId, queue: sessionId, tool: 'bash', key: `key${n}`, digest: 'd', spec: '{}', createdAt: n };
}

/** Keeps a task that has ended. @param data of its last event */
export async function endedTask({ tasks }: Pick<Store, 'tasks'>, record: TaskRecord, at: number, data?: string): Promise<void> {
  const dispatched = await tasks.dispatch(record, { at, status: 'running' }, { claimed: true });
  if (dispatched.kind !== 'new' || dispatched.claim === undefined) throw new Error('the task was there already');
  const last = { taskId: record.id, seq: 2, at, status: 'completed', ...(data === undefined ? {} : { data }) };
  expect(await tasks.complete(dispatched.claim, last)).toBe(true);
}

/** A proof of an agent. */
export function proof(agent: string, changed: Partial<Proof> = {}): Proof {
  return {
    agent,
    level: 'gated',
    version: '1.2.3',
    executable: `/opt/${agent}`,
    digest: 'd',
    stamp: 's',
    profile: 'p',
    at: 1_000,
    checks: '[]',
    ...changed,
  };
}

/** What every store keeps to about sessions, their lists, and proofs. Takes what opens an empty one, as process 1. */
export function keptConformance(open: () => Store): void {
  describe('sessions', () => {
    test('one that was let go is opened again by the same client in the same workspace, the last used first', () => {
      const { sessions } = open();
      for (const n of [1, 2, 3]) expect(sessions.open(session(n))).toEqual({ row: session(n), adopted: false });
      for (const [n, at] of [
        [1, 10],
        [3, 20],
        [2, 30],
      ] as const)
        sessions.release(`session${n}`, at);
      expect(sessions.list()).toEqual([
        { ...session(2), usedAt: 30, pid: undefined },
        { ...session(3), usedAt: 20, pid: undefined },
        { ...session(1), usedAt: 10, pid: undefined },
      ]);
      expect(sessions.open(session(4, { client: 'b' })).adopted).toBe(false);
      expect(sessions.open(session(5, { workspace: '/srv/project/' })).adopted).toBe(false);
      expect(sessions.open(session(40))).toEqual({ row: { ...session(2), usedAt: 40 }, adopted: true });
      expect(sessions.open(session(50))).toEqual({ row: { ...session(3), usedAt: 50 }, adopted: true });
      expect(sessions.list()[0]).toEqual({ ...session(3), usedAt: 50, pid: 1 });
      expect(sessions.open(session(60)).row.id).toBe('session1');
      expect(sessions.open(session(70))).toEqual({ row: session(70), adopted: false });
    });

    test('letting go of what is not open changes nothing', () => {
      const { sessions } = open();
      sessions.open(session(1));
      sessions.release('session1', 10);
      sessions.release('session1', 20);
      sessions.release('unknown', 20);
      expect(sessions.list()).toEqual([{ ...session(1), usedAt: 10, pid: undefined }]);
    });

    test('a new one never takes the id of another', () => {
      const { sessions } = open();
      sessions.open(session(1));
      expect(() => sessions.open(session(1))).toThrow();
      expect(sessions.list()).toEqual([{ ...session(1), pid: 1 }]);
    });

    test('one is forgotten with its list, unless it is open or has tasks', async () => {
      const store = open();
      const { sessions, todos } = store;
      for (const n of [1, 2, 3]) sessions.open(session(n));
      for (const n of [1, 2, 3]) todos.save(`session${n}`, { version: 1, list: '{}' });
      await endedTask(store, task(1, 'session2'), 5);
      sessions.release('session1', 10);
      sessions.release('session2', 10);
      expect(['session1', 'session2', 'session3', 'unknown', 'session1'].map((id) => sessions.forget(id))).toEqual([
        true,
        false,
        false,
        false,
        false,
      ]);
      expect([1, 2, 3].map((n) => todos.load(`session${n}`)?.version)).toEqual([undefined, 1, 1]);
      expect(await store.tasks.remove('task1')).toBe(true);
      expect([sessions.forget('session2'), sessions.list()]).toEqual([true, [{ ...session(3), pid: 1 }]]);
    });

    test('two that are open are never the same, whatever happens', () => {
      const step = fc.record({
        act: fc.constantFrom('open', 'release', 'forget'),
        client: fc.constantFrom('a', 'b'),
        n: fc.integer({ min: 0, max: 9 }),
      });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
          const { sessions } = open();
          const kept = new Map<string, { client: string; usedAt: number; open: boolean }>();
          for (const [at, { act, client, n }] of steps.entries()) {
            const id = [...kept.keys()][n] ?? 'unknown';
            if (act === 'open') {
              const { row, adopted } = sessions.open(session(at, { client }));
              const free = [...kept].filter(([, one]) => !one.open && one.client === client).sort(([, a], [, b]) => b.usedAt - a.usedAt);
              expect([row.id, adopted]).toEqual([free[0]?.[0] ?? `session${at}`, free.length > 0]);
              kept.set(row.id, { client, usedAt: at, open: true });
            } else if (act === 'release') {
              sessions.release(id, at);
              const one = kept.get(id);
              if (one?.open) kept.set(id, { ...one, usedAt: at, open: false });
            } else {
              expect(sessions.forget(id)).toBe(kept.get(id)?.open === false);
              if (kept.get(id)?.open === false) kept.delete(id);
            }
          }
          const shown = sessions.list().map(({ id, client, usedAt, pid }) => ({ id, client, usedAt, open: pid !== undefined }));
          expect(shown).toEqual([...kept].map(([id, one]) => ({ id, ...one })).sort((a, b) => b.usedAt - a.usedAt));
        }),
        { numRuns: 20 },
      );
    });
  });

  test('a todo list is only written over the version before it', () => {
    const step = fc.record({ id: fc.constantFrom('one', 'two'), version: fc.integer({ min: 0, max: 6 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { todos } = open();
        const last = new Map<string, number>();
        for (const { id, version } of steps) {
          const kept = todos.save(id, { version, list: `${id} ${version} ü\u0000"` });
          expect(kept).toBe(version === (last.get(id) ?? 0) + 1);
          if (kept) last.set(id, version);
          for (const one of ['one', 'two']) {
            const at = last.get(one);
            expect(todos.load(one)).toEqual(at === undefined ? undefined : { version: at, list: `${one} ${at} ü\u0000"` });
          }
        }
        todos.drop('one');
        expect([todos.load('one'), todos.load('two')?.version]).toEqual([undefined, last.get('two')]);
      }),
      { numRuns: 20 },
    );
  });

  test('the number of changes differs after every change of a session or a list, and only then', () => {
    const store = open();
    const { sessions, todos } = store;
    const changes = (act: () => unknown): boolean => {
      const before = store.changes();
      act();
      return store.changes() !== before;
    };
    expect(changes(() => sessions.open(session(1)))).toBe(true);
    expect(changes(() => sessions.list())).toBe(false);
    expect(changes(() => todos.save('session1', { version: 1, list: '' }))).toBe(true);
    expect(changes(() => todos.save('session1', { version: 1, list: '' }))).toBe(false);
    expect(changes(() => todos.load('session1'))).toBe(false);
    expect(changes(() => sessions.forget('session1'))).toBe(false);
    expect(changes(() => sessions.release('session1', 9))).toBe(true);
    expect(changes(() => sessions.release('session1', 9))).toBe(false);
    expect(changes(() => sessions.forget('session1'))).toBe(true);
    expect(changes(() => todos.drop('session1'))).toBe(false);
  });

  describe('proofs', () => {
    test('the latest of an agent and a level takes the place of the one before', () => {
      const { proofs, changes } = open();
      const before = changes();
      for (const one of [
        proof('b'),
        proof('a'),
        proof('a', { level: 'caged' }),
        proof('a', { digest: 'other', at: 2.5, checks: 'ü\u0000' }),
      ])
        proofs.put(one);
      const latest = proof('a', { digest: 'other', at: 2.5, checks: 'ü\u0000' });
      expect(proofs.list()).toEqual([proof('a', { level: 'caged' }), latest, proof('b')]);
      expect([proofs.find('a', 'gated'), proofs.find('b', 'caged'), proofs.find('c', 'gated')]).toEqual([latest, undefined, undefined]);
      expect(changes()).not.toBe(before);
    });

    test('one that no longer holds is dropped, and no other', () => {
      const { proofs, changes } = open();
      proofs.put(proof('a'));
      proofs.put(proof('a', { level: 'caged' }));
      proofs.drop('a', 'caged');
      const before = changes();
      proofs.drop('a', 'caged');
      proofs.drop('b', 'gated');
      expect([proofs.list(), changes()]).toEqual([[proof('a')], before]);
    });
  });
}
