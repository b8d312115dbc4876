import { expect, test } from 'vitest';
import { narrowHold } from '../../../src/agents/definitions/narrow-hold.ts';
import type { Held, Hold } from '../../../src/agents/hold/hold.ts';
import { TOOL_KINDS, type ToolKind } from '../../../src/agents/runner.ts';
import type { Action } from '../../../src/policy/action.ts';

const { signal } = new AbortController();
const YES: Held = { allowed: true, execution: undefined, ended: () => undefined };
const hold: Hold = { judge: async () => YES };
const where = { tool: 't', cwd: '/w', access: 'full' } as const;

const ACTIONS: readonly (readonly [Action, needs: readonly ToolKind[]])[] = [
  [{ kind: 'command', command: 'ls', ...where }, ['bash']],
  [{ kind: 'path', use: 'read', path: 'a', ...where }, ['read', 'search']],
  [{ kind: 'path', use: 'write', path: 'a', ...where }, ['write']],
  [{ kind: 'fetch', url: 'https://x.y/', ...where }, ['fetch']],
  [{ kind: 'tool', server: 's', name: 'n', arguments: '{}', ...where }, ['mcp']],
];

test('each kind of action needs its kind of tool, and nothing else will do', async () => {
  for (const [action, needs] of ACTIONS) {
    const allowing: ToolKind[] = [];
    for (const kind of TOOL_KINDS) if ((await narrowHold(hold, [kind]).judge(action, signal)).allowed) allowing.push(kind);
    expect(allowing).toEqual(needs);
  }
});

test('a denial says what is left, and is counted by the gate', async () => {
  const judged: Action[] = [];
  const no: Hold = {
    async judge(action) {
      judged.push(action);
      return { allowed: false, reason: 'the gate says no' };
    },
  };
  const command: Action = { kind: 'command', command: 'ls', ...where };
  const said = [
    await narrowHold(no, ['read', 'search']).judge(command, signal),
    await narrowHold(no, []).judge(command, signal),
    await narrowHold(no, ['bash']).judge({ kind: 'delegate', agent: 'x', objective: 'y', ...where }, signal),
  ];
  const reasons = [
    'its definition leaves this child read, search; this needs bash',
    'its definition leaves this child no tools; this needs bash',
    'its definition leaves this child bash; starting another child is none of them',
  ];
  expect(said).toEqual(reasons.map((reason) => ({ allowed: false, reason })));
  const whats = ['ls', 'ls', 'start x: y'];
  expect(judged).toEqual(reasons.map((reason, index) => ({ kind: 'foreign', title: `${whats[index]} (${reason})`, ...where })));
});

test('what it leaves is still judged, and what no tool is needed for as well', async () => {
  const no: Held = { allowed: false, reason: 'the gate says no' };
  const narrowed = narrowHold({ judge: async () => no }, ['bash']);
  const others: readonly Action[] = [
    { kind: 'command', command: 'ls', ...where },
    { kind: 'plan', agent: 'x', plan: 'y', ...where },
    { kind: 'foreign', title: 'x', ...where },
    { kind: 'session', tool: 'todo_update' },
  ];
  for (const action of others) expect(await narrowed.judge(action, signal)).toBe(no);
  expect(narrowHold(hold, undefined)).toBe(hold);
});
