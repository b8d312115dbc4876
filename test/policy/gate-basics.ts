import { NO_COSTS } from '../../src/model/cost.ts';
import type { GateDeps } from '../../src/policy/gate.ts';
import { NO_RULES } from '../../src/policy/rules/rule.ts';
import type { AuditRecord } from '../../src/store/audit/record.ts';

/** What a gate needs beside its bounds: no rules, no model, clocks that stand still, and records that are kept in `records`. */
export function gateBasics(records: AuditRecord[] = []) {
  return {
    clientName: 'client',
    rules: () => NO_RULES,
    audit: { append: (record: AuditRecord) => records.push(record) },
    classify: undefined,
    costs: () => NO_COSTS,
    speculativeMs: 0,
    now: () => 0,
    clock: () => 0,
  } satisfies Partial<GateDeps>;
}
