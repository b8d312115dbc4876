import type { RequestPermissionResponse } from '@agentclientprotocol/sdk';

interface Option {
  readonly optionId: string;
  readonly kind: string;
}

export const CANCELLED: RequestPermissionResponse = { outcome: { outcome: 'cancelled' } };

/**
 * Takes what an agent offers; returns the one way to say yes or no to this call alone, `undefined` where there is none. Two options of
 * one kind, or one id for two kinds, could mean more than this call, e.g. also another mode: then there is no such way.
 */
export function onceOption(options: readonly Option[], kind: 'allow_once' | 'reject_once'): string | undefined {
  const [only, ...others] = options.filter((option) => option.kind === kind);
  if (only === undefined || others.length > 0) return undefined;
  return options.filter(({ optionId }) => optionId === only.optionId).length === 1 ? only.optionId : undefined;
}

/** The answer that says no; without a way to say it, the agent hears that nobody has answered. */
export function refusal(options: readonly Option[]): RequestPermissionResponse {
  const optionId = onceOption(options, 'reject_once');
  return optionId === undefined ? CANCELLED : { outcome: { outcome: 'selected', optionId } };
}
