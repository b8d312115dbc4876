import { hash } from 'node:crypto';
import { visible } from '../shell/visible.ts';
import type { AuditDecision, AuditedAction, AuditRecord } from '../store/audit/record.ts';
import type { Action, Caller, Ended, Verdict } from './action.ts';
import type { EngineKind } from './engine/engine.ts';
import { redact } from './redaction/redact.ts';

/** Where decisions are written down; `append` throws when a line could not be handed to the kernel. */
export interface Audit {
  append(record: AuditRecord): number;
}

/** Longer commands are cut in the log; they cannot be judged again from it. */
const MAX_COMMAND = 16 * 1024;
const MAX_REASON = 500;

/** What is written down of one decision. */
export interface Decided {
  readonly session: string;
  readonly caller: Caller;
  readonly action: Action;
  readonly verdict: Verdict;
  readonly engine: EngineKind;
  readonly approver: string | undefined;
  readonly at: number;
  readonly latencyUs: number;
}

export function decisionRecord({ session, caller, action, verdict, engine, approver, at, latencyUs }: Decided): AuditDecision {
  return {
    kind: 'decision',
    at,
    session,
    task: caller.task,
    caller: caller.name,
    tool: action.tool,
    action: auditedAction(action),
    actionHash: hash('sha256', JSON.stringify(action)),
    class: verdict.class,
    signals: verdict.signals.map((signal) => (signal.kind === 'network' ? `network:${signal.direction}` : signal.kind)),
    tier: verdict.tier,
    rule: verdict.rule,
    decision: verdict.decision,
    reason: safe(verdict.reason).slice(0, MAX_REASON),
    engine,
    latencyUs,
    approver,
    prefix: verdict.prefix.kind === 'prefix' ? safe(verdict.prefix.value) : undefined,
  };
}

function auditedAction(action: Action): AuditedAction {
  if (action.kind === 'session') return { kind: 'session' };
  // First whole, then cut: half a secret has no known shape.
  const { text, found } = redact(action.command ?? '');
  const altered = found > 0 || text.length > MAX_COMMAND;
  const { kind, cwd, access } = action;
  return { kind, command: text.slice(0, MAX_COMMAND), cwd: redact(cwd).text, access, ...(altered ? { altered: true } : {}) };
}

function safe(text: string): string {
  return visible(redact(text).text);
}

/** Writes a line; says in the log what could not be written. */
export function tryAppend(audit: Audit, record: AuditRecord, log: (line: string) => void): number | undefined {
  try {
    return audit.append(record);
  } catch (error) {
    log(`the audit log could not be written: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** What tells the log how an allowed action ended; only the first call counts. */
export function endOf(
  seq: number | undefined,
  {
    session,
    task,
    audit,
    now,
    log,
  }: { session: string; task: string | undefined; audit: Audit; now: () => number; log: (line: string) => void },
): (end: Ended) => void {
  let told = false;
  return ({ status, exitCode }: Ended) => {
    if (told || seq === undefined) return;
    told = true;
    tryAppend(audit, { kind: 'end', at: now(), session, task, of: seq, status, exitCode }, log);
  };
}
