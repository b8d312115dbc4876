import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { listedTools } from '../../src/server/tool-list.ts';
import { tools } from '../../src/tools/index.ts';

/** What a host puts into every conversation must stay small. Limits in tokens of o200k. */
const MOST_FOR_THE_MODEL = 2_000;
const MOST_FOR_THE_LIST = 4_500;

test('the list of tools fits its budget', () => {
  const listed = listedTools(tools);
  const forTheModel = listed.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  const tokens = { model: countTokens(JSON.stringify(forTheModel)), list: countTokens(JSON.stringify({ tools: listed })) };
  expect(tokens.model, `${tokens.model} tokens for the model`).toBeLessThanOrEqual(MOST_FOR_THE_MODEL);
  expect(tokens.list, `${tokens.list} tokens for the list`).toBeLessThanOrEqual(MOST_FOR_THE_LIST);
  // An empty or shortened list would fit every budget.
  expect(listed.map((tool) => tool.name)).toEqual([
    'bash',
    'bash_prefix',
    'dispatch_child_task',
    'task_output',
    'task_stop',
    'todo_update',
  ]);
});
