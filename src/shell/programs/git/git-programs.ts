import type { Program } from '../program.ts';
import { git } from './git.ts';

/** Version control. */
export const GIT_PROGRAMS: readonly Program[] = [git];
