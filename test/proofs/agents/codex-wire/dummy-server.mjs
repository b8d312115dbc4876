// A server with one tool over stdio. Writes each call to the file in argv.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [log] = process.argv.slice(2);
const tools = [
  { name: 'bash', description: 'Runs a command.', inputSchema: { type: 'object', properties: { command: { type: 'string' } } } },
];

function answer({ method, params }) {
  if (method === 'initialize') {
    return { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'dummy', version: '1' } };
  }
  if (method === 'tools/list') return { tools };
  if (method !== 'tools/call') return undefined;
  appendFileSync(log, `${JSON.stringify(params.arguments)}\n`);
  return { content: [{ type: 'text', text: 'judged-on-our-side' }], isError: true };
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.id === undefined) return;
  const result = answer(message);
  const body = result === undefined ? { error: { code: -32601, message: 'not here' } } : { result };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, ...body })}\n`);
});
