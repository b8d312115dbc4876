import type { Effects, Nested, Word } from '../../../src/shell/analysis.ts';
import { UNKNOWN } from '../../../src/shell/analysis.ts';

const text = (words: readonly Word[] | undefined) => words?.map((word) => word.value.replaceAll(UNKNOWN, '?'));

function nestedText(one: Nested) {
  return one.kind === 'script'
    ? { script: one.script.value.replaceAll(UNKNOWN, '?') }
    : {
        argv: text(one.argv),
        ...(one.fed === undefined ? {} : { fed: one.fed }),
        ...(one.assignments ? { assignments: one.assignments.map(({ name, value }) => `${name}=${value.value}`) } : {}),
      };
}

/** Effects with words as their text, so that a whole value fits in a line. */
export function shown(judged: Effects) {
  const { reads, writes, removes, runs, ...rest } = judged;
  return {
    ...rest,
    ...(reads ? { reads: text(reads) } : {}),
    ...(writes ? { writes: text(writes) } : {}),
    ...(removes ? { removes: text(removes) } : {}),
    ...(runs ? { runs: runs.map(nestedText) } : {}),
  };
}
