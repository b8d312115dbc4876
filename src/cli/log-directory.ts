import { join } from 'node:path';

/** Where the chains of the audit log lie. */
export function auditDirectory(stateDir: string): string {
  return join(stateDir, 'audit');
}
