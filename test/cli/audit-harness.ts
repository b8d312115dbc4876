import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { openAudit } from '../../src/store/audit/audit.ts';
import type { AuditHead } from '../../src/store/audit/chain.ts';
import type { AuditDecision, AuditRecord } from '../../src/store/audit/record.ts';

export interface Recorded {
  readonly stateDir: string;
  readonly path: string;
  readonly head: AuditHead;
}

/** A state directory whose log holds these records. */
export function recorded(records: readonly AuditRecord[]): Recorded {
  const stateDir = mkdtempSync(join(tmpdir(), 'bailiwick-log-'));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const dir = join(stateDir, 'audit');
  const ignore = (): void => {};
  const audit = openAudit({ dir, chain: 'c1', now: () => 0, maxBytes: 1e6, maxFiles: 9, anchor: ignore, dropped: ignore, log: ignore });
  for (const record of records) audit.append(record);
  audit.close();
  return { stateDir, path: join(dir, 'c1.1.jsonl'), head: audit.head() };
}

/** The decision about a command. */
export function decided(command: string, changes: Partial<AuditDecision> = {}): AuditDecision {
  return {
    kind: 'decision',
    at: Date.UTC(2030, 0, 2, 3, 4, 5),
    session: 's1',
    caller: 'host',
    tool: 'bash',
    action: { kind: 'command', command, cwd: '/w', access: 'workspace-write' },
    actionHash: hash('sha256', command),
    class: 'git-write',
    signals: [],
    tier: 3,
    rule: 'preset:standard:git-write',
    decision: 'ask',
    reason: 'it changes the history',
    engine: 'rules',
    latencyUs: 12,
    ...changes,
  };
}

/** What a command of ours wrote. */
export function screenOf(columns = 200, colour = false) {
  const said: string[] = [];
  let text = '';
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      done();
    },
  });
  return { said, text: () => text, handed: { stdout, log: (line: string) => said.push(line), screen: { columns, colour } } };
}
