import type { Readable, Writable } from 'node:stream';

export type Message = Readonly<Record<string, unknown>>;

/** Speaks bytes: for what no client sends. */
export interface RawClient {
  /** Text goes out as it is, anything else as one line of JSON. */
  send(...messages: (string | Buffer | object)[]): void;
  /** The next message that fits, also one that came before; it is given out once. */
  next(fits?: (message: Message) => boolean): Promise<Message>;
  answer(id: string | number | null): Promise<Message>;
  /** What came and was not given out yet. */
  readonly left: Message[];
}

export function rawClient({ to, from }: { readonly to: Writable; readonly from: Readable }): RawClient {
  const left: Message[] = [];
  const waiting: { fits: (message: Message) => boolean; resolve: (message: Message) => void }[] = [];
  let text = '';
  from.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const message: Message = JSON.parse(line);
      const index = waiting.findIndex(({ fits }) => fits(message));
      const [waiter] = index === -1 ? [] : waiting.splice(index, 1);
      if (waiter === undefined) left.push(message);
      else waiter.resolve(message);
    }
  });
  const next: RawClient['next'] = (fits = () => true) => {
    const index = left.findIndex(fits);
    const [message] = index === -1 ? [] : left.splice(index, 1);
    return message === undefined ? new Promise((resolve) => waiting.push({ fits, resolve })) : Promise.resolve(message);
  };
  return {
    left,
    next,
    answer: (id) => next((message) => message['id'] === id && !('method' in message)),
    send: (...messages) => {
      for (const message of messages) {
        to.write(typeof message === 'string' || Buffer.isBuffer(message) ? message : `${JSON.stringify(message)}\n`);
      }
    },
  };
}

export const request = (id: string | number, method: string, params?: object): Message => ({
  jsonrpc: '2.0',
  id,
  method,
  ...(params === undefined ? {} : { params }),
});

export const notification = (method: string, params?: object): Message => ({
  jsonrpc: '2.0',
  method,
  ...(params === undefined ? {} : { params }),
});

export const initialize = (capabilities: object = {}, protocolVersion = '2025-11-25'): Message =>
  request('init', 'initialize', { protocolVersion, capabilities, clientInfo: { name: 'raw', version: '1' } });

export const initialized = notification('notifications/initialized');

/** What every modern request carries in `_meta`. */
export const envelope = (capabilities: object = {}) => ({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': capabilities,
});

export const toolCall = (id: string | number, name: string, args: object, more: object = {}): Message =>
  request(id, 'tools/call', { name, arguments: args, ...more });
