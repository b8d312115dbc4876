import type { PathPattern } from './rule.ts';

/** @param pattern absolute, with `**` as a whole segment for any number of them, `*` and `?` inside one */
export function compilePattern(pattern: string): PathPattern {
  const segments = segmentsOf(pattern);
  const wild = segments.findIndex((segment) => /[*?]/.test(segment));
  return { segments, fixed: wild === -1 ? segments.length : wild };
}

/** The names of an absolute path. */
export function segmentsOf(absolute: string): readonly string[] {
  return absolute.split('/').filter((segment) => segment !== '');
}

/**
 * Whether a path fits. A `**` at the end stands for at least one name.
 * Takes time in proportion to path times pattern at worst: each `**` and each `*` goes back to its last place only.
 */
export function matchesPattern({ segments: pattern }: PathPattern, path: readonly string[]): boolean {
  const { length } = path;
  let at = 0;
  let next = 0;
  let star = -1;
  let from = 0;
  while (at < length) {
    const segment = pattern[next];
    if (segment === '**') {
      if (next === pattern.length - 1) return true;
      star = next++;
      from = at;
    } else if (segment !== undefined && matchesSegment(segment, path[at] ?? '')) {
      next++;
      at++;
    } else if (star === -1) return false;
    else {
      next = star + 1;
      at = ++from;
    }
  }
  return next === pattern.length;
}

/** Whether a fitting path may lie below a directory, or the directory is the one that a pattern starts from. */
export function mayMatchBelow({ segments, fixed }: PathPattern, directory: readonly string[]): boolean {
  const { length } = directory;
  if (length <= fixed) return startsWith(segments, directory);
  for (let at = 0; at < length; at++) {
    const segment = segments[at];
    if (segment === undefined) return false;
    if (segment === '**') return true;
    if (!matchesSegment(segment, directory[at] ?? '')) return false;
  }
  return length < segments.length;
}

/** Whether a directory holds everything that a pattern can fit: it is that of the fixed part, or above it. */
export function holdsPattern({ segments, fixed }: PathPattern, directory: readonly string[]): boolean {
  return directory.length <= fixed && directory.length < segments.length && startsWith(segments, directory);
}

function startsWith(segments: readonly string[], start: readonly string[]): boolean {
  return start.every((name, at) => segments[at] === name);
}

/** `*` and `?` inside one name; goes back to the last `*` only. */
function matchesSegment(pattern: string, name: string): boolean {
  const { length } = name;
  let at = 0;
  let next = 0;
  let star = -1;
  let from = 0;
  while (at < length) {
    const wanted = pattern[next];
    if (wanted === '*') {
      star = next++;
      from = at;
    } else if (wanted === '?' || (wanted !== undefined && wanted === name[at])) {
      next++;
      at++;
    } else if (star === -1) return false;
    else {
      next = star + 1;
      at = ++from;
    }
  }
  while (pattern[next] === '*') next++;
  return next === pattern.length;
}
