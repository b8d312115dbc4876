import type { GatedAction } from './action.ts';

/** What an action would do in a few words, without what a file would hold; foreign text. */
export function describeAction(action: GatedAction): string {
  switch (action.kind) {
    case 'command':
      return action.command;
    case 'delegate':
      return action.command ?? `start ${action.agent}: ${action.objective}`;
    case 'path':
      return `${action.use} ${action.path}`;
    case 'fetch':
      return `fetch ${action.url}`;
    case 'tool':
      return `call ${action.server}/${action.name} ${action.arguments}`;
    case 'plan':
      return `carry out with access ${action.access}: ${action.plan}`;
    case 'foreign':
      return action.title;
    default:
      return '';
  }
}
