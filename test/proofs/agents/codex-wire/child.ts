import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { codexEntry } from '../../../../src/agents/catalogue/codex.ts';
import type { McpProgram } from '../../../../src/agents/catalogue/entry.ts';
import { codexProtocol } from '../../../../src/agents/codex/protocol.ts';
import type { AgentCall, Wanted } from '../../../../src/agents/hold/wanted.ts';
import type { CallAnswer, Conversation, TokenUse } from '../../../../src/agents/protocol.ts';
import type { Access } from '../../../../src/policy/action.ts';
import { MARKER } from '../../../../src/shell/process/marker.ts';
import { makePrivate, type Place } from './place.ts';

/** What a child was seen to do. */
export interface Seen {
  readonly asked: { readonly call: AgentCall; readonly wanted: readonly Wanted[] | undefined; readonly allowed: boolean }[];
  readonly ran: string[];
  /** Calls that ran without an answer of ours. */
  readonly unasked: string[];
  readonly violations: string[];
  used: TokenUse | undefined;
  text: string;
}

export interface Child {
  readonly conversation: Conversation;
  readonly seen: Seen;
  readonly pid: number;
  /** Resolves at the next call that is asked about, and at the next that begins. */
  nextAsked(): Promise<AbortSignal>;
  end(): Promise<void>;
}

export interface ChildOptions {
  readonly agent: string;
  readonly place: Place;
  readonly level: 'gated' | 'caged';
  readonly name: string;
  readonly url: string;
  readonly model?: string | undefined;
  readonly resume?: string | undefined;
  readonly cage?: McpProgram | undefined;
  readonly access?: Access;
  readonly decide: (wanted: readonly Wanted[] | undefined, signal: AbortSignal) => boolean | Promise<boolean>;
}

export async function startChild(options: ChildOptions): Promise<Child> {
  const { agent, place, level, name, url, model, resume, cage, access = 'read-only', decide } = options;
  const privateDir = path.join(place.root, 'private', name);
  const recipe = codexEntry.profiles[level];
  if (recipe === undefined) throw new Error(`no profile for ${level}`);
  const cwd = place.repository;
  const profile = recipe({ home: place.home, privateDir, cwd, access, cage, model, resume });
  makePrivate(privateDir, profile);
  const { args, env } = codexEntry.scripted({ baseUrl: url, home: place.home, privateDir });
  const process_ = spawn(agent, [...profile.args, ...args], {
    cwd,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: place.home, [MARKER]: name, ...profile.env, ...env },
  });
  let errors = '';
  process_.stderr.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk}`.slice(-4_000);
  });
  const ended = once(process_, 'exit').then(() => undefined);
  const seen: Seen = { asked: [], ran: [], unasked: [], violations: [], used: undefined, text: '' };
  const allowed = new Set<string>();
  let onAsked: (signal: AbortSignal) => void = () => undefined;
  const conversation = await codexProtocol
    .open(
      { stdin: process_.stdin, stdout: process_.stdout, ended },
      {
        entry: codexEntry,
        profile,
        cwd,
        cage,
        model,
        resume,
        signal: new AbortController().signal,
        events: {
          async ask(call, signal): Promise<CallAnswer> {
            onAsked(signal);
            const wanted = codexEntry.wanted(call);
            const yes = wanted !== undefined && (await decide(wanted, signal));
            seen.asked.push({ call, wanted, allowed: yes });
            if (yes) allowed.add(call.id);
            return yes ? { allowed: true } : { allowed: false, reason: 'this proof allows nothing of that kind' };
          },
          began: () => undefined,
          finished(call, ran) {
            if (!ran) return;
            seen.ran.push(call.title);
            if (!allowed.has(call.id) && codexEntry.wanted(call)?.every((one) => one.do === 'nothing') !== true)
              seen.unasked.push(`${call.tool}: ${call.title}`);
          },
          text(text) {
            seen.text += text;
          },
          used(use) {
            seen.used = use;
          },
          violation: (what) => seen.violations.push(what),
        },
      },
    )
    .catch((error: unknown) => {
      throw new Error(`${error}: ${errors}`);
    });
  return {
    conversation,
    seen,
    pid: process_.pid ?? 0,
    nextAsked: () =>
      new Promise((resolve) => {
        onAsked = resolve;
      }),
    async end() {
      process_.stdin.end();
      const late = setTimeout(() => process_.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Processes that carry the marker of a child: what is left of it. */
export function leftOf(name: string): readonly { readonly pid: number; readonly parent: number; readonly argv: string }[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${MARKER}=${name}`)) return [];
        const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
        const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
        return argv === '' ? [] : [{ pid: Number(pid), parent, argv }];
      } catch {
        return [];
      }
    });
}
