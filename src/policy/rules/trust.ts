import { createHash } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod';
import { once } from '../../once.ts';
import { visible } from '../../shell/visible.ts';
import { type RuleFile, textOf } from './rule-files.ts';

/** When somebody trusted the bytes of a file, and which. */
export interface TrustedFile {
  readonly sha256: string;
  /** ISO 8601. */
  readonly at: string;
}

/** By real path. */
export type TrustedFiles = ReadonlyMap<string, TrustedFile>;

export interface ReadTrust {
  readonly trusted: TrustedFiles;
  /** Why nothing is trusted, where the file is there and says nothing that counts. */
  readonly problem: string | undefined;
}

const trustSchema = once(() =>
  z.strictObject({
    version: z.literal(1),
    files: z.record(z.string(), z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), at: z.string() })),
  }),
);

export function trustFileOf(configDir: string): string {
  return path.join(configDir, 'trusted-rules.json');
}

/** What a trust file says; one that is malformed trusts nothing. */
export function readTrust(file: string, read: RuleFile): ReadTrust {
  const nothing = (why: string): ReadTrust => ({ trusted: new Map(), problem: visible(`${file}: ${why}; no workspace rules are trusted`) });
  if (read.kind === 'absent') return { trusted: new Map(), problem: undefined };
  if (read.kind === 'unreadable') return nothing(read.reason);
  try {
    const checked = trustSchema().safeParse(JSON.parse(textOf(read.bytes) ?? ''));
    if (!checked.success) return nothing(z.prettifyError(checked.error));
    return { trusted: new Map(Object.entries(checked.data.files)), problem: undefined };
  } catch {
    return nothing('this is no JSON');
  }
}

/** The text of a trust file. */
export function trustText(trusted: TrustedFiles): string {
  const files = Object.fromEntries([...trusted].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 1, files }, undefined, 2)}\n`;
}

export function fingerprintOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether the bytes of a file are those that a person was shown. */
export function trustOf(trusted: TrustedFiles, real: string, bytes: Uint8Array): 'trusted' | 'untrusted' | 'fingerprint-changed' {
  const known = trusted.get(real);
  if (known === undefined) return 'untrusted';
  return known.sha256 === fingerprintOf(bytes) ? 'trusted' : 'fingerprint-changed';
}
