import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createAcpProtocol } from '../../../src/agents/acp/protocol.ts';
import { customEntry } from '../../../src/agents/catalogue/custom.ts';
import type { AgentEntry } from '../../../src/agents/catalogue/entry.ts';
import type { AgentCall } from '../../../src/agents/hold/wanted.ts';
import type { CallAnswer, Conversation, ProtocolSetup } from '../../../src/agents/protocol.ts';
import type { Step } from './scripted-agent.ts';

const AGENT = path.join(import.meta.dirname, 'scripted-agent.ts');

/** One thing that a conversation told, as the events get it. */
export type Event =
  | readonly ['ask' | 'began', AgentCall]
  | readonly ['finished', AgentCall, boolean]
  | readonly ['text' | 'violation', string]
  | readonly ['used', object];

export interface Opened {
  readonly conversation: Conversation;
  readonly events: Event[];
  readonly child: ChildProcess;
  /** One turn of these steps. */
  play(...steps: readonly Step[]): ReturnType<Conversation['prompt']>;
  /** What calls are answered with; no, before it is said. */
  answer(decide: (call: AgentCall, signal: AbortSignal) => CallAnswer | Promise<CallAnswer>): void;
}

export interface OpenOptions {
  readonly args?: readonly string[];
  readonly entry?: Partial<AgentEntry>;
  readonly setup?: Partial<ProtocolSetup>;
  readonly restMs?: number;
}

export const NO: CallAnswer = { allowed: false, reason: 'no' };
export const YES: CallAnswer = { allowed: true };

const running: ChildProcess[] = [];
let shared: Promise<Opened> | undefined;

/** One agent for all tests that leave theirs as it was: nothing told, and every call refused. `endAgents(true)` ends it. */
export async function sharedAgent(): Promise<Opened> {
  shared ??= openAgent().then((opened) => {
    running.length = 0;
    return opened;
  });
  const opened = await shared;
  opened.events.length = 0;
  opened.answer(() => NO);
  return opened;
}

/** Starts the scripted agent and opens a conversation with it. Whoever calls it ends it with `endAgents`. */
export async function openAgent({ args = [], entry, setup, restMs = 50 }: OpenOptions = {}): Promise<Opened> {
  const child = spawn(process.execPath, ['--no-warnings', AGENT, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  running.push(child);
  const ended = once(child, 'exit').then(() => undefined);
  const events: Event[] = [];
  let decide: Parameters<Opened['answer']>[0] = () => NO;
  const conversation = await createAcpProtocol({ restMs }).open(
    { stdin: child.stdin, stdout: child.stdout, ended },
    {
      entry: { ...customEntry({ id: 'scripted', command: 'node' }), ...entry },
      profile: { args, env: {}, files: {} },
      cwd: '/srv/project',
      cage: undefined,
      model: undefined,
      resume: undefined,
      signal: new AbortController().signal,
      ...setup,
      events: {
        async ask(call, signal) {
          events.push(['ask', call]);
          return await decide(call, signal);
        },
        began: (call) => events.push(['began', call]),
        finished: (call, ran) => events.push(['finished', call, ran]),
        text: (text) => events.push(['text', text]),
        used: (use) => events.push(['used', use]),
        violation: (what) => events.push(['violation', what]),
      },
    },
  );
  return {
    conversation,
    events,
    child,
    play: (...steps) => conversation.prompt(JSON.stringify(steps)),
    answer(next) {
      decide = next;
    },
  };
}

/** Ends every agent that was started, and waits for that. @param all also the one that is shared */
export async function endAgents(all = false): Promise<void> {
  if (all && shared !== undefined) running.push((await shared).child);
  const ending = running.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(
    ending.map((child) => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      return gone;
    }),
  );
}
