import type { Found, Word } from '../../analysis.ts';

/** A list of names, each of which begins with the root it was found below; or with nothing, when it is `bare`. */
export interface Printed {
  /** Where was looked; static words. */
  readonly roots: readonly Word[];
  readonly which: Pick<Found, 'names' | 'skipped' | 'visible' | 'bare'>;
  /** Each name ends with a zero byte instead of a new line. */
  readonly nul: boolean;
}

/** Blanks, quotes and what escapes them: at these a list of names is cut, or read in another way. */
const CUTS = /[\s'"\\]/;

/** The words that a list of names becomes; `undefined` when a root would be cut itself. */
export function foundWords({ roots, which }: Printed, cut: boolean, at: Word['span']): readonly Word[] | undefined {
  if (roots.some(({ kind, value }) => kind !== 'static' || (cut && CUTS.test(value)))) return undefined;
  return roots.map(({ value }): Word => ({ span: at, value, kind: 'found', found: { ...which, cut } }));
}

/**
 * Programs that read each of their operands and no more than that: a directory stands for all below it. `sed` only without `-i`,
 * which `onlyReads` sees to. Not `xxd`, of which the second operand is written.
 */
const READERS = new Set(
  (
    'cat wc ls stat file grep egrep fgrep rg head tail tac nl cut du basename dirname realpath readlink echo printf test ' +
    'md5sum sha1sum sha224sum sha256sum sha384sum sha512sum cksum sum b2sum md5 shasum od hexdump strings sed'
  ).split(' '),
);
const SED_OPTION = /^-([nErzsu]+|e|-quiet|-silent|-regexp-extended|-null-data|-separate|-expression=.*)$/s;

/** Whether whatever is added to this command is read, and nothing else. */
export function onlyReads([program, ...args]: readonly Word[]): boolean {
  if (program?.kind !== 'static' || !READERS.has(program.value)) return false;
  if (program.value !== 'sed') return true;
  return args.every(({ kind, value }) => kind === 'static' && (!value.startsWith('-') || SED_OPTION.test(value)));
}
