import { hash } from 'node:crypto';
import { describeError } from '../../shell/describe-error.ts';
import { AgentError, type Conversation, type TurnEnd } from '../protocol.ts';
import { createHistory } from './history.ts';
import { createLog } from './log.ts';
import type { LoopSetup, OpenLoop } from './loop.ts';
import { NOTHING, restored } from './restore.ts';
import { createCircle } from './stuck.ts';
import { systemPrompt } from './system-prompt.ts';
import { say, type Talk } from './talk.ts';
import { toolDefinitions } from './tool-definitions.ts';
import { type Mail, turn } from './turn.ts';

export const openLoop: OpenLoop = async (setup) => {
  const talk = await begun(setup);
  setup.readState?.keepShown();
  let running: { readonly stop: AbortController; readonly mail: Mailbox } | undefined;
  const conversation: Conversation = {
    id: setup.taskId,
    get model() {
      return talk.model;
    },
    async prompt(text) {
      if (running !== undefined) return { kind: 'failed', text: '', why: 'one turn at a time' };
      const stop = new AbortController();
      const mail = mailbox();
      running = { stop, mail };
      const end = await turn(talk, text, mail, stop.signal).catch((error: unknown) => failed(setup, error));
      await finish(talk, end, mail.close());
      running = undefined;
      return end;
    },
    steer: async (text) => running?.mail.put(text) ?? false,
    cancel: async () => running?.stop.abort(),
  };
  return conversation;
};

/** Its log is on the disk before anybody can say something. */
async function begun(setup: LoopSetup): Promise<Talk> {
  const before = setup.resumeDir === undefined ? NOTHING : await restored(setup.resumeDir);
  const system = systemPrompt(new Set(setup.tools.map(({ name }) => name)));
  const definitions = toolDefinitions(setup.tools);
  const log = await createLog(setup.logDir);
  const digest = hash('sha256', JSON.stringify({ system, definitions }), 'hex');
  log.stage({ entry: 'start', version: 1, task: setup.taskId, model: setup.model, system: digest, at: setup.now() });
  if (setup.resumeDir !== undefined) log.stage({ entry: 'restored', ...before });
  await log.commit().finally(log.rest);
  const history = createHistory(system.length + JSON.stringify(definitions).length, before);
  return {
    setup,
    system,
    definitions,
    history,
    log,
    circle: createCircle(),
    iterations: 0,
    withReasoning: false,
    shortest: 0,
    model: setup.model,
  };
}

function failed(setup: LoopSetup, error: unknown): TurnEnd {
  if (error instanceof AgentError) return { kind: 'failed', text: '', why: error.message };
  setup.log(`the loop of ${setup.taskId}: ${describeError(error)}`);
  return { kind: 'failed', text: '', why: 'the reason is in the log' };
}

/** What it was told and has not heard is for its next turn. */
async function finish(talk: Talk, { kind, why }: TurnEnd, unheard: readonly string[]): Promise<void> {
  for (const text of unheard) say(talk, { role: 'user', text });
  talk.log.stage({ entry: 'turn', kind, ...(why === undefined ? {} : { why }) });
  await talk.log.commit().catch((error: unknown) => talk.setup.log(`the loop of ${talk.setup.taskId}: ${describeError(error)}`));
  await talk.log.rest();
}

interface Mailbox extends Mail {
  /** False when the turn is over. */
  put(text: string): boolean;
  /** Takes nothing more; returns what was not taken. */
  close(): readonly string[];
}

function mailbox(): Mailbox {
  let waiting: string[] = [];
  let open = true;
  return {
    put(text) {
      if (open) waiting.push(text);
      return open;
    },
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
    close() {
      open = false;
      return this.take();
    },
    shut() {
      if (waiting.length > 0) return false;
      open = false;
      return true;
    },
  };
}
