import type { Action, Authorization, Gate, Verdict } from '../../policy/action.ts';

/** An action that came before the gate. */
export interface Asked {
  /** The whole action, as JSON text. */
  readonly text: string;
  readonly kind: Action['kind'];
  /** `undefined` while it is being judged. */
  allowed: boolean | undefined;
}

/**
 * The gate of a proof: it judges as any other does, but nobody is there to be asked, so what a person would be asked is refused. The
 * start of the agent itself is what the person at the terminal wants.
 * @param asked gets every action of the child, in the order they come
 */
export function recordingGate(gate: Gate, asked: Asked[]): Gate {
  return {
    ...gate,
    async authorize(action, options): Promise<Authorization> {
      if (action.kind === 'delegate') return { decision: 'allow', verdict: STARTED };
      if (action.kind === 'session') return await gate.authorize(action, options);
      const entry: Asked = { text: JSON.stringify(action), kind: action.kind, allowed: undefined };
      asked.push(entry);
      const authorization = await gate.authorize(action, options);
      entry.allowed = authorization.decision === 'allow';
      if (authorization.decision !== 'ask') return authorization;
      gate.withdraw(authorization.approval.id);
      return { decision: 'deny', verdict: { ...authorization.verdict, decision: 'deny' } };
    },
  };
}

const STARTED: Verdict = {
  decision: 'allow',
  tier: 2,
  reason: 'it is being proven',
  rule: 'proof',
  signals: [],
  prefix: { kind: 'no_prefix', reason: 'it is no command' },
};
