import { once } from 'node:events';
import { createServer } from 'node:http';

/** A model on loopback in the OpenAI format that says what a test wants. */
export interface ScriptedModel {
  readonly baseUrl: string;
  /** Whole bodies of what was asked, in order. */
  readonly prompts: readonly string[];
  /** What it says from now on. */
  says(text: string): void;
  close(): Promise<void>;
}

export async function startScriptedModel(): Promise<ScriptedModel> {
  const prompts: string[] = [];
  let text = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      prompts.push(Buffer.concat(chunks).toString());
      const event = (value: object): string => `data: ${JSON.stringify({ id: 'x', model: 'toy', ...value })}\n\n`;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        `${event({ choices: [{ index: 0, delta: { content: text } }] })}${event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the model has no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    prompts,
    says(next) {
      text = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
