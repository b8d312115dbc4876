import { randomUUID } from 'node:crypto';
import { visible } from '../../shell/visible.ts';
import { AgentError } from '../protocol.ts';
import { controlResponse, type Message } from './messages.ts';

/** Requests of ours to the agent. */
export interface Requests {
  /** Resolves with the answer; rejects with an `AgentError`. */
  ask(request: object): Promise<unknown>;
  answered(message: Message): void;
  /** No answer will come any more. */
  broken(why: string): void;
}

/** @param send writes a message to the agent */
export function createRequests(send: (message: object) => void): Requests {
  const open = new Map<string, { resolve(answer: unknown): void; reject(error: AgentError): void }>();
  let brokenBy: string | undefined;
  return {
    ask(request) {
      if (brokenBy !== undefined) return Promise.reject(new AgentError(brokenBy));
      const request_id = randomUUID();
      const answer = new Promise<unknown>((resolve, reject) => open.set(request_id, { resolve, reject }));
      send({ type: 'control_request', request_id, request });
      return answer;
    },
    answered(message) {
      const read = controlResponse.safeParse(message);
      if (!read.success) return;
      const { response } = read.data;
      const waiting = open.get(response.request_id);
      open.delete(response.request_id);
      if (response.subtype === 'success') waiting?.resolve(response.response);
      else waiting?.reject(new AgentError(`it refused: ${visible(response.error)}`));
    },
    broken(why) {
      brokenBy ??= why;
      for (const { reject } of open.values()) reject(new AgentError(why));
      open.clear();
    },
  };
}
