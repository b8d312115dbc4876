import { statSync, watch } from 'node:fs';
import { type AuditFile, auditFiles, byChain } from './files.ts';
import { linesOf } from './lines.ts';
import { parseAuditLine } from './parse-line.ts';
import type { AuditLine } from './record.ts';

/** A line and where it stands. */
export interface AuditEntry {
  readonly chain: string;
  readonly line: AuditLine;
}

export interface AuditFilter {
  /** Only denials. */
  readonly denied?: boolean;
  readonly session?: string;
  /** Milliseconds since 1970; nothing that was written before. */
  readonly since?: number;
}

export interface Reading extends AuditFilter {
  /** Goes on with what is written from now on, until this ends. */
  readonly follow?: AbortSignal;
  /** Told of each line that is none of ours; `log verify` says what is wrong. */
  readonly unreadable: (path: string, line: number) => void;
}

/** Where reading of one file stands. */
interface Position {
  bytes: number;
  lines: number;
}

/** Milliseconds between two looks where the system tells of no change. */
const LOOK_MS = 500;

/** The lines of every chain that pass the filter, the chain that began first before others. Throws the system's error. */
export async function* readAudit(dir: string, { follow, unreadable, ...filter }: Reading): AsyncGenerator<AuditEntry> {
  const positions = new Map<string, Position>();
  const news = follow === undefined ? undefined : watchDirectory(dir, follow);
  try {
    for (;;) {
      for (const file of inOrder(auditFiles(dir))) {
        for (const line of newLines(file, positions, unreadable)) if (passes(line, filter)) yield { chain: file.chain, line };
      }
      if (news === undefined || !(await news.next())) return;
    }
  } finally {
    news?.stop();
  }
}

function passes(line: AuditLine, { denied = false, session, since = 0 }: AuditFilter): boolean {
  if (line.at < since || (session !== undefined && line.session !== session)) return false;
  return !denied || (line.kind === 'decision' && line.decision === 'deny');
}

function* newLines(file: AuditFile, positions: Map<string, Position>, unreadable: Reading['unreadable']): Generator<AuditLine> {
  const { path } = file;
  const position = positions.get(path) ?? { bytes: 0, lines: 0 };
  positions.set(path, position);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= position.bytes) return;
  for (const { bytes, end, complete } of linesOf(path, position.bytes)) {
    // A line that is being written comes with the next look.
    if (!complete) return;
    position.bytes = end;
    position.lines += 1;
    const line = parseAuditLine(bytes.toString());
    if (line === undefined) unreadable(path, position.lines);
    else yield line;
  }
}

/** Chains by the time of their first line, then by name. */
function inOrder(files: readonly AuditFile[]): readonly AuditFile[] {
  const chains = Array.from(byChain(files), ([chain, own]) => ({ chain, own, began: beganAt(own[0]) }));
  return chains.sort((a, b) => a.began - b.began || (a.chain < b.chain ? -1 : 1)).flatMap(({ own }) => own);
}

function beganAt(file: AuditFile | undefined): number {
  if (file === undefined) return 0;
  for (const { bytes, complete } of linesOf(file.path)) {
    return (complete ? parseAuditLine(bytes.toString())?.at : undefined) ?? Number.MAX_SAFE_INTEGER;
  }
  return Number.MAX_SAFE_INTEGER;
}

interface News {
  /** Waits until something may have changed; false when reading ends. */
  readonly next: () => Promise<boolean>;
  readonly stop: () => void;
}

/** Tells of changes in a directory. Some disks tell nothing, so it looks besides. */
function watchDirectory(dir: string, signal: AbortSignal): News {
  let wake = Promise.withResolvers<void>();
  const changed = (): void => wake.resolve();
  let watcher: ReturnType<typeof watch> | undefined;
  try {
    watcher = watch(dir, changed);
    watcher.on('error', changed);
  } catch {
    // The timer looks.
  }
  const timer = setInterval(changed, LOOK_MS);
  signal.addEventListener('abort', changed);
  return {
    next: async () => {
      if (!signal.aborted) await wake.promise;
      wake = Promise.withResolvers();
      return !signal.aborted;
    },
    stop: () => {
      clearInterval(timer);
      watcher?.close();
      signal.removeEventListener('abort', changed);
    },
  };
}
