import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { HeldLevel } from '../../../../src/agents/assurance/assurance.ts';
import { claudeEntry } from '../../../../src/agents/catalogue/claude.ts';
import { claudeProtocol } from '../../../../src/agents/claude/protocol.ts';
import type { AgentCall, Wanted } from '../../../../src/agents/hold/wanted.ts';
import type { CallAnswer, Conversation } from '../../../../src/agents/protocol.ts';

/** What the protocol told, in order of its kind. */
export interface Told {
  readonly began: AgentCall[];
  readonly asked: { readonly call: AgentCall; readonly wanted: readonly Wanted[] | undefined; answer: CallAnswer | undefined }[];
  readonly finished: { readonly call: AgentCall; readonly ran: boolean }[];
  readonly texts: string[];
  readonly violations: string[];
}

/** Decides a call; `undefined` leaves the agent without an answer until it does not wait any more. */
type Policy = (call: AgentCall, wanted: readonly Wanted[] | undefined) => boolean | undefined;

export interface Child {
  readonly conversation: Conversation;
  readonly told: Told;
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  policy: Policy;
  close(): Promise<void>;
}

interface Where {
  /** The program. */
  readonly agent: string;
  readonly level: HeldLevel;
  /** The repository, real. */
  readonly cwd: string;
  readonly home: string;
  readonly privateDir: string;
  /** Of the scripted model. */
  readonly baseUrl: string;
  readonly resume?: string | undefined;
}

const DENIED = 'the proof allows no such thing';

/** Starts the agent with its profile and opens a conversation with it. */
export async function startChild({ agent, level, cwd, home, privateDir, baseUrl, resume }: Where): Promise<Child> {
  const cage =
    level === 'caged'
      ? { name: 'bailiwick', command: process.execPath, args: [join(import.meta.dirname, 'cage-server.mjs')], env: {} }
      : undefined;
  const profile = claudeEntry.profiles[level]?.({ home, privateDir, cwd, access: 'read-only', cage, model: undefined, resume });
  if (profile === undefined) throw new Error(`there is no profile for ${level}`);
  const extra = claudeEntry.scripted({ baseUrl, home, privateDir });
  for (const [name, text] of Object.entries({ ...profile.files, ...extra.files })) {
    mkdirSync(dirname(join(privateDir, name)), { recursive: true, mode: 0o700 });
    writeFileSync(join(privateDir, name), text, { mode: 0o600 });
  }
  const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...profile.env, ...extra.env };
  const started = spawn(agent, [...profile.args, ...extra.args], { cwd, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(started, 'close').then(() => undefined);
  const told: Told = { began: [], asked: [], finished: [], texts: [], violations: [] };
  const child = { policy: (() => false) as Policy };
  const conversation = await claudeProtocol.open(
    { stdin: started.stdin, stdout: started.stdout, ended },
    {
      entry: claudeEntry,
      profile,
      cwd,
      cage,
      model: undefined,
      resume,
      signal: new AbortController().signal,
      events: {
        async ask(call, signal) {
          const wanted = claudeEntry.wanted(call);
          const row: Told['asked'][number] = { call, wanted, answer: undefined };
          told.asked.push(row);
          const allowed = child.policy(call, wanted);
          if (allowed === undefined && !signal.aborted) await once(signal, 'abort');
          row.answer = allowed === true ? { allowed } : { allowed: false, reason: DENIED };
          return row.answer;
        },
        began: (call) => told.began.push(call),
        finished: (call, ran) => told.finished.push({ call, ran }),
        text: (text) => told.texts.push(text),
        used: () => undefined,
        violation: (what) => told.violations.push(what),
      },
    },
  );
  return Object.assign(child, {
    conversation,
    told,
    process: started,
    async close() {
      started.stdin.end();
      const late = setTimeout(() => started.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(late);
    },
  });
}
