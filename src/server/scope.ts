import type { Server, ServerContext } from '@modelcontextprotocol/server';
import type { Session } from '../session/session.ts';
import type { Limits, Log, ServedApp } from './app-port.ts';
import type { Era } from './client.ts';
import type { Connection } from './connection.ts';
import type { Notices } from './notices.ts';
import type { TaskQuestions } from './task-questions.ts';

/** What every server instance of a connection shares. */
export interface ServerParts {
  readonly app: ServedApp;
  readonly connection: Connection;
  readonly limits: Limits;
  readonly log: Log;
  /** To be given where a connection has several instances at a time. */
  readonly questions?: TaskQuestions;
}

/** What the handlers of one server instance share. */
export interface ServerScope extends ServerParts {
  readonly server: Server;
  readonly era: Era;
  readonly questions: TaskQuestions;
  readonly notices: Notices;
  /** Opens the session of the connection when there is none yet. */
  session(context: ServerContext): Session | Promise<Session>;
}
