import type { Gate } from '../../policy/action.ts';

/** The gate as it judges what happens below another root; the same trackers, questions and log. @param root absolute, real */
export function gateAt(gate: Gate, root: string | undefined): Gate {
  if (root === undefined) return gate;
  return { ...gate, authorize: (action, options) => gate.authorize(action, { ...options, workspace: root }) };
}
