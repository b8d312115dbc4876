import path from 'node:path';
import { visible } from '../shell/visible.ts';
import { below, type Edit, type EditStore } from '../store/edits.ts';
import type { SessionStore } from '../store/sessions.ts';

export interface TeamDeps {
  readonly edits: Pick<EditStore, 'others'>;
  readonly sessions: Pick<SessionStore, 'list'>;
  readonly sessionId: string;
  /** Absolute, real. */
  readonly workspace: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Another session that is open in the same tree. */
export interface Teammate {
  /** What its host calls itself; escaped. */
  readonly client: string;
  readonly pid: number;
  /** What it changed lately, in words, the latest first; escaped. */
  readonly edited: readonly string[];
}

/** Who else works in the tree of a session: told, and nothing more. What was changed meanwhile is refused by the hash of its content. */
export interface Team {
  others(): readonly Teammate[];
  /** Words for each of these files that somebody else changed lately. Takes absolute real paths; a directory stands for all below it. */
  warnFor(paths: readonly string[], root?: string): readonly string[];
}

const MINUTE_MS = 60_000;
/** What was changed longer ago is no news. */
const LATELY_MS = 30 * MINUTE_MS;
const MOST_LOOKED_AT = 500;
/** Nobody reads more. */
const MOST_EDITS = 5;
const MOST_WARNINGS = 3;

export function createTeam({ edits, sessions, sessionId, workspace, now }: TeamDeps): Team {
  const lately = (root: string): readonly Edit[] =>
    edits.others({ sessionId, workspace: root, since: now() - LATELY_MS, limit: MOST_LOOKED_AT });
  const words = (edit: Edit, root: string): string => `${visible(path.relative(root, edit.path))} ${ago(now() - edit.at)}`;

  return {
    others() {
      const known = lately(workspace);
      return sessions.list().flatMap((other) => {
        if (other.id === sessionId || other.pid === undefined || !isSameTree(other.workspace, workspace)) return [];
        const edited = known.filter((edit) => edit.sessionId === other.id).map((edit) => words(edit, workspace));
        return [{ client: visible(other.client), pid: other.pid, edited: edited.slice(0, MOST_EDITS) }];
      });
    },
    warnFor(paths, root = workspace) {
      if (paths.length === 0) return [];
      const met = lately(root).filter((edit) => paths.some((each) => edit.path === each || edit.path.startsWith(below(each))));
      const said = met.slice(0, MOST_WARNINGS).map((edit) => `${whoIs(edit)} changed ${words(edit, root)}`);
      return met.length > MOST_WARNINGS ? [...said, `others changed ${met.length - MOST_WARNINGS} more of these files`] : said;
    },
  };
}

function whoIs({ client, pid }: Edit): string {
  return `another session (${visible(client)}${pid === undefined ? '' : `, pid ${pid}`})`;
}

function isSameTree(one: string, other: string): boolean {
  return one === other || one.startsWith(below(other)) || other.startsWith(below(one));
}

function ago(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / MINUTE_MS);
  return minutes === 0 ? 'just now' : `${minutes} min ago`;
}
