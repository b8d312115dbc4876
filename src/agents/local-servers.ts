import { connect } from 'node:net';

/** Where servers of models usually listen on one's own machine. */
const USUAL: readonly { readonly name: string; readonly port: number }[] = [
  { name: 'ollama', port: 11_434 },
  { name: 'lmstudio', port: 1_234 },
  { name: 'vllm', port: 8_000 },
  { name: 'llama.cpp', port: 8_080 },
];
const WAIT_MS = 200;

/** Names and ports of what listens on this machine where a server of models usually does; nothing is sent to it. Never rejects. */
export async function localServers(): Promise<readonly string[]> {
  const found = await Promise.all(USUAL.map(async ({ name, port }) => ((await listens(port)) ? [`${name}? 127.0.0.1:${port}`] : [])));
  return found.flat();
}

function listens(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: '127.0.0.1', port, timeout: WAIT_MS });
  const settle = (is: boolean): void => {
    socket.destroy();
    resolve(is);
  };
  socket.once('connect', () => settle(true));
  socket.once('error', () => settle(false));
  socket.once('timeout', () => settle(false));
  return promise;
}
