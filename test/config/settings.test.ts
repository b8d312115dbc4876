import { expect, test } from 'vitest';
import { readSettings } from '../../src/config/settings.ts';

test('a key that stands there twice is named, and nothing of the file counts', () => {
  expect(readSettings('{"preset": "strict", "access": "full", "env": {"drop": ["A"], "drop": []}, "preset": "relaxed"}')).toEqual({
    stated: { workspaceLists: [], drop: [], preset: 'strict' },
    problem: '"drop", "preset" stands there twice, so nothing of it counts and the preset is strict',
  });
});

test.each(['input', 'cached_input', 'output'])('a price for %s below nothing would make a budget grow, and is a mistake', (field) => {
  const read = (value: number) =>
    readSettings(JSON.stringify({ model: { provider: 'openai', model: 'm', prices: { m: { input: 1, output: 1, [field]: value } } } }));
  expect(read(0).problem).toBeUndefined();
  expect(read(-0.1).problem).toContain(`model.prices.m.${field}`);
  expect(read(-0.1).stated.model).toBeUndefined();
});
