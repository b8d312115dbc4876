import type { ElicitRequestFormParams } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { type Answer, APPROVAL_CHOICES, type Approval, type ApprovalChoice } from '../policy/action.ts';

/** The name of our one question in a modern `inputRequests`. */
export const APPROVAL_KEY = 'approval';

/** The first revision whose clients know titled options as `oneOf`. */
const TITLED_OPTIONS_SINCE = '2025-11-25';

/** The form that a host shows for an approval. No option is chosen beforehand. */
export function approvalForm(approval: Approval, revision: string | undefined): ElicitRequestFormParams {
  const options = APPROVAL_CHOICES.filter((choice) => choice !== 'allow_session' || approval.grantable).map((choice) => ({
    const: choice,
    title: titleOf(choice, approval),
  }));
  const choices =
    revision === undefined || revision >= TITLED_OPTIONS_SINCE
      ? { oneOf: options }
      : { enum: options.map((option) => option.const), enumNames: options.map((option) => option.title) };
  return {
    message: approval.message,
    requestedSchema: {
      type: 'object',
      properties: { choice: { type: 'string', title: 'May this run?', ...choices } },
      required: ['choice'],
    },
  };
}

function titleOf(choice: ApprovalChoice, approval: Approval): string {
  switch (choice) {
    case 'allow_once':
      return 'Allow once';
    case 'allow_session':
      return `Session: ${approval.grantText}`;
    case 'deny':
      return 'Deny';
  }
}

const accepted = z.object({ action: z.literal('accept'), content: z.strictObject({ choice: z.enum(APPROVAL_CHOICES) }) });

const closed = z.object({ action: z.literal('cancel') });

/** What the host brought back for a form: whatever is not exactly one of the options, nor a closed question, is a no. */
export function readChoice(response: unknown): Answer['choice'] {
  const parsed = accepted.safeParse(response);
  if (parsed.success) return parsed.data.content.choice;
  return closed.safeParse(response).success ? 'unanswered' : 'deny';
}

/**
 * The answer in a modern retry. An answer without a question, or a question without an answer, names no approval and denies;
 * whether the named approval is pending only the gate knows.
 * @returns `undefined` when the request carries neither
 */
export function answerOf(responses: Readonly<Record<string, unknown>> | undefined, state: unknown): Answer | undefined {
  if (responses === undefined && state === undefined) return undefined;
  if (responses === undefined || typeof state !== 'string') return { approvalId: '', choice: 'deny' };
  return { approvalId: state, choice: readChoice(responses[APPROVAL_KEY]) };
}
