import { afterEach } from 'vitest';
import { undoAll } from './after-test.ts';

// Runs for every test file, also where many share a process.
afterEach(undoAll);
