import type { Writable } from 'node:stream';
import type { AuditHead } from '../store/audit/chain.ts';
import { type AuditDamage, verifyAudit } from '../store/audit/verify.ts';
import { written } from './check-batch.ts';
import { auditDirectory } from './log-directory.ts';
import { oneLine } from './log-text.ts';

const DAMAGES: Readonly<Record<AuditDamage, string>> = {
  changed: 'was changed: its hash is not that of its text',
  missing: 'does not follow the line before it: lines are missing in between',
  reordered: 'stands in the wrong place, or twice',
  replaced: 'is not the line that was written there',
  torn: 'was never finished; the next start of a server takes it out',
  cut: 'is the last one there, and the store knows later ones: the end was cut off',
};

const BROKEN = 1;

export interface Verifying {
  readonly stateDir: string;
  /** The ends of chains as the store knows them. */
  readonly anchors: readonly AuditHead[];
  readonly stdout: Writable;
}

/** Checks every chain and says what is so. @returns the exit code: 0 when all are whole, else 1 */
export async function verifyLog({ stateDir, anchors, stdout }: Verifying): Promise<number> {
  const states = verifyAudit(auditDirectory(stateDir), anchors);
  let text = '';
  for (const state of states) {
    if (!state.ok) {
      const damage =
        state.line === 0
          ? `${state.path}: nothing of it is there, and the store knows lines of it`
          : `${state.path}:${state.line} ${DAMAGES[state.damage]}`;
      text += oneLine(`broken  ${state.chain}  ${damage}`);
    } else {
      const from = state.first > 1 ? `; the ${state.first - 1} before were removed for their age, or by somebody` : '';
      text += oneLine(`ok      ${state.chain}  lines ${state.first} to ${state.last}${from}`);
    }
    text += '\n';
  }
  if (states.length === 0) text += 'There is no log yet.\n';
  text += 'This shows that the lines fit each other, not who wrote them.\n';
  await written(stdout, text);
  return states.every(({ ok }) => ok) ? 0 : BROKEN;
}
