import { join } from 'node:path';

/** The program started from its sources is read anew each time; with this it is only looked up, which halves what such a test costs. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/compile') };
