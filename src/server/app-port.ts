import type { Session } from '../session/session.ts';
import type { ResourceChange, ResourceRef, ResourceText } from '../tools/resource-ref.ts';
import type { Tool } from '../tools/tool.ts';

/** What the server needs of the program around it. */
export interface ServedApp {
  /** In the order in which clients see them; loaded on first need, since a host waits for the first answer of a server. */
  tools(): Promise<readonly Tool[]>;
  readonly info: { readonly name: string; readonly title: string; readonly version: string };
  readonly resources: ResourceSource;
  /** What a model reads about the whole server; called for every connection, without side effects. */
  instructions(): string;
  /** The session of one connection. A `ToolError` tells the client why there is none. */
  openSession(client: SessionClient): Promise<Session>;
  /** Ends a session and everything that runs in it and is not to survive. */
  closeSession(id: string): Promise<void>;
  /** The host changed its roots in mid-session; what was allowed for the session is already dropped. */
  rootsChanged(session: Session, roots: readonly string[]): void | Promise<void>;
}

export interface SessionClient {
  /** Self-declared, escaped and cut: good for showing, no proof of anything. */
  readonly name: string;
  /** Absolute paths that the host calls its workspace; absent when it does not say. */
  readonly roots?: readonly string[];
}

export interface ResourceSource {
  /** The tasks of the session whose output can be read; `title` is shown to people and must be escaped. */
  tasks(session: Session): Promise<readonly { readonly id: string; readonly title: string }[]>;
  /** `undefined` for a task that is unknown or another session's. */
  read(session: Session, ref: ResourceRef): Promise<ResourceText | undefined>;
  /** May be called as often as something changes; the server coalesces. Returns what ends it. */
  watch(session: Session, listener: (change: ResourceChange) => void): () => void;
}

/** Takes one line for people; escapes it. */
export type Log = (line: string) => void;

/** Waits, in milliseconds. */
export interface Limits {
  /** Hosts cut calls at 60 s: a call that waits for a person answers before that. */
  readonly approvalInCallMs: number;
  /** How long a question may stay open in the host. */
  readonly approvalMs: number;
  readonly rootsMs: number;
  /** Changes of one resource within this time become one notification. */
  readonly coalesceMs: number;
  /** After the end of stdin: how long requests that are being answered may still take. */
  readonly drainMs: number;
}

export const LIMITS: Limits = { approvalInCallMs: 40_000, approvalMs: 600_000, rootsMs: 2_000, coalesceMs: 100, drainMs: 200 };
