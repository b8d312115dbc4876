import type { Word } from '../../analysis.ts';
import { derived } from '../words.ts';

/** Options whose value is a file or directory that is written. */
const OUTPUT =
  /^(-o|-d|-s|-MF|-MJ|-h|-odir|-outdir|--?(out(put)?(-?(file|dir|path|directory))?|outFile|outDir|declarationDir|tsBuildInfoFile|out-dir|dest|destination|target-dir|report-dir|reports?-file|cache-location|cache-dir|cacheDirectory|coverage-directory|coverageDirectory|log-file))$/;
const ATTACHED = /^(-o|-MF)([^-=].*)$/;

/** What words of a compiler or checker name as its output; a word too many where a letter means something else. */
export function outputsOf(args: readonly Word[]): readonly Word[] {
  return args.flatMap((word, at) => {
    const equals = word.value.indexOf('=');
    if (word.value.startsWith('--') && equals > 0)
      return OUTPUT.test(word.value.slice(0, equals)) ? [derived(word.value.slice(equals + 1), word)] : [];
    const next = args[at + 1];
    if (OUTPUT.test(word.value)) return next === undefined ? [] : [next];
    const attached = ATTACHED.exec(word.value)?.[2];
    return attached === undefined ? [] : [derived(attached, word)];
  });
}
