// A server with one tool over stdio that runs whatever it is told: what a caged agent has when nothing of ours is there.
import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';

const inputSchema = { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] };
const tools = [{ name: 'bash', description: 'Runs a command.', inputSchema }];
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (method === 'initialize') {
    send({
      id,
      result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'bare', version: '1' } },
    });
  } else if (method === 'tools/list') send({ id, result: { tools } });
  else if (method === 'tools/call') {
    execFile('bash', ['-c', params.arguments.command], (_error, stdout) =>
      send({ id, result: { content: [{ type: 'text', text: stdout }] } }),
    );
  } else send({ id, error: { code: -32601, message: 'not here' } });
});
