import { hash } from 'node:crypto';
import { visible } from '../shell/visible.ts';
import type { AuditDecision, AuditedAction, AuditRecord } from '../store/audit/record.ts';
import type { Action, Caller, Ended, GatedAction, Verdict } from './action.ts';
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

/**
 * Makes what turns decisions into records. Reasons, prefixes and directories come again and again: what was found in them is kept.
 */
export function createRecorder(): (decided: Decided) => AuditDecision {
  const known = new Map<string, string>();
  const safe = (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = visible(redact(text).text);
    if (text.length <= MAX_REMEMBERED) {
      if (known.size >= REMEMBERED) known.clear();
      known.set(text, made);
    }
    return made;
  };
  let cwd: { readonly given: string; readonly text: string } | undefined;
  const safeCwd = (given: string): string => {
    if (cwd?.given !== given) cwd = { given, text: redact(given).text };
    return cwd.text;
  };

  return ({ session, caller, action, verdict, engine, approver, at, latencyUs }) => {
    const audited = auditedAction(action, safeCwd);
    return {
      kind: 'decision',
      at,
      session,
      task: caller.task,
      caller: caller.name,
      tool: action.tool,
      action: audited,
      actionHash: saysAll(action, audited) ? undefined : hash('sha256', JSON.stringify(action)),
      class: verdict.class,
      signals: verdict.signals.length === 0 ? NO_SIGNALS : verdict.signals.map(kindOf),
      tier: verdict.tier,
      rule: verdict.rule,
      decision: verdict.decision,
      reason: safe(verdict.reason).slice(0, MAX_REASON),
      engine,
      latencyUs,
      approver,
      prefix: verdict.prefix.kind === 'prefix' ? safe(verdict.prefix.value) : undefined,
    };
  };
}

const NO_SIGNALS: readonly string[] = [];
/** Texts that are kept, and how long each may be. */
const REMEMBERED = 256;
const MAX_REMEMBERED = 300;

function kindOf(signal: Verdict['signals'][number]): string {
  return signal.kind === 'network' ? `network:${signal.direction}` : signal.kind;
}

/** What was asked for stands in the record as it came: then its hash can be made from there, see `actionHashOf`. */
function saysAll(action: Action, audited: AuditedAction): boolean {
  return action.kind === 'command' && audited.kind === 'command' && audited.command === action.command && audited.cwd === action.cwd;
}

function auditedAction(action: Action, safeCwd: (cwd: string) => string): AuditedAction {
  if (action.kind === 'session') return SESSION;
  const { access } = action;
  const cwd = safeCwd(action.cwd);
  if (action.kind === 'command' || (action.kind === 'delegate' && action.command !== undefined)) {
    const { kind } = action;
    const { text: command, altered } = keptOf(action.command ?? '');
    return altered ? { kind, command, cwd, access, altered } : { kind, command, cwd, access };
  }
  return otherAudited(action, { cwd, access });
}

/** Actions without a command; their hash stands in the record always. */
function otherAudited(action: GatedAction, where: { readonly cwd: string; readonly access: string }): AuditedAction {
  switch (action.kind) {
    case 'path': {
      const { use, path, text } = action;
      const kept = keptOf(path);
      const bytes = text === undefined ? {} : { bytes: Buffer.byteLength(text) };
      return { kind: 'path', use, path: kept.text, ...bytes, ...where, ...mark(kept) };
    }
    case 'fetch': {
      const kept = keptOf(action.url);
      return { kind: 'fetch', url: kept.text, ...where, ...mark(kept) };
    }
    case 'delegate': {
      const kept = keptOf(action.objective);
      return { kind: 'agent', agent: action.agent, objective: kept.text, ...where, ...mark(kept) };
    }
    case 'tool': {
      const kept = keptOf(action.arguments);
      return { kind: 'tool', server: action.server, name: action.name, arguments: kept.text, ...where, ...mark(kept) };
    }
    case 'plan': {
      const kept = keptOf(action.plan);
      return { kind: 'plan', agent: action.agent, plan: kept.text, ...where, ...mark(kept) };
    }
    default: {
      const kept = keptOf(action.kind === 'foreign' ? action.title : '');
      return { kind: 'foreign', title: kept.text, ...where, ...mark(kept) };
    }
  }
}

const mark = ({ altered }: Kept): { readonly altered?: true } => (altered ? { altered: true } : {});

interface Kept {
  readonly text: string;
  readonly altered: boolean;
}

/** What the log keeps of a text: first whole, then cut, for half a secret has no known shape. */
function keptOf(given: string): Kept {
  const { text, found } = redact(given);
  if (found === 0 && text.length <= MAX_COMMAND) return { text, altered: false };
  return { text: text.slice(0, MAX_COMMAND), altered: true };
}

const SESSION: AuditedAction = { kind: 'session' };

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
  return ({ status, exitCode, task: own }: Ended) => {
    if (told || seq === undefined) return;
    told = true;
    tryAppend(audit, { kind: 'end', at: now(), session, task: task ?? own, of: seq, status, exitCode }, log);
  };
}
