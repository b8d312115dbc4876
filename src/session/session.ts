import type { Definitions } from '../agents/definitions/definitions.ts';
import type { Briefing, BriefingRequest } from '../agents/model-agents.ts';
import type { Access, Gate, Preset } from '../policy/action.ts';
import type { Store } from '../store/store.ts';
import type { TaskArchive } from './report/archive.ts';
import type { SessionAgents } from './session-agents.ts';
import type { TaskBoard } from './task-board.ts';
import type { Team } from './team.ts';
import type { TodoBoard } from './todos.ts';

/** What we remember about one client. Two clients never see each other's. */
export interface Session {
  /** Unguessable: at least 122 bits of randomness. */
  readonly id: string;
  /** Absolute, real path. */
  readonly workspace: string;
  readonly access: Access;
  readonly preset: Preset;
  /** Self-declared by the client; escaped. */
  readonly clientName: string;
  readonly limits: CallLimits;
  /** Where plan and tasks are, and why they are not in a file. */
  readonly keeps: Pick<Store, 'durability' | 'why'>;
  readonly gate: Gate;
  readonly todos: TodoBoard;
  readonly tasks: TaskBoard;
  /** Keys of what a person has allowed for this session. */
  grants(): readonly string[];
  /** The bash that runs the scripts of children, e.g. `5.2.15`. */
  shellVersion(): string;
  readonly agents: SessionAgents;
  /** Agents that the workspace describes, as far as a person trusts them. */
  readonly definitions: Definitions;
  /** Who else works in this workspace. */
  readonly team: Team;
  /** What is kept of each task besides its events. */
  readonly archive: TaskArchive;
  /** Puts together what a child is told; everything that is read for it goes through the gate. */
  briefing(request: BriefingRequest): Promise<Briefing>;
  /** Told, in words for people, when who answers questions has changed; returns the way to stop it. */
  onEngine(listener: (text: string) => void): () => void;
  /** Stops every task that is not to survive, and drops grants and approvals; list and tasks stay for whoever adopts them. Idempotent. */
  close(): Promise<void>;
}

/** What one call may take. */
export interface CallLimits {
  /** Milliseconds after which a call answers, whatever still runs. */
  readonly answerWindowMs: number;
  /** Bytes of each stream that a result holds. */
  readonly outputBytes: number;
  /** Tasks that run at a time. */
  readonly concurrency: number;
  /** Milliseconds for which the result of a task can be read after its end. */
  readonly retentionMs: number;
}
