import { join } from 'node:path';

/** Below the project: where the bundle is made that tests start. */
export const PROGRAM_DIR = 'node_modules/.cache/program';

/** The program as it ships. It starts in half the time of the sources, and some tests start it dozens of times. */
export const PROGRAM = join(import.meta.dirname, '..', PROGRAM_DIR, 'bailiwick.cjs');
