import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { claudeEntry } from '../../../src/agents/catalogue/claude.ts';
import type { McpProgram } from '../../../src/agents/catalogue/entry.ts';
import { claudeProtocol } from '../../../src/agents/claude/protocol.ts';
import type { AgentCall } from '../../../src/agents/hold/wanted.ts';
import type { CallAnswer, Conversation } from '../../../src/agents/protocol.ts';
import type { Step } from './fake-claude.ts';

export const CAGE: McpProgram = { name: 'bailiwick', command: '/bin/cage', args: [], env: {} };

interface Driven {
  /** Everything that the protocol told, in order. */
  readonly told: readonly unknown[][];
  /** What the fake was sent, in order; complete when it has ended. */
  sent(): Promise<readonly unknown[]>;
  kill(): void;
}

export interface Options {
  readonly cage?: McpProgram;
  readonly answer?: (call: AgentCall, signal: AbortSignal) => Promise<CallAnswer>;
  readonly signal?: AbortSignal;
}

const yes = (): Promise<CallAnswer> => Promise.resolve({ allowed: true });

/** Starts the fake with a script and opens a conversation with it. */
export function drive(
  steps: readonly Step[],
  { cage, answer = yes, signal = new AbortController().signal }: Options = {},
): Driven & { readonly opened: Promise<Conversation> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fake-claude.ts'), JSON.stringify(steps)], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const heard: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => heard.push(chunk));
  const ended = once(child, 'close').then(() => undefined);
  const told: unknown[][] = [];
  const tell =
    (name: string) =>
    (...what: readonly unknown[]): void => {
      told.push([name, ...what]);
    };
  const events = {
    ask(call: AgentCall, gone: AbortSignal) {
      tell('ask')(call.id, call.tool, call.input, call.kind);
      return answer(call, gone);
    },
    began: (call: AgentCall) => tell('began')(call.id, call.tool),
    finished: (call: AgentCall, ran: boolean) => tell('finished')(call.id, ran),
    text: tell('text'),
    used: tell('used'),
    violation: tell('violation'),
  };
  const profile = { args: [], env: {}, files: {}, session: { sessionId: 'ours' } };
  const setup = { entry: claudeEntry, profile, cwd: '/srv/project', cage, model: undefined, resume: undefined, events, signal };
  return {
    opened: claudeProtocol.open({ stdin: child.stdin, stdout: child.stdout, ended }, setup),
    told,
    async sent() {
      child.stdin.end();
      await ended;
      return Buffer.concat(heard)
        .toString()
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
