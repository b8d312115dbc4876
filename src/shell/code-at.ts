/**
 * The UTF-16 code unit of `text` at `index`; the same as `text.charCodeAt(index)`, and much faster in loops.
 * V8 keeps strings in many forms (whole, cut from another, joined, one or two bytes a character). Where a site has seen more than four
 * of them it looks the method up anew for every character; here the method is known beforehand.
 */
export const codeAt: (text: string, index: number) => number = Function.prototype.call.bind(String.prototype.charCodeAt);

/** The same as `text.startsWith(start, at)`; for the reason that `codeAt` has. */
export const startsAt: (text: string, start: string, at?: number) => boolean = Function.prototype.call.bind(String.prototype.startsWith);

/** The same as `text.slice(start, end)`; for the reason that `codeAt` has. */
export const cut: (text: string, start: number, end?: number) => string = Function.prototype.call.bind(String.prototype.slice);

/** The same as `text.length`; for the reason that `codeAt` has: what was added to is known to be a string. */
export function lengthOf(text: string): number {
  // biome-ignore lint/style/useTemplate: a template would have to find out first what its text is.
  return (text + '').length;
}
