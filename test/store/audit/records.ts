import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Audit, type AuditOptions, openAudit } from '../../../src/store/audit/audit.ts';
import type { AuditDecision } from '../../../src/store/audit/record.ts';

/** A directory for one test. */
export function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'bailiwick-audit-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function decision(changes: Partial<AuditDecision> = {}): AuditDecision {
  return {
    kind: 'decision',
    at: 1_700_000_000_000,
    session: 's1',
    caller: 'host',
    tool: 'bash',
    action: { kind: 'command', command: 'git status', cwd: '/w', access: 'workspace-write' },
    actionHash: 'a'.repeat(64),
    class: 'read-only',
    signals: [],
    tier: 1,
    rule: 'tier1:read-only',
    decision: 'allow',
    reason: 'it only reads',
    engine: 'rules',
    latencyUs: 12,
    ...changes,
  };
}

export function opened(dir: string, changes: Partial<AuditOptions> = {}): Audit {
  const audit = openAudit({
    dir,
    chain: 'c1',
    now: () => 1_700_000_000_000,
    maxBytes: 1_000_000,
    maxFiles: 10,
    anchor: () => {},
    dropped: () => {},
    log: () => {},
    ...changes,
  });
  onTestFinished(() => audit.close());
  return audit;
}
