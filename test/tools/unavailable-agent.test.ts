import { expect, test } from 'vitest';
import { unusableDefinition } from '../../src/tools/unavailable-agent.ts';

test('why a definition can not be used is one sentence, and foreign words in it are visible', () => {
  const of = (why: string) =>
    unusableDefinition({ name: 'a\u202e', file: '/w/a.md', why, state: 'unreadable', definition: undefined }, 'read-only').next;
  const said = '"a\\u{202e}" is described by /w/a.md: It is larger than 9 bytes. A person can look at it and run `bailiwick trust`.';
  expect([of('It is larger than 9 bytes.'), of('It is larger than 9 bytes')]).toEqual([said, said]);
});
