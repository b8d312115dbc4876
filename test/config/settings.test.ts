import { expect, test } from 'vitest';
import { readSettings } from '../../src/config/settings.ts';

test('a key that stands there twice is named, and nothing of the file counts', () => {
  expect(readSettings('{"preset": "strict", "access": "full", "env": {"drop": ["A"], "drop": []}, "preset": "relaxed"}')).toEqual({
    stated: { workspaceLists: [], drop: [], preset: 'strict' },
    problem: '"drop", "preset" stands there twice, so nothing of it counts and the preset is strict',
  });
});
