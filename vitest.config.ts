import { defineConfig } from 'vitest/config';
import { COMPILE_CACHE } from './test/compile-cache.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Tests start real processes; more workers than cores make them wait for each other.
    maxWorkers: 2,
    env: COMPILE_CACHE,
  },
});
