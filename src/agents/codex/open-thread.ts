import { visible } from '../../shell/visible.ts';
import { VERSION } from '../../version.ts';
import { AgentError, type ProtocolSetup } from '../protocol.ts';
import { heldBy, leftBounds } from './held.ts';
import { modelOf } from './hint.ts';
import { opened } from './messages.ts';
import type { Rpc } from './rpc.ts';

/** A conversation that was opened. */
export interface Thread {
  readonly id: string;
  /** The model that answers. */
  model: string;
  /** What is handed over with each turn. */
  readonly eachTurn: Readonly<Record<string, unknown>>;
}

/** Opens a conversation, or goes on with one. Rejects with an `AgentError`, also when it is not held as the profile says. */
export async function openThread(rpc: Rpc, setup: ProtocolSetup): Promise<Thread> {
  const { cwd, resume, model: named } = setup;
  const held = heldBy(setup);
  const { environments, ...session } = held;
  const { model, effort } = modelOf(named);
  // Going on with a conversation takes no environments: those are said with each turn.
  const begin = resume === undefined ? { ...(environments && { environments }) } : { threadId: resume, excludeTurns: true };
  await rpc.request('initialize', {
    clientInfo: { name: 'bailiwick', title: 'Bailiwick', version: VERSION },
    // Without it environments can not be named.
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  rpc.notify('initialized');
  const answer = await rpc.request(resume === undefined ? 'thread/start' : 'thread/resume', {
    ...begin,
    ...session,
    cwd,
    ...(model === undefined ? {} : { model }),
  });
  const { data } = opened.safeParse(answer);
  if (data === undefined) throw new AgentError('it opened a conversation in words that are not understood');
  const left = leftBounds(held, { ...data, sandboxType: data.sandbox.type });
  if (left !== undefined) throw new AgentError(`it does not ask as it was told to: ${left}`);
  if (resume !== undefined && data.thread.id !== resume) throw new AgentError('it went on with another conversation');
  const eachTurn = { ...(environments && { environments }), ...(effort === undefined ? {} : { effort }) };
  return { id: data.thread.id, model: visible(data.model), eachTurn };
}
