import path from 'node:path';
import { ACCESS_LEVELS, type Access, type Authorization, type Execution } from '../policy/action.ts';
import type { Session } from '../session/session.ts';
import { ToolError } from './tool.ts';

/** Longest a command may run, in milliseconds. */
export const MAX_RUN_MS = 86_400_000;

/** Relative paths count from the workspace. Whether it may lie elsewhere is the gate's matter. */
export function directoryOf(cwd: string | undefined, session: Session): string {
  if (cwd?.includes('\0') === true) throw new ToolError('`cwd` holds a NUL character; name a directory.');
  return path.resolve(session.workspace, cwd ?? '.');
}

/** The access of a request: what it asks for, else all that the session has. More than that is refused. */
export function accessOf(asked: Access | undefined, session: Session): Access {
  if (asked === undefined) return session.access;
  if (ACCESS_LEVELS.indexOf(asked) <= ACCESS_LEVELS.indexOf(session.access)) return asked;
  throw new ToolError(
    `\`access\` can only lower: this session has "${session.access}". Ask for "${session.access}" or less, or leave it out.`,
  );
}

/** What runs after an `allow` on a command. */
export function executionOf(authorization: Extract<Authorization, { decision: 'allow' }>): Execution {
  if (authorization.execution === undefined) throw new Error('the gate allowed a command and named nothing to run');
  return authorization.execution;
}

export function closedSession(): ToolError {
  return new ToolError('This session has ended; connect again.');
}

/** Where the whole output of a task can be read. */
export const outputUri = (taskId: string): string => `bailiwick://tasks/${taskId}/output`;

/** Where the whole report of a task can be read. */
export const reportUri = (taskId: string): string => `bailiwick://tasks/${taskId}/report`;
