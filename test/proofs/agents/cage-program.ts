import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * A server with one tool, `note`, over standard input and output; every call of it is written to the file of the first argument. A note
 * that says `wait` is never answered.
 */
const [log = ''] = process.argv.slice(2);
interface Params {
  readonly protocolVersion?: string;
  readonly arguments?: { readonly text?: string };
}
const schema = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };
const RESULTS: Readonly<Record<string, (params: Params) => object>> = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'bailiwick', version: '0' } }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [{ name: 'note', description: 'Keeps a note.', inputSchema: schema }] }),
  'tools/call': (params) => {
    appendFileSync(log, `${JSON.stringify(params)}\n`);
    return { content: [{ type: 'text', text: 'the note is kept' }] };
  },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line) as { id?: number; method: string; params?: Params };
  if (id === undefined || params?.arguments?.text === 'wait') return;
  const result = RESULTS[method]?.(params ?? {});
  const answer = result === undefined ? { error: { code: -32601, message: 'no such method' } } : { result };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
});
