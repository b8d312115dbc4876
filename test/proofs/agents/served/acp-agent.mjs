#!/usr/bin/env node
// The least that speaks the Agent Client Protocol: it says the word that it is told. `crash` ends it at once, `hang` lets it be silent.
import { createInterface } from 'node:readline';

const [mode] = process.argv.slice(2);
if (mode === '--version') {
  process.stdout.write('1.0.0\n');
  process.exit(0);
}
if (mode === 'crash') {
  process.stderr.write('it can not start\n');
  process.exit(3);
}
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

function answer({ method, params }) {
  if (method === 'initialize') return { protocolVersion: 1, agentCapabilities: {}, authMethods: [] };
  if (method === 'session/new') return { sessionId: 'one' };
  if (method !== 'session/prompt') return undefined;
  const word = /\bsay[0-9a-f]{12}\b/.exec(params.prompt.map(({ text }) => text ?? '').join(' '))?.[0] ?? 'no word';
  const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: `scripted: ${word}` } };
  send({ method: 'session/update', params: { sessionId: params.sessionId, update } });
  return { stopReason: 'end_turn' };
}

createInterface({ input: process.stdin }).on('line', (line) => {
  if (mode === 'hang') return;
  const message = JSON.parse(line);
  if (message.id === undefined || message.method === undefined) return;
  const result = answer(message);
  send({ id: message.id, ...(result === undefined ? { error: { code: -32601, message: 'not here' } } : { result }) });
});
