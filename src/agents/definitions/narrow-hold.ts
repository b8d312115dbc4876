import type { Action } from '../../policy/action.ts';
import type { Held, Hold } from '../hold/hold.ts';
import { whatIs } from '../hold/what-is.ts';
import type { ToolKind } from '../runner.ts';

/** What an action takes, any of which is enough. What needs none of them is judged as ever, and nobody may start children of their own. */
const NEEDS = {
  command: ['bash'],
  read: ['read', 'search'],
  write: ['write'],
  fetch: ['fetch'],
  tool: ['mcp'],
  delegate: [],
} as const satisfies Readonly<Record<string, readonly ToolKind[]>>;

/**
 * A hold for a child that a definition leaves only some tools: what needs another is denied before anybody is asked, and the rest is judged
 * as ever, so that a definition can take and never give.
 * @param only of the tools; `undefined` for all
 */
export function narrowHold(hold: Hold, only: readonly ToolKind[] | undefined): Hold {
  if (only === undefined) return hold;
  const left = only.length === 0 ? 'no tools' : only.join(', ');
  return {
    async judge(action, signal): Promise<Held> {
      const needs = needsOf(action);
      if (needs === undefined || needs.some((kind) => only.includes(kind))) return await hold.judge(action, signal);
      const reason = `its definition leaves this child ${left}; ${needs.length === 0 ? 'starting another child is none of them' : `this needs ${needs.join(' or ')}`}`;
      // The gate refuses it as well, so that it counts and stands in the log like every other denial.
      if (action.kind !== 'session') {
        const { tool, cwd, access } = action;
        await hold.judge({ kind: 'foreign', tool, title: `${whatIs(action)} (${reason})`, cwd, access }, signal);
      }
      return { allowed: false, reason };
    },
  };
}

function needsOf(action: Action): readonly ToolKind[] | undefined {
  switch (action.kind) {
    case 'path':
      return NEEDS[action.use];
    case 'command':
    case 'fetch':
    case 'tool':
    case 'delegate':
      return NEEDS[action.kind];
    case 'plan':
    case 'foreign':
    case 'session':
      return undefined;
  }
}
