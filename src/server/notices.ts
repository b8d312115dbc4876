import type { Server, ServerContext } from '@modelcontextprotocol/server';
import { describeError } from '../shell/describe-error.ts';
import type { Log } from './app-port.ts';
import type { Era } from './client.ts';

/** Tells the client what its person should know: who answers questions from now on, or that nothing is kept. */
export interface Notices {
  tell(text: string): void;
  /** In the modern era a server speaks only within a request: says what was not said yet. */
  flush(context: ServerContext): Promise<void>;
}

const LOGGER = 'bailiwick';
/** Nobody reads more of what happened since the last call. */
const KEPT = 5;

export function createNotices(server: Server, era: Era, log: Log): Notices {
  let unsaid: readonly string[] = [];
  const failed = (error: unknown): void => log(`a notice could not be sent: ${describeError(error)}`);
  return {
    tell(text) {
      if (era === 'modern') unsaid = [...unsaid, text].slice(-KEPT);
      else server.sendLoggingMessage({ level: 'warning', logger: LOGGER, data: text }).catch(failed);
    },
    async flush({ mcpReq }) {
      const texts = unsaid;
      unsaid = [];
      for (const text of texts) await mcpReq.log('warning', text, LOGGER).catch(failed);
    },
  };
}
