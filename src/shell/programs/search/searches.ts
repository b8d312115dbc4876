import type { Program } from '../program.ts';
import { ack, ag } from './ag.ts';
import { astGrep, cloc, scc, tokei } from './code.ts';
import { fd } from './fd.ts';
import { find } from './find.ts';
import { fzf } from './fzf.ts';
import { grep } from './grep.ts';
import { rg } from './rg.ts';
import { zgrep } from './zgrep.ts';

/** Programs that look for files or text. */
export const SEARCHES: readonly Program[] = [ack, ag, astGrep, cloc, fd, find, fzf, grep, rg, scc, tokei, zgrep];
