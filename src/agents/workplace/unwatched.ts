import type { Workplace } from './workplace.ts';

/** Where a child works that changes nothing: nobody compares anything. @param cwd absolute, real */
export function unwatched(cwd: string): Workplace {
  return {
    cwd,
    workspace: undefined,
    place: undefined,
    changes: async () => ({ files: [], total: 0 }),
    close: async () => ({}),
  };
}
