import { runInThisContext } from 'node:vm';

const WORK = Symbol.for('bailiwick.hook.work');

/**
 * Does work without a pause, or throws when that takes longer than so many milliseconds. A thread of the engine's own watches the time, so
 * that a loop without end is stopped, too; a call to the system that does not return is not.
 */
export function withinTime<T>(ms: number, work: () => T): T {
  let result: { readonly value: T } | undefined;
  Reflect.set(globalThis, WORK, () => {
    result = { value: work() };
  });
  try {
    runInThisContext("globalThis[Symbol.for('bailiwick.hook.work')]()", { timeout: Math.max(1, Math.floor(ms)) });
  } finally {
    Reflect.deleteProperty(globalThis, WORK);
  }
  if (result === undefined) throw new Error('the work did not come to its end');
  return result.value;
}
