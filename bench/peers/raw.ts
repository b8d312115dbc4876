/** The floor: a server in plain JSON-RPC without any library, with one trivial tool. */
import { createInterface } from 'node:readline';

const reply = (id: unknown, result: unknown): void => {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
};

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, method } = JSON.parse(line) as { id?: number; method: string };
  if (id === undefined) return;
  if (method === 'initialize')
    reply(id, { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'raw', version: '1' } });
  else if (method === 'server/discover')
    reply(id, {
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {} },
      serverInfo: { name: 'raw', version: '1' },
    });
  else if (method === 'tools/call') reply(id, { content: [{ type: 'text', text: 'ok' }] });
  else reply(id, { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] });
});
