import { hash } from 'node:crypto';

/** Finds a child that goes round in a circle. */
export interface Circle {
  /** Takes a call and its result; returns how often just this has come lately. */
  seen(call: { readonly name: string; readonly arguments: string }, result: string): number;
}

/** Calls that are looked back at from one that is new; as long as none is, nothing is forgotten: a circle may have many calls. */
const WINDOW = 8;
/** From here on the child is told. */
export const TOLD_AT = 3;
/** Here its turn is ended. */
export const STUCK_AT = 5;

export function createCircle(): Circle {
  const last: string[] = [];
  return {
    seen(call, result) {
      const key = hash('sha256', JSON.stringify([call.name, call.arguments, withoutTime(result)]));
      if (!last.includes(key)) last.splice(0, last.length - WINDOW + 1);
      last.push(key);
      return last.filter((one) => one === key).length;
    },
  };
}

/** Our own first line of a command's result tells how long it took, which is never the same. */
const withoutTime = (result: string): string => result.replace(/^([^\n]{0,200}?), \d+ ms\b/, '$1');
