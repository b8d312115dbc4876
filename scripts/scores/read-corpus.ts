import { readFileSync } from 'node:fs';
import type * as z from 'zod';

const DIRECTORY = new URL('../../test/corpora/', import.meta.url);

/** One corpus whose lines are rows. Throws when a row has another shape. */
export function readRows<T>(name: string, row: z.ZodType<T>): T[] {
  return read(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => row.parse(JSON.parse(line)));
}

/** One corpus that is a single value. Throws when it has another shape. */
export function readValue<T>(name: string, shape: z.ZodType<T>): T {
  return shape.parse(JSON.parse(read(name)));
}

function read(name: string): string {
  return readFileSync(new URL(name, DIRECTORY), 'utf8');
}
