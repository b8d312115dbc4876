import type { ServedApp } from '../../src/server/app-port.ts';
import type { SessionLimits, SessionsDeps } from '../../src/session/create-session.ts';
import type { Session } from '../../src/session/session.ts';
import { tools } from '../../src/tools/index.ts';
import { resources } from '../../src/tools/resources.ts';
import { startInProcess } from '../harness.ts';
import { type Bench, createBench } from '../session-fixture.ts';
import { envelope, type Message, type RawClient, rawClient, request, toolCall } from './raw-client.ts';

export const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
export const FORMS = { elicitation: { form: {} } };

/** A client of 2026-07-28 over the real tools, gate and processes. */
export interface TaskClient {
  readonly raw: RawClient;
  /** Its session, once it has called something. */
  readonly session: () => Session;
  /** Sends one request with these capabilities, by default tasks alone; gives the whole answer. */
  send(method: string, params: object, capabilities?: object): Promise<Message>;
  call(tool: string, args: object, more?: { readonly capabilities?: object; readonly params?: object }): Promise<Message>;
  /** Waits until a task has ended. */
  ended(taskId: string): Promise<void>;
}

export interface TaskBench {
  readonly bench: Bench;
  connect(): TaskClient;
}

export interface TaskBenchOptions {
  readonly preset?: Session['preset'];
  readonly limits?: Partial<SessionLimits>;
  readonly changed?: Partial<SessionsDeps>;
}

/** One server process; every connection gets a session of its own. */
export function taskBench({ preset = 'relaxed', limits = {}, changed = {} }: TaskBenchOptions = {}): TaskBench {
  const bench = createBench(limits, changed);
  const connect = (): TaskClient => {
    const opened: Session[] = [];
    const app: ServedApp = {
      tools: async () => tools,
      info: { name: 'bench', title: 'Bench', version: '1.2.3' },
      instructions: () => '',
      resources,
      openSession: async ({ name }) => {
        const session = await bench.open({ preset, clientName: name });
        opened.push(session);
        return session;
      },
      closeSession: (id) => bench.sessions.close(id),
      rootsChanged: () => undefined,
    };
    const raw = rawClient(startInProcess(app));
    let count = 0;
    const session = (): Session => {
      const [first] = opened;
      if (first === undefined) throw new Error('no session yet');
      return first;
    };
    const answered = async (message: Message): Promise<Message> => {
      raw.send(message);
      return await raw.answer(Number(message['id']));
    };
    return {
      raw,
      session,
      send: (method, params, capabilities = TASKS) => answered(request(++count, method, { ...params, _meta: envelope(capabilities) })),
      call: (tool, args, { capabilities = TASKS, params = {} } = {}) =>
        answered(toolCall(++count, tool, args, { ...params, _meta: envelope(capabilities) })),
      ended: async (taskId) => await (await session().tasks.get(taskId))?.ended,
    };
  };
  return { bench, connect };
}

/** The result of an answer, without the server's name that every result carries. */
export function resultOf(answer: Message): Record<string, unknown> {
  const { _meta, ...result } = Object(answer['result']);
  return result;
}

export const taskIdOf = (answer: Message): string => String(resultOf(answer)['taskId']);
