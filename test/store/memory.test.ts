import { expect, test } from 'vitest';
import { createMemoryStore } from '../../src/store/memory.ts';
import { conformance } from './conformance.ts';
import { editsConformance } from './edits.ts';
import { keptConformance } from './kept.ts';

conformance(() => createMemoryStore());
keptConformance(() => createMemoryStore(undefined, 1));
editsConformance(() => createMemoryStore(undefined, 1));

test('says what it is', () => {
  const given = createMemoryStore('The disk is full.');
  expect([given.durability, given.why, createMemoryStore().durability]).toEqual(['memory', 'The disk is full.', 'memory']);
  expect(given.close()).toBeUndefined();
});
