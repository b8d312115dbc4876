import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Access, Gate } from '../../policy/action.ts';
import { readWorkspaceFile } from '../../shell/workspace-file.ts';
import { permitted } from './permitted.ts';

/** For whom, and where, something is read. */
export interface Reading {
  readonly gate: Gate;
  /** Absolute, real. */
  readonly workspace: string;
  /** Absolute. */
  readonly cwd: string;
  readonly access: Access;
  readonly signal: AbortSignal;
}

export type ReadText =
  | { readonly ok: true; readonly text: string; readonly truncated: boolean; readonly real: string }
  /** Our own words. */
  | { readonly ok: false; readonly problem: string };

/** What asks the gate on behalf of a child that is not there yet. */
export const TOOL = 'dispatch_child_task';

/**
 * Reads a text file of the workspace: judged by its name and, behind links, by where it leads, and only that place is read. What is
 * wrong with the path is told after the gate has allowed it. Never rejects.
 */
export async function readForChild(named: string, maxBytes: number, reading: Reading): Promise<ReadText> {
  const { gate, workspace, cwd, access, signal } = reading;
  const real = await realpath(named).catch(() => named);
  const ends = [];
  for (const each of new Set([named, real])) {
    const asked = await permitted(gate, { kind: 'path', tool: TOOL, use: 'read', path: each, cwd, access }, signal);
    if (!asked.allowed) {
      for (const end of ends) end({ status: 'refused' });
      return { ok: false, problem: asked.reason };
    }
    ends.push(asked.ended);
  }
  const read = await readWorkspaceFile(workspace, named, maxBytes, real);
  for (const end of ends) end({ status: read.ok ? 'completed' : 'failed' });
  if (!read.ok) return { ok: false, problem: read.reason };
  if (read.text.includes('\0')) return { ok: false, problem: 'It is a binary file.' };
  return { ok: true, text: read.text, truncated: read.truncated, real };
}

/** The absolute path that a text means; `..` is taken from the text. */
export const namedIn = (directory: string, text: string): string => path.resolve(directory, text);
