import type { Program } from '../program.ts';
import { ack, ag } from './ag.ts';
import { fd } from './fd.ts';
import { find } from './find.ts';
import { grep } from './grep.ts';
import { rg } from './rg.ts';
import { zgrep } from './zgrep.ts';

/** Programs that look for files or text. */
export const SEARCHES: readonly Program[] = [ack, ag, fd, find, grep, rg, zgrep];
