import { expect, test } from 'vitest';
import { whatIs } from '../../../src/agents/hold/what-is.ts';
import type { Action } from '../../../src/policy/action.ts';

const where = { tool: 't', cwd: '/w', access: 'full' } as const;

test.each<[Action, string]>([
  [{ kind: 'tool', server: 'github', name: 'get', arguments: '{"a":1}', ...where }, 'call github/get {"a":1}'],
  [{ kind: 'plan', agent: 'claude', plan: '1. Fix it.', ...where }, 'plan for access full: 1. Fix it.'],
])('%j', (action, words) => {
  expect(whatIs(action)).toBe(words);
});
