import type { CallToolResult, InputRequiredResult, Server } from '@modelcontextprotocol/server';
import { inputRequired } from '@modelcontextprotocol/server';
import type { Answer, Approval } from '../policy/action.ts';
import { describeError } from '../shell/describe-error.ts';
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

export interface LegacyQuestion {
  readonly server: Server;
  readonly approval: Approval;
  /** The refusal that stands when nobody answers. */
  readonly refusal: CallToolResult;
  readonly call: PreparedCall;
  readonly signal: AbortSignal;
  readonly limits: Limits;
  readonly log: Log;
}

/**
 * Legacy era: we ask while the call waits. An answer in time lets the call go on; without one the work is parked until the answer
 * comes, or the refusal stands and the question is taken back.
 */
export async function askWhileWaiting({ server, approval, refusal, call, signal, limits, log }: LegacyQuestion): Promise<CallToolResult> {
  const started = performance.now();
  const withdraw = new AbortController();
  const asked = elicit(server, approval, { signal: AbortSignal.any([signal, withdraw.signal]), timeout: limits.approvalMs }, log);
  const choice = await within(limits.approvalInCallMs, asked);
  if (choice !== undefined) {
    const answer: Answer = { approvalId: approval.id, choice };
    return (await call.run({ answer, waitedMs: Math.round(performance.now() - started) })).result;
  }
  const parked = await call.park(approval);
  if (parked === undefined) {
    withdraw.abort('nobody answered in time');
    return refusal;
  }
  void asked.then((late) => parked.resume({ approvalId: approval.id, choice: late })).catch((error: unknown) => log(describeError(error)));
  return parked.result;
}

/** Never rejects: a question that fails is a no. An option that was not offered is one as well. */
async function elicit(
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

/** The value, or `undefined` when it takes longer. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
