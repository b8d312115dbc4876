import type { CallToolResult, InputRequiredResult, Server } from '@modelcontextprotocol/server';
import { inputRequired } from '@modelcontextprotocol/server';
import type { Answer, Approval, Gate } from '../policy/action.ts';
import { describeError } from '../shell/describe-error.ts';
import { inTime } from '../shell/in-time.ts';
import type { Limits, Log } from './app-port.ts';
import { APPROVAL_KEY, approvalForm, readChoice } from './approval.ts';
import type { PreparedCall } from './tool-call.ts';

/** Modern era: the question is the result, and the answer comes with the client's retry. */
export function askByResult(approval: Approval): InputRequiredResult {
  return inputRequired({
    inputRequests: { [APPROVAL_KEY]: inputRequired.elicit(approvalForm(approval, undefined)) },
    requestState: approval.id,
  });
}

export interface Question {
  readonly gate: Gate;
  readonly approval: Approval;
  /** The refusal that stands when nobody answers. */
  readonly refusal: CallToolResult;
  readonly call: PreparedCall;
  readonly log: Log;
}

/** What the call answers; `resume` when its work waits for an answer, of which the first one counts. */
interface Asked {
  readonly result: CallToolResult;
  readonly resume?: (answer: Answer) => void;
}

/**
 * A host that cannot ask within the call: the work is parked until a person answers at a terminal, or until the question's time is over.
 * What cannot be parked stays refused.
 */
export async function askElsewhere({ gate, approval, refusal, call, log }: Question): Promise<Asked> {
  const { result = refusal, resume } = (await call.park(approval)) ?? {};
  if (resume === undefined) {
    gate.withdraw(approval.id);
    return { result };
  }
  gate
    .settled(approval.id, NEVER)
    // Over without an answer: somebody took the question back.
    .then((answer) => resume(answer ?? { approvalId: approval.id, choice: 'unanswered' }))
    .catch((error: unknown) => log(describeError(error)));
  return { result, resume };
}

const NEVER = new AbortController().signal;

interface LegacyQuestion extends Question {
  readonly server: Server;
  readonly signal: AbortSignal;
  readonly limits: Limits;
}

/**
 * Legacy era: we ask while the call waits. An answer in time lets the call go on; without one the work is parked until the answer
 * comes, or the refusal stands and the question is taken back.
 */
export async function askWhileWaiting(question: LegacyQuestion): Promise<CallToolResult> {
  const { server, gate, approval, refusal, call, signal, limits, log } = question;
  const started = performance.now();
  const over = new AbortController();
  const asked = elicit(server, approval, { signal: AbortSignal.any([signal, over.signal]), timeout: limits.approvalMs }, log);
  const answered = firstOf(asked, gate.settled(approval.id, over.signal), approval.id).finally(() => over.abort('it was answered'));
  const answer = await inTime(limits.approvalInCallMs, answered);
  if (answer !== undefined) return (await call.run({ answer, waitedMs: Math.round(performance.now() - started) })).result;
  const { result = refusal, resume } = (await call.park(approval)) ?? {};
  if (resume === undefined) {
    over.abort('nobody waits for the answer');
    gate.withdraw(approval.id);
    return result;
  }
  answered.then(resume).catch((error: unknown) => log(describeError(error)));
  return result;
}

/** Whoever answers first: the host's person, or somebody elsewhere. */
function firstOf(asked: Promise<Answer['choice']>, elsewhere: Promise<Answer | undefined>, approvalId: string): Promise<Answer> {
  const byHost = asked.then((choice): Answer => ({ approvalId, choice }));
  return Promise.race([byHost, elsewhere.then((answer) => answer ?? byHost)]);
}

/** Never rejects: a question that fails is a no. An option that was not offered is one as well. */
export async function elicit(
  server: Server,
  approval: Approval,
  options: { readonly signal: AbortSignal; readonly timeout: number },
  log: Log,
): Promise<Answer['choice']> {
  try {
    const params = approvalForm(approval, server.getNegotiatedProtocolVersion());
    const choice = readChoice(await server.request({ method: 'elicitation/create', params }, options));
    return choice === 'allow_session' && !approval.grantable ? 'deny' : choice;
  } catch (error) {
    if (!options.signal.aborted) log(`approval ${approval.number} could not be asked: ${describeError(error)}`);
    return 'deny';
  }
}
