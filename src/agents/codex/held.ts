import * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import { AgentError, type ProtocolSetup } from '../protocol.ts';

/** What a profile hands to `thread/start`, and what must stay so. */
const sessionSchema = z.object({
  approvalPolicy: z.literal('untrusted'),
  approvalsReviewer: z.literal('user'),
  sandbox: z.enum(['read-only', 'danger-full-access']),
  /** None: the agent's own tools have no place to work in. */
  environments: z.tuple([]).optional(),
});
export type Held = z.output<typeof sessionSchema>;

/** How the answers name a sandbox. */
const SANDBOX_TYPES: Readonly<Record<Held['sandbox'], string>> = { 'read-only': 'readOnly', 'danger-full-access': 'dangerFullAccess' };

/** Throws an `AgentError` for a profile that does not make it ask. */
export function heldBy({ profile, entry }: Pick<ProtocolSetup, 'profile' | 'entry'>): Held {
  const { data } = sessionSchema.safeParse(profile.session);
  if (data === undefined) throw new AgentError(`the profile of ${entry.id} does not say that it asks before each call`);
  return data;
}

interface Told {
  readonly approvalPolicy?: unknown;
  readonly approvalsReviewer?: unknown;
  readonly sandboxType: string;
}

/** What the agent says of how it is held, when that is not how it was started; `undefined` when it is. */
export function leftBounds(held: Held, { approvalPolicy, approvalsReviewer, sandboxType }: Told): string | undefined {
  if (approvalPolicy !== held.approvalPolicy) return `its approval policy is ${shown(approvalPolicy)}`;
  if (approvalsReviewer !== held.approvalsReviewer) return `its calls are approved by ${shown(approvalsReviewer)}`;
  if (sandboxType !== SANDBOX_TYPES[held.sandbox]) return `its sandbox is ${shown(sandboxType)}`;
  return undefined;
}

const shown = (value: unknown): string => visible(JSON.stringify(value)?.slice(0, 200) ?? 'not told');
