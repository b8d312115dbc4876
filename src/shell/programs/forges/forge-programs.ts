import type { Program } from '../program.ts';
import { gh } from './gh.ts';
import { otherForges } from './other-forges.ts';

/** Clients of places where repositories are hosted. */
export const FORGE_PROGRAMS: readonly Program[] = [gh, ...otherForges];
