import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Access, Action, Authorization, AuthorizeOptions, Gate } from '../../src/policy/action.ts';
import { createGate, type GateDeps } from '../../src/policy/gate.ts';
import type { AuditRecord } from '../../src/store/audit/record.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { gateBasics } from '../policy/gate-basics.ts';

const { signal } = new AbortController();

export interface GateBench {
  readonly workspace: string;
  readonly deps: GateDeps;
  readonly records: readonly AuditRecord[];
  readonly open: (changed?: Partial<GateDeps>) => Gate;
}

/** A scratch workspace and what makes real gates over it, all on one store. */
export function gateBench(changed: Partial<GateDeps> = {}): GateBench {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'gate-attack-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const workspace = path.join(root, 'work');
  mkdirSync(workspace);
  const records: AuditRecord[] = [];
  const deps: GateDeps = {
    ...gateBasics(records),
    sessionId: 'one',
    workspace,
    access: 'workspace-write',
    preset: 'standard',
    home: path.join(root, 'home'),
    ownDirs: [path.join(root, 'state')],
    ownPrograms: [],
    searchPath: async () => '/usr/local/bin:/usr/bin:/bin',
    bash: () => ({ path: '/bin/bash', major: 5 }),
    store: createMemoryStore(),
    log: () => undefined,
    ...changed,
  };
  return { workspace, deps, records, open: (more) => createGate({ ...deps, ...more }) };
}

export function command(text: string, cwd: string, access: Access = 'workspace-write'): Action {
  return { kind: 'command', tool: 'bash', command: text, cwd, access };
}

export async function authorize(gate: Gate, action: Action, options: Partial<AuthorizeOptions> = {}): Promise<Authorization> {
  return gate.authorize(action, { signal, ...options });
}

export function short({ decision, verdict }: Authorization): string {
  return `${decision} ${verdict.tier} ${verdict.rule}`;
}

/** The id of the question that an action asks. */
export async function questionOf(gate: Gate, action: Action, options: Partial<AuthorizeOptions> = {}): Promise<string> {
  const asked = await authorize(gate, action, options);
  if (asked.decision !== 'ask') throw new Error(`not asked: ${short(asked)}`);
  return asked.approval.id;
}
