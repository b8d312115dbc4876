import type * as z from 'zod';
import type { CallAnswer } from '../protocol.ts';
import { hookAnswer, promptAnswer } from './answers.ts';
import type { CallBook } from './call-book.ts';
import { canUseTool, controlCancel, controlRequest, hookCallback, type Message } from './messages.ts';

export interface AskingDeps {
  readonly book: CallBook;
  /** Absolute, real: where the child was started. */
  readonly cwd: string;
  readonly send: (message: object) => void;
  /** For the log; foreign text. */
  readonly note: (text: string) => void;
  /** The mode that the agent says it is in. */
  readonly mode: (mode: string | undefined) => void;
}

/** Answers what the agent asks. */
export interface Asking {
  /** False when there is nothing to answer to. */
  request(message: Message): boolean;
  /** The agent does not wait for one of its questions any more. */
  cancelled(message: Message): void;
}

const NOT_UNDERSTOOD = 'the call was not understood';
const ELSEWHERE = 'the agent has left the directory that it was started in: paths would count from there. Go back to it.';
/** Characters of what was not understood, in the log. */
const SHOWN = 200;

type Answer = Promise<{ readonly answer: CallAnswer; readonly input: unknown }>;
type Asked = z.output<typeof controlRequest>['request'];

export function createAsking({ book, cwd, send, note, mode }: AskingDeps): Asking {
  const waiting = new Map<string, AbortController>();

  async function hook(request: Asked, signal: AbortSignal): Answer {
    const read = hookCallback.safeParse(request);
    if (!read.success) return await notUnderstood(request);
    const { tool_use_id: id, tool_name: tool, tool_input: input, cwd: place, permission_mode } = read.data.input;
    mode(permission_mode);
    const told = { id, tool, input };
    return { answer: place === cwd ? await book.ask(told, signal) : await book.refuse(told, ELSEWHERE), input };
  }

  async function prompt(request: Asked, signal: AbortSignal): Answer {
    const read = canUseTool.safeParse(request);
    if (!read.success) return await notUnderstood(request);
    const { tool_use_id: id, tool_name: tool, input } = read.data;
    return { answer: await book.ask({ id, tool, input }, signal), input };
  }

  async function notUnderstood(request: Asked): Answer {
    const { tool_name: tool } = request;
    return { answer: await book.refuse(typeof tool === 'string' ? { tool } : {}, NOT_UNDERSTOOD), input: undefined };
  }

  /** What the agent asks about its calls, by the name of the question: how it is decided, and the shape of the answer. */
  const questions = new Map([
    ['hook_callback', { decide: hook, shape: hookAnswer }],
    ['can_use_tool', { decide: prompt, shape: promptAnswer }],
  ]);

  return {
    request(message) {
      const read = controlRequest.safeParse(message);
      if (!read.success) return false;
      const { request_id, request } = read.data;
      const question = questions.get(request.subtype);
      if (question === undefined) {
        note(`[asked for what is not known here, and refused: ${JSON.stringify(request).slice(0, SHOWN)}]`);
        send({ type: 'control_response', response: { subtype: 'error', request_id, error: 'not supported' } });
        return true;
      }
      const gone = new AbortController();
      waiting.set(request_id, gone);
      question
        .decide(request, gone.signal)
        .catch(() => ({ answer: { allowed: false, reason: NOT_UNDERSTOOD } as const, input: undefined }))
        .then(({ answer, input }) => {
          waiting.delete(request_id);
          if (gone.signal.aborted) return;
          send({ type: 'control_response', response: { subtype: 'success', request_id, response: question.shape(answer, input) } });
        });
      return true;
    },
    cancelled(message) {
      const read = controlCancel.safeParse(message);
      if (read.success) waiting.get(read.data.request_id)?.abort();
    },
  };
}
