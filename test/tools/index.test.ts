import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { listedTools } from '../../src/server/tool-list.ts';
import { tools } from '../../src/tools/index.ts';

const tokens = (value: unknown): number => encode(JSON.stringify(value)).length;

describe('tools', () => {
  test('are these, in this order', () => {
    expect(tools.map(({ name }) => name)).toEqual([
      'bash',
      'bash_prefix',
      'dispatch_child_task',
      'task_output',
      'task_stop',
      'todo_update',
    ]);
  });

  test('state all four hints', () => {
    for (const { annotations } of tools) {
      expect(Object.values(annotations).map((hint) => typeof hint)).toEqual(['boolean', 'boolean', 'boolean', 'boolean']);
    }
  });

  test('cost a model at most 2,000 tokens, and 4,500 with output schemas', () => {
    const listed = listedTools(tools);
    const input = listed.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    expect(tokens(input)).toBeLessThanOrEqual(2_000);
    expect(tokens(listed)).toBeLessThanOrEqual(4_500);
  });
});
