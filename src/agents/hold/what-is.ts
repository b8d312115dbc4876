import type { Action } from '../../policy/action.ts';

/** Exactly what an action would do, in one line that begins with its kind; foreign text, whole. */
export function whatIs(action: Action): string {
  switch (action.kind) {
    case 'command':
      return action.command;
    case 'path':
      return `${action.use} ${action.path}`;
    case 'fetch':
      return `fetch ${action.url}`;
    case 'delegate':
      return `start ${action.agent}: ${action.command ?? action.objective}`;
    case 'tool':
      return `call ${action.server}/${action.name} ${action.arguments}`;
    case 'plan':
      return `plan for access ${action.access}: ${action.plan}`;
    case 'foreign':
      return `${action.tool}: ${action.title}`;
    case 'session':
      return action.tool;
  }
}
