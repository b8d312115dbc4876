import type { Word } from '../../analysis.ts';

/** Options of a search for text with which it prints names and nothing else. */
export interface Lists {
  /** One that makes it a list: letters without a value, and names. */
  readonly lists: RegExp;
  /** Others without a value, or with one attached. */
  readonly only: RegExp;
  /** A value stands behind. */
  readonly values: ReadonlySet<string>;
  readonly nul: RegExp;
}

export const GREP_LISTS: Lists = {
  lists: /^(-[rLiwsEFGPnvTUIZ]*[lL][rlLiwsEFGPnvTUIZ]*|--files-with(out)?-match(es)?)$/,
  only: /^(-[rLiwsEFGPnvTUIZ]+|-[ABCm]?\d+|--(null|recursive|ignore-case|word-regexp|fixed-strings|line-number)|--(include|exclude|exclude-dir)=.*)$/s,
  values: new Set(['-e']),
  nul: /^(--null|-[a-zA-Z]*Z[a-zA-Z]*)$/,
};
export const RG_LISTS: Lists = {
  lists: /^(-[isSwFPnNvUu0.]*l[lisSwFPnNvUu0.]*|--files|--files-with-matches|--files-without-match)$/,
  only: /^(-[isSwFPnNvUu0.]+|-[ABCmdj]\d+|--(hidden|no-ignore|null|ignore-case|word-regexp|fixed-strings|smart-case|line-number)|--(glob|type|type-not|max-depth)=.*)$/s,
  values: new Set(['-e', '-g', '-t', '-T']),
  nul: /^(--null|-[a-zA-Z.]*0[a-zA-Z0.]*)$/,
};

/** The options among the words; undefined when one is not known, or a value looks like one. */
export function listingOptions(args: readonly Word[], { lists, only, values }: Lists): readonly string[] | undefined {
  const options: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const value = args[at]?.value ?? '';
    if (values.has(value)) {
      at += 1;
      if (args[at]?.value.startsWith('-') !== false) return undefined;
    } else if (value.startsWith('-') && value.length > 1) {
      if (!lists.test(value) && !only.test(value)) return undefined;
      options.push(value);
    }
  }
  return options.some((option) => lists.test(option)) ? options : undefined;
}
