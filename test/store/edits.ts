import { describe, expect, test } from 'vitest';
import { MAX_EDITS } from '../../src/store/edits.ts';
import type { Store } from '../../src/store/store.ts';
import { session } from './kept.ts';

/** What every store keeps to about marks of what sessions change. Takes what opens an empty one, as process 1. */
export function editsConformance(open: () => Store): void {
  describe('edits', () => {
    const workspace = '/srv/project';
    const others = { workspace, since: 0, limit: 10 };
    const openTwo = (): Store => {
      const store = open();
      store.sessions.open(session(1));
      store.sessions.open(session(2, { client: 'b' }));
      return store;
    };

    test('others see what a session changed in the workspace, the latest first; it does not see its own', () => {
      const { edits } = openTwo();
      edits.note({ sessionId: 'session1', workspace, paths: ['/srv/project/a', '/srv/project/b/c'], at: 10 });
      edits.note({ sessionId: 'session1', workspace, paths: ['/srv/project/b/c'], at: 20 });
      const mark = { sessionId: 'session1', client: 'a', pid: 1 };
      expect(edits.others({ ...others, sessionId: 'session2' })).toEqual([
        { ...mark, path: '/srv/project/b/c', at: 20 },
        { ...mark, path: '/srv/project/a', at: 10 },
      ]);
      expect(edits.others({ ...others, sessionId: 'session1' })).toEqual([]);
      expect(edits.others({ ...others, sessionId: 'session2', since: 11 }).map(({ path }) => path)).toEqual(['/srv/project/b/c']);
      expect(edits.others({ ...others, sessionId: 'session2', limit: 1 }).map(({ path }) => path)).toEqual(['/srv/project/b/c']);
    });

    test('only what lies in the workspace is kept, and only what lies in the one that is asked about is told', () => {
      const { edits } = openTwo();
      edits.note({ sessionId: 'session1', workspace, paths: ['/srv/project', '/srv/project2/a', '/etc/hosts'], at: 10 });
      edits.note({ sessionId: 'session1', workspace, paths: ['/srv/project/sub/a', '/srv/project/subway/ü "'], at: 20 });
      const seen = (of: string): readonly string[] =>
        edits.others({ ...others, workspace: of, sessionId: 'session2' }).map(({ path }) => path);
      expect(seen('/srv/project')).toEqual(['/srv/project/sub/a', '/srv/project/subway/ü "']);
      expect(seen('/srv/project/sub')).toEqual(['/srv/project/sub/a']);
      expect(seen('/')).toEqual(['/srv/project/sub/a', '/srv/project/subway/ü "']);
      expect(seen('/srv/pro')).toEqual([]);
    });

    test('marks of a session that is not open are not told, and go with it', () => {
      const { edits, sessions } = openTwo();
      edits.note({ sessionId: 'unknown', workspace, paths: ['/srv/project/x'], at: 10 });
      edits.note({ sessionId: 'session1', workspace, paths: ['/srv/project/a'], at: 10 });
      const seen = (): number => edits.others({ ...others, sessionId: 'session2' }).length;
      expect(seen()).toBe(1);
      edits.drop('session2');
      expect(seen()).toBe(1);
      sessions.release('session1', 20);
      expect(seen()).toBe(0);
      expect(sessions.open(session(3)).row.id).toBe('session1');
      expect(seen()).toBe(1);
      edits.drop('session1');
      expect(seen()).toBe(0);
    });

    test(`no more than ${MAX_EDITS} are kept of a session, the latest`, () => {
      const { edits } = openTwo();
      edits.note({ sessionId: 'session1', workspace, paths: ['/srv/project/old', '/srv/project/kept'], at: 1 });
      const paths = Array.from({ length: MAX_EDITS - 1 }, (_, n) => `/srv/project/${n}`);
      edits.note({ sessionId: 'session1', workspace, paths: [...paths, '/srv/project/kept'], at: 2 });
      const seen = edits.others({ ...others, limit: 1_000, sessionId: 'session2' }).map(({ path }) => path);
      expect([seen.length, seen.includes('/srv/project/old'), seen.includes('/srv/project/kept')]).toEqual([MAX_EDITS, false, true]);
    });

    test('the number of changes differs after every change of them, and only then', () => {
      const store = openTwo();
      const changes = (act: () => unknown): boolean => {
        const before = store.changes();
        act();
        return store.changes() !== before;
      };
      expect(changes(() => store.edits.note({ sessionId: 'session1', workspace, paths: ['/srv/project/a'], at: 1 }))).toBe(true);
      expect(changes(() => store.edits.note({ sessionId: 'session1', workspace, paths: ['/etc/x'], at: 1 }))).toBe(false);
      expect(changes(() => store.edits.others({ ...others, sessionId: 'session2' }))).toBe(false);
      expect(changes(() => store.edits.drop('session1'))).toBe(true);
      expect(changes(() => store.edits.drop('session1'))).toBe(false);
    });
  });
}
