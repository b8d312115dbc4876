import type { Program } from '../program.ts';
import { awk } from './awk.ts';
import { iconv, spellers } from './filters.ts';
import { sed } from './sed.ts';

/** Programs that change text on its way. */
export const TEXT_PROGRAMS: readonly Program[] = [awk, iconv, sed, spellers];
