import type { Access, Gate } from '../policy/action.ts';
import type { TaskBoard } from './tasks.ts';
import type { TodoBoard } from './todos.ts';

/** What we remember about one client. Two clients never see each other's. */
export interface Session {
  /** Unguessable: at least 122 bits of randomness. */
  readonly id: string;
  /** Absolute, real path. */
  readonly workspace: string;
  readonly access: Access;
  readonly gate: Gate;
  readonly todos: TodoBoard;
  readonly tasks: TaskBoard;
  /** Stops every task of the session and drops its grants and approvals. Idempotent. */
  close(): Promise<void>;
}
