import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bootId } from '../../../src/shell/process/boot-id.ts';

test.runIf(process.platform === 'linux')('is what the kernel says, without the end of the line', () => {
  expect(`${bootId()}\n`).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
});
