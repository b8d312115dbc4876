import type { Word } from '../../analysis.ts';

/** An option as it stands, with every word up to the next one. */
interface Given {
  /** With its dashes. */
  readonly name: string;
  readonly values: readonly string[];
}

/** The words of a client whose verb stands behind the names of groups. */
export interface Parts {
  /** Options before the first plain word. */
  readonly before: readonly Given[];
  /** Every plain word from there to the next option. */
  readonly words: readonly string[];
  /** Options behind these. */
  readonly after: readonly Given[];
  /** Why they are not understood. */
  readonly doubt: string | undefined;
}

/** Options that may stand before the first plain word; names separated by blanks. */
export interface Globals {
  readonly flags: string;
  readonly values: string;
}

/** Splits static words; `--`, an unknown option before the plain words and a word that is only known when it runs are doubts. */
export function partsOf(args: readonly Word[], globals: Globals): Parts {
  const before: Given[] = [];
  const words: string[] = [];
  const after: Given[] = [];
  let doubt = args.some((word) => word.kind !== 'static') ? 'a word that is only known when it runs could be an option' : undefined;
  let open: string[] = words;
  for (let at = 0; at < args.length; at += 1) {
    const value = args[at]?.value ?? '';
    if (value === '--') doubt ??= 'words after -- are not understood';
    if (!value.startsWith('-') || value === '-') {
      open.push(value);
      continue;
    }
    const { name, attached } = named(value);
    if (words.length > 0) {
      open = attached === undefined ? [] : [attached];
      after.push({ name, values: open });
    } else if (holds(globals.values, name)) {
      if (attached === undefined) at += 1;
      if (args[at]?.value.startsWith('-') && attached === undefined) doubt ??= `the value of ${name} could be an option`;
      before.push({ name, values: [attached ?? args[at]?.value ?? ''] });
    } else {
      if (attached !== undefined || !holds(globals.flags, name)) doubt ??= `unknown option ${name} before the sub-command`;
      before.push({ name, values: [] });
    }
  }
  return { before, words, after, doubt };
}

function named(value: string): { readonly name: string; readonly attached: string | undefined } {
  const equals = value.indexOf('=');
  return equals < 0 ? { name: value, attached: undefined } : { name: value.slice(0, equals), attached: value.slice(equals + 1) };
}

function holds(names: string, name: string): boolean {
  return names.split(' ').includes(name);
}

/** Whether some option is one of these, or a long one that is short for one of them. */
export function givesOneOf(options: readonly Given[], names: string): boolean {
  const known = names.split(' ');
  return options.some(({ name }) => known.some((one) => one === name || (/^--./.test(name) && one.startsWith(name))));
}

/** Only plain words, then a word that asks for help: whatever the command, nothing but its description is printed. */
export function asksHelp(args: readonly Word[], spellings: string): boolean {
  const last = args.at(-1);
  if (last === undefined || !holds(spellings, last.value)) return false;
  return args.every((word) => word.kind === 'static' && (word === last || /^[a-z][a-z0-9:-]*$/.test(word.value)));
}
