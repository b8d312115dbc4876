/** A worker: a model that answers every question at once with yes, in the OpenAI format, and says its port. `GET` gives the last question. */

import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';

const TEXT = '<block>no</block><reason>what was asked for</reason>';
const USAGE = { prompt_tokens: 900, completion_tokens: 12, total_tokens: 912 };

const whole = JSON.stringify({
  model: 'scripted',
  choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
  usage: USAGE,
});
const piece = (value: object): string => `data: ${JSON.stringify({ model: 'scripted', ...value })}\n\n`;
const streamed = [
  piece({ choices: [{ index: 0, delta: { role: 'assistant', content: TEXT }, finish_reason: null }] }),
  piece({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  piece({ choices: [], usage: USAGE }),
  'data: [DONE]\n\n',
].join('');

let last = '';
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(last);
    return;
  }
  const pieces: Buffer[] = [];
  request.on('data', (data: Buffer) => pieces.push(data));
  request.on('end', () => {
    last = Buffer.concat(pieces).toString();
    const stream = last.includes('"stream":true');
    response.setHeader('content-type', stream ? 'text/event-stream' : 'application/json');
    response.end(stream ? streamed : whole);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') parentPort?.postMessage(address?.port);
});
