import { expect, test } from 'vitest';
import { agentFields, agentSettings, narrowingOnly } from '../../src/config/agent-settings.ts';

const stated = (servers: unknown): unknown => agentFields().safeParse({ mcp_servers: servers }).data;

test('MCP servers for children', () => {
  const fields = agentFields().parse({
    mcp_servers: {
      docs: { command: 'docs-server' },
      all_of_it: { command: '/opt/x', args: ['--a', ''], env: ['X_KEY'], tools: ['a.b/c-d'], cwd: '/srv' },
    },
  });
  expect(agentSettings(fields)?.mcpServers).toEqual([
    { name: 'docs', command: 'docs-server', args: [], env: [], tools: undefined, cwd: undefined },
    { name: 'all_of_it', command: '/opt/x', args: ['--a', ''], env: ['X_KEY'], tools: ['a.b/c-d'], cwd: '/srv' },
  ]);
});

test.each([
  { Docs: { command: 'x' } },
  { 'a/b': { command: 'x' } },
  { [`${'x'.repeat(33)}`]: { command: 'x' } },
  { docs: {} },
  { docs: { command: '' } },
  { docs: { command: 'bin/x' } },
  { docs: { command: 'x', cwd: 'relative' } },
  { docs: { command: 'x', env: ['A=B'] } },
  { docs: { command: 'x', env: { A: 'B' } } },
  { docs: { command: 'x', tools: ['a b'] } },
  { docs: { command: 'x', trust: true } },
])('%j is a mistake', (servers) => {
  expect(stated(servers)).toBeUndefined();
});

test('a file that is not sound names no servers', () => {
  expect(narrowingOnly({ mcp_servers: { docs: { command: 'x' } }, typo: 1 })).toEqual({ min_assurance: undefined, concurrency: undefined });
});
