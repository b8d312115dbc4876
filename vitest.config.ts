import { defineConfig } from 'vitest/config';
import { COMPILE_CACHE } from './test/compile-cache.ts';

/** Programs that are started, killed and waited for, again and again: minutes of it, so `npm run proof:programs` runs them. */
const PROGRAMS = [
  'test/auto-mode.test.ts',
  'test/durable.test.ts',
  'test/examples/policy-types.test.ts',
  'test/attacks/03-child-approves-itself.test.ts',
  'test/attacks/05-adopted-session.test.ts',
  'test/attacks/05-child-takes-session.test.ts',
  'test/attacks/09-own-git-trees.test.ts',
  'test/attacks/18-hook-and-gated.test.ts',
  'test/attacks/22-child-processes.test.ts',
  'test/agents/workplace/*.test.ts',
  'test/shell/process/attach*.test.ts',
  'test/shell/process/detached.test.ts',
];

/**
 * What wants a process for each file, for it starts programs or looks at all the processes of a machine. One process after the other takes
 * all the rest: a new one for each file would cost more than most of the tests.
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
    setupFiles: 'test/setup.ts',
    projects: [
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: [...APART, ...PROGRAMS], isolate: false } },
      { extends: true, test: { name: 'apart', include: APART, exclude: PROGRAMS } },
      { extends: true, test: { name: 'programs', include: PROGRAMS } },
    ],
  },
});
