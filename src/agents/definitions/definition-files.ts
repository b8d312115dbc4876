import { type Dirent, opendirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { textOf } from '../../policy/rules/rule-files.ts';
import { fingerprintOf } from '../../policy/rules/trust.ts';
import { readWorkspaceBytes } from '../../shell/workspace-file.ts';
import type { Definition } from './definition.ts';
import { type Format, parseDefinition } from './parse-definition.ts';

/** Where definitions lie in a workspace; where two have one name, the first that is trusted counts. */
const PLACES: readonly { readonly format: Format; readonly dir: string; readonly ending: string }[] = [
  { format: 'bailiwick', dir: '.bailiwick/agents', ending: '.md' },
  { format: 'claude', dir: '.claude/agents', ending: '.md' },
  { format: 'codex', dir: '.codex/agents', ending: '.toml' },
];

/** Bytes of one file; what a child would be told of it is a part of its first prompt. */
const MOST_BYTES = 65_536;
/** Files of one directory, and names that are looked at for them. */
const MOST_FILES = 100;
const MOST_NAMES = 1_000;

/** A file that may hold a definition. */
export interface DefinitionFile {
  readonly format: Format;
  /** Absolute. */
  readonly file: string;
}

/** What stands in one. */
export type ReadDefinition =
  | { readonly kind: 'definition'; readonly bytes: Uint8Array; readonly text: string; readonly definition: Definition }
  /** It can be told which bytes they are, and no more; foreign words are in the problem. */
  | { readonly kind: 'no-definition'; readonly bytes: Uint8Array; readonly real: string; readonly problem: string }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** The files of a workspace that may hold definitions, by place and name. A directory that leads out of the workspace has none. */
export function definitionFiles(workspace: string): readonly DefinitionFile[] {
  return PLACES.flatMap(({ format, dir, ending }) =>
    namesIn(workspace, path.join(workspace, dir))
      .filter((name) => name.endsWith(ending) && name.length > ending.length)
      .sort()
      .slice(0, MOST_FILES)
      .map((name) => ({ format, file: path.join(workspace, dir, name) })),
  );
}

function namesIn(workspace: string, dir: string): readonly string[] {
  try {
    const real = realpathSync.native(dir);
    if (!real.startsWith(`${realpathSync.native(workspace)}/`)) return [];
    const names: string[] = [];
    const opened = opendirSync(real);
    try {
      for (let entry: Dirent | null = opened.readSync(); entry !== null && names.length < MOST_NAMES; entry = opened.readSync())
        names.push(entry.name);
    } finally {
      opened.closeSync();
    }
    return names;
  } catch {
    return [];
  }
}

/**
 * Reads one file once, so that what is shown, hashed and used are the same bytes. Never rejects.
 * @param known whether a name is that of an agent, which no definition may take
 */
export async function readDefinition(
  workspace: string,
  { format, file }: DefinitionFile,
  known: (id: string) => boolean,
): Promise<ReadDefinition> {
  const read = await readWorkspaceBytes(workspace, file, MOST_BYTES);
  if (!read.ok) return { kind: 'unreadable', problem: read.reason };
  const { bytes, real, truncated } = read;
  if (truncated) return { kind: 'unreadable', problem: `It is larger than ${MOST_BYTES} bytes.` };
  const text = textOf(bytes);
  if (text === undefined) return { kind: 'no-definition', bytes, real, problem: 'this is no UTF-8' };
  const parsed = parseDefinition(format, file, text, known);
  if (!parsed.ok) return { kind: 'no-definition', bytes, real, problem: parsed.problem };
  return { kind: 'definition', bytes, text, definition: { ...parsed.described, file, real, sha256: fingerprintOf(bytes) } };
}
