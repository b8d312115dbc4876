import type { Program } from '../program.ts';
import { awk } from './awk.ts';
import { iconv, look, pv, ts } from './filters.ts';
import { sed } from './sed.ts';

/** Programs that change text on its way. */
export const TEXT_PROGRAMS: readonly Program[] = [awk, iconv, look, pv, sed, ts];
