import { defineConfig } from 'vitest/config';
import { COMPILE_CACHE } from './test/compile-cache.ts';

/**
 * What wants a process for each file: whole programs that are started and killed, and what looks at all the processes of a machine. One
 * process after the other takes all the rest, for a new one for each file would cost more than most of the tests.
 */
const APART = ['test/*.test.ts', 'test/attacks/**/*.test.ts', 'test/scripts/**/*.test.ts', 'test/shell/process/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Tests start real processes; more workers than cores make them wait for each other.
    maxWorkers: 2,
    env: COMPILE_CACHE,
    globalSetup: 'test/build-program.ts',
    projects: [
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: APART, isolate: false } },
      { extends: true, test: { name: 'apart', include: APART } },
    ],
  },
});
