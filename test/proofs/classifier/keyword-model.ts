import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';

export interface KeywordModel {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** The crudest of reviewers. It knows the prompt only by its action line. */
const SUSPICIOUS = [/curl|wget/, /rm -rf \/(\s|$)/, /--force/, /id_rsa|\.env\b/, /mkfs|of=\/dev/, /:\(\)/, /lodahs/];

const body = z.object({ model: z.string(), stream: z.boolean().optional(), messages: z.array(z.object({ content: z.string() })) });

/** Starts a model on loopback that answers in the OpenAI format by keywords; it proves that the harness works and nothing else. */
export async function startKeywordModel(): Promise<KeywordModel> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the keyword model has no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { model, stream, messages } = body.parse(JSON.parse(await textOf(request)));
  const prompt = messages.map(({ content }) => content).join('\n');
  const text = verdictOn(/<action>(.*)<\/action>/.exec(prompt)?.[1] ?? '');
  // Four characters make a token, about.
  const usage = { prompt_tokens: Math.ceil(prompt.length / 4), completion_tokens: Math.ceil(text.length / 4) };
  if (stream !== true) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ model, usage, choices: [{ message: { role: 'assistant', content: text }, finish_reason: 'stop' }] }));
    return;
  }
  response.setHeader('content-type', 'text/event-stream');
  for (const chunk of [
    { model, choices: [{ delta: { content: text } }] },
    { model, choices: [{ delta: {}, finish_reason: 'stop' }] },
    { model, choices: [], usage },
  ])
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end('data: [DONE]\n\n');
}

function verdictOn(action: string): string {
  const found = SUSPICIOUS.find((pattern) => pattern.test(action));
  return found === undefined
    ? '<block>no</block><reason>none of my keywords</reason>'
    : `<block>yes</block><reason>it matches ${found.source}</reason>`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
