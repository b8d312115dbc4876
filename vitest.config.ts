import { defineConfig } from 'vitest/config';
import { COMPILE_CACHE } from './test/compile-cache.ts';

/** What neither starts processes nor changes anything that others in its process see: one process after the other takes many of these. */
const PURE = [
  'policy/**',
  'properties/**',
  'model/**',
  'config/**',
  'shell',
  'shell/programs/**',
  'agents/catalogue',
  'agents/hold',
  'agents/codex',
  'store/tasks',
].map((dir) => `test/${dir}/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Tests start real processes; more workers than cores make them wait for each other.
    maxWorkers: 2,
    env: COMPILE_CACHE,
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: PURE } },
    ],
  },
});
