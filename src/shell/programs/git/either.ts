import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { hasOption } from '../scanned.ts';
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

/** Only with one of these options, which are separated by blanks, does it leave everything as it is. */
export function onlyWith(options: string): (scanned: Scan) => string | undefined {
  return (scanned) => (hasOption(scanned, options) ? undefined : `it changes nothing only with one of ${options}`);
}

export const onlyDryRun = onlyWith('-n --dry-run');
