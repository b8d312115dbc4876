import type { Grant, GrantStore } from './store.ts';

const NONE: readonly Grant[] = [];

/** Grants that end with the process. Takes what is told of every change. */
export function createMemoryGrants(touch: () => void): GrantStore {
  const given = new Map<string, readonly Grant[]>();
  return {
    insert(sessionId, { key, scope }) {
      const before = given.get(sessionId) ?? NONE;
      if (before.some((grant) => grant.key === key && grant.scope === scope)) return;
      given.set(sessionId, [...before, { key, scope }]);
      touch();
    },
    list: (sessionId) => given.get(sessionId) ?? NONE,
    drop(sessionId) {
      if (given.delete(sessionId)) touch();
    },
  };
}
