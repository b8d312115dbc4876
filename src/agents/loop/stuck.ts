import { hash } from 'node:crypto';

/** Finds a child that goes round in a circle. */
export interface Circle {
  /** Takes a call and its result; returns how often just this has come lately. */
  seen(call: { readonly name: string; readonly arguments: string }, result: string): number;
}

/** Calls that are looked back at. As long as nothing new comes, more of them are: a circle may lead over many calls. */
const WINDOW = 8;
/** From here on the child is told. */
export const TOLD_AT = 3;
/** Here its turn is ended. */
export const STUCK_AT = 5;

export function createCircle(): Circle {
  const known = new Set<string>();
  const last: string[] = [];
  return {
    seen(call, result) {
      const key = hash('sha256', JSON.stringify([call.name, call.arguments, withoutTime(result)]));
      // With the call that comes behind it, these are as many as are looked back at.
      if (!known.has(key)) last.splice(0, Math.max(0, last.length - (WINDOW - 2)));
      known.add(key);
      last.push(key);
      return last.filter((one) => one === key).length;
    },
  };
}

/** Our own first line of a command's result tells how long it took, which is never the same. */
const withoutTime = (result: string): string => result.replace(/^([^\n]{0,200}?), \d+ ms\b/, '$1');
