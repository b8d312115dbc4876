import type { Readable, Writable } from 'node:stream';
import type { Attached } from './attach.ts';
import type { LaunchSpec } from './launch.ts';
import type { RunEnd, RunSpec, StartedCommand } from './run.ts';

/** How far what is started may reach: what a kernel sandbox would be made from. */
export interface Confinement {
  readonly access: 'read-only' | 'workspace-write' | 'full';
  /** Absolute, real. */
  readonly workspace: string;
  /** A directory of the child's own; it may write there whatever its access. */
  readonly privateDir: string | undefined;
}

export interface AgentSpec extends LaunchSpec {
  /** A descriptor of ours that it inherits as number 3. */
  readonly token?: number | undefined;
  /** Milliseconds between TERM and KILL; 3,000 when absent. */
  readonly stopGraceMs?: number;
}

/** A process that is talked to over its standard streams. */
export interface StartedAgent {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** The last of what it wrote to standard error; foreign text. */
  errors(): string;
  /** Never rejects; resolves when nothing of it lives any more, or could not be ended. */
  readonly done: Promise<RunEnd>;
  /** TERM to the whole tree, the grace, KILL; also what has left its group. Later calls get the same promise; `force` ends the grace. */
  stop(options?: { readonly force?: boolean }): Promise<RunEnd>;
}

/** The one place where a child's process, and each of its commands, is started. */
export interface Starter {
  /** Throws nothing: whatever goes wrong is in the end that `done` gives. */
  command(spec: RunSpec, within: Confinement): StartedCommand;
  agent(spec: AgentSpec, within: Confinement): StartedAgent;
  /** A command that goes on when this process ends. Never rejects. */
  detached(spec: RunSpec, within: Confinement): Promise<Attached>;
}
