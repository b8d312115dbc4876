import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createMcpHandler } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { LIMITS, type ServedApp } from '../../src/server/app-port.ts';
import { TASKS_EXTENSION } from '../../src/server/client.ts';
import { createConnection } from '../../src/server/connection.ts';
import { createMcpServer } from '../../src/server/mcp-server.ts';
import { createTaskQuestions } from '../../src/server/task-questions.ts';
import { type Request as FixtureRequest, fixtureTools } from './fixtures.ts';

export interface ConformanceServer {
  readonly url: string;
  close(): Promise<void>;
}

const bodySchema = z.looseObject({
  params: z.looseObject({
    _meta: z.looseObject({
      'io.modelcontextprotocol/clientCapabilities': z.looseObject({ extensions: z.record(z.string(), z.unknown()).default({}) }),
    }),
    inputResponses: z.record(z.string(), z.looseObject({ content: z.looseObject({ name: z.string().optional() }).optional() })).default({}),
  }),
});

/**
 * Our server, session, gate and task code behind HTTP on the loopback interface, with the suite's tools in place of ours. All requests are
 * one client's: the suite takes several connections of its own for the same principal.
 */
export async function startConformanceServer(log: (line: string) => void): Promise<ConformanceServer> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-conformance-')));
  for (const name of ['work', 'home']) mkdirSync(join(root, name));
  const loaded = loadConfig({
    argv: ['--workspace', join(root, 'work'), '--state-dir', join(root, 'state')],
    env: { PATH: process.env['PATH'] },
    cwd: join(root, 'work'),
    home: join(root, 'home'),
    readFile: () => {
      throw Object.assign(new Error('no settings'), { code: 'ENOENT' });
    },
  });
  if (!loaded.ok) throw new Error(loaded.message);
  const product = createApp(loaded.config, log);
  const questions = createTaskQuestions();
  const current = new AsyncLocalStorage<FixtureRequest>();
  const tools = fixtureTools(questions, () => current.getStore() ?? NOTHING);
  const app: ServedApp = { ...product, tools: async () => tools };
  const connection = createConnection(app, log);
  const parts = { app, connection, limits: LIMITS, log, questions };
  const handler = createMcpHandler(({ era }) => createMcpServer(parts, era), { onerror: (error) => log(`protocol: ${error.message}`) });

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const request = new Request(`http://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`, {
      method: incoming.method ?? 'GET',
      headers: Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
      ...(body.length === 0 ? {} : { body }),
    });
    const response = await current.run(requestOf(body), () => handler.fetch(request));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body === null) outgoing.end();
    else await pipeline(Readable.fromWeb(response.body), outgoing);
  };
  const http = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      log(String(error));
      outgoing.destroy();
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    close: async () => {
      await handler.close();
      http.closeAllConnections();
      http.close();
      await connection.close();
      await product.close();
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const NOTHING: FixtureRequest = { takesTasks: false, name: undefined };

function requestOf(body: Buffer): FixtureRequest {
  const parsed = body.length === 0 ? undefined : bodySchema.safeParse(JSON.parse(body.toString()));
  if (parsed?.data === undefined) return NOTHING;
  const { _meta: meta, inputResponses } = parsed.data.params;
  const { extensions } = meta['io.modelcontextprotocol/clientCapabilities'];
  return {
    takesTasks: extensions[TASKS_EXTENSION] !== undefined,
    name: Object.values(inputResponses).find(({ content }) => content?.name !== undefined)?.content?.name,
  };
}
