import type { CallAnswer } from '../protocol.ts';

/** The only hook that is registered. */
const HOOK = 'bailiwick';
/**
 * Seconds that the agent waits for the hook: longer than any person is waited for. After it the call is refused, as it is when the
 * answer is none (`onFailure`); without that an error would be a yes to whatever the agent asks nobody about.
 */
const HOOK_SECONDS = 7 * 24 * 3600;

/** Registers a hook that is asked before every call, those of sub-agents and those that only read included. */
export function initializeRequest(): object {
  return {
    subtype: 'initialize',
    hooks: { PreToolUse: [{ matcher: '', hookCallbackIds: [HOOK], timeout: HOOK_SECONDS, onFailure: 'block' }] },
  };
}

/** Takes our answer; returns that of the hook. A yes changes nothing of the call and counts for it alone. */
export function hookAnswer(answer: CallAnswer): object {
  const decision = answer.allowed
    ? { permissionDecision: 'allow' }
    : { permissionDecision: 'deny', permissionDecisionReason: answer.reason };
  return { hookSpecificOutput: { hookEventName: 'PreToolUse', ...decision } };
}

/** Takes our answer and the input that was asked about; returns that of the person. Never a rule, never a mode. */
export function promptAnswer(answer: CallAnswer, input: unknown): object {
  return answer.allowed ? { behavior: 'allow', updatedInput: input } : { behavior: 'deny', message: answer.reason };
}

/**
 * Takes what is said to the agent; returns its message. A text that begins with a slash would be a command to the program instead of
 * words to the model: with a space in front of it, it is not.
 */
export function userMessage(text: string, uuid: string): object {
  const content = text.startsWith('/') ? ` ${text}` : text;
  return { type: 'user', uuid, message: { role: 'user', content }, parent_tool_use_id: null, session_id: '' };
}
