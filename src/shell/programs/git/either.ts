import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';

/** What the first rule that proves the words says of them; what the last one says when none does. */
export function firstProving(...rules: readonly [Rule, ...Rule[]]): Subcommand {
  const [first, ...rest] = rules.map((rule) => compile(rule));
  return (args, words) => {
    let judged = first === undefined ? undefined : judge(first, args, words);
    for (const rule of rest) {
      if (judged?.unproven === undefined) break;
      judged = judge(rule, args, words);
    }
    return judged as ReturnType<typeof judge>;
  };
}

/** A signature in a format is checked by a program that the configuration names, on what the repository holds. */
export function checksSignatures(scanned: Scan): string | undefined {
  return valuesOf(scanned, '--format --pretty --sort').some(({ value }) => /%G|signature/i.test(value))
    ? 'a format that checks signatures'
    : undefined;
}

/** Only with one of these options, which are separated by blanks, does it leave everything as it is. */
export function onlyWith(options: string): (scanned: Scan) => string | undefined {
  return (scanned) => (hasOption(scanned, options) ? undefined : `it changes nothing only with one of ${options}`);
}

export const onlyDryRun = onlyWith('-n --dry-run');
