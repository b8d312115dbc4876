/** A model for `loop.ts`, in a thread of its own: it answers at once, with a call of `read_file` or with the end, as the path says. */

import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';

const chunk = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ model: 'scripted', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const USAGE = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 900, completion_tokens: 20, total_tokens: 920 } })}\n\n`;

let calls = 0;
/** Each with an id and a line of its own, so that nothing looks like a circle. */
function streamed(turns: number): string {
  calls += 1;
  if (calls % turns === 0) return [chunk({ content: 'done' }), chunk({}, 'stop'), USAGE, 'data: [DONE]\n\n'].join('');
  const args = JSON.stringify({ path: 'a.ts', offset: (calls % 150) + 1, limit: 40 });
  const call = { index: 0, id: `c${calls}`, type: 'function', function: { name: 'read_file', arguments: args } };
  return [chunk({ tool_calls: [call] }), chunk({}, 'tool_calls'), USAGE, 'data: [DONE]\n\n'].join('');
}

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const turns = Number(new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('turns') ?? 10);
    response.setHeader('content-type', 'text/event-stream');
    response.end(streamed(turns));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') parentPort?.postMessage(address?.port);
});
