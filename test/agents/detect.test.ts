import { expect, test } from 'vitest';
import { keysIn } from '../../src/agents/detect.ts';

test('names the keys of providers that are set, and no others', () => {
  expect(keysIn({ PATH: '/bin', ANTHROPIC_API_KEY: 'sk', OPENAI_API_KEY: '', OTHER_API_KEY: 'x' })).toEqual(['ANTHROPIC_API_KEY']);
  expect(keysIn({})).toEqual([]);
});
