import path from 'node:path';
import type { GatedAction } from './action.ts';
import { type CommandVerdict, decide } from './decide.ts';
import { decideDelegation } from './delegation.ts';
import { describeAction } from './described.ts';
import { analyseFetch, readAddress } from './fetch-analysis.ts';
import type { DecisionContext } from './opinion.ts';
import { analysePath, type PathUse, whyNoPath } from './path-analysis.ts';
import { decidePlan, whyNoPlan } from './plan-approval.ts';
import { decideToolCall, whyNoToolCall } from './tool-call.ts';

/** An action without a command: how it is decided, and what a person is shown of it. */
export interface OtherAction {
  readonly ok: true;
  /** In a few words; foreign text. */
  readonly command: string;
  readonly decide: (cwd: string, context: DecisionContext) => CommandVerdict;
  /** What is asked about, in one line; foreign text. @param real where its path leads, as far as that is known */
  readonly head: (cwd: string, real: string | undefined) => string;
  /** What else is in it: the text of a file, what a child is told, its plan, the arguments of a tool; foreign text. */
  readonly body: { readonly title: string; readonly text: string } | undefined;
}

/** What cannot be judged at all: never allowed. */
export interface NoAction {
  readonly ok: false;
  readonly rule: string;
  readonly reason: string;
  readonly change?: string;
}

/** How a question about one use of a path begins. */
export function headOfPath({ use, path: given }: PathUse, cwd: string): string {
  return `${use === 'read' ? 'Read' : 'Write'} ${path.resolve(cwd, given)}`;
}

/** Decides one use of a path, as it was given, by the bounds of a session. */
export function decidePath(use: PathUse, cwd: string, context: DecisionContext): CommandVerdict {
  const { bounds, world } = context;
  return decide(analysePath(use, { home: bounds.home, cwd, isDirectory: world.isDirectory }), context);
}

/** Takes an action that has no command; anything that is not known here is refused. */
export function otherAction(action: GatedAction): OtherAction | NoAction {
  switch (action.kind) {
    case 'path':
      return pathAction(action);
    case 'fetch':
      return fetchAction(action);
    case 'delegate':
      return delegation(action);
    case 'tool':
      return toolCall(action);
    case 'plan':
      return planOf(action);
    case 'foreign':
      return { ok: false, rule: 'gate:not-understood', reason: 'what this call would do is not understood, so the answer is no' };
    default:
      return { ok: false, rule: 'gate:unknown-action', reason: 'nobody here knows this kind of action' };
  }
}

function pathAction(action: Extract<GatedAction, { kind: 'path' }>): OtherAction | NoAction {
  const { use, path: given, text, plain } = action;
  if (use !== 'read' && use !== 'write') return { ok: false, rule: 'gate:unknown-action', reason: 'nobody here knows this use of a path' };
  const why = whyNoPath(given);
  if (why !== undefined) return { ok: false, rule: 'gate:path', reason: why, change: 'Name one file or directory.' };
  return {
    ok: true,
    command: describeAction(action),
    decide: (cwd, context) => decidePath({ use, path: given, plain }, cwd, context),
    head(cwd, real) {
      const named = path.resolve(cwd, given);
      const leads = real === undefined || real === named ? '' : ` -> ${real}`;
      const size = text === undefined ? '' : ` (${Buffer.byteLength(text)} bytes)`;
      return `${headOfPath({ use, path: given }, cwd)}${leads}${size}`;
    },
    body: text === undefined ? undefined : { title: 'The text', text },
  };
}

function fetchAction(action: Extract<GatedAction, { kind: 'fetch' }>): OtherAction | NoAction {
  const read = readAddress(action.url);
  if (!read.ok) return { ok: false, rule: 'gate:address', reason: read.problem, change: 'Give a plain address: https://example.com/page' };
  const { address } = read;
  return {
    ok: true,
    command: describeAction(action),
    decide: (cwd, context) => decide(analyseFetch(address, cwd), context),
    head: () => `Fetch ${address.href}`,
    body: undefined,
  };
}

function delegation(action: Extract<GatedAction, { kind: 'delegate' }>): OtherAction {
  const { agent, access, objective } = action;
  return {
    ok: true,
    command: describeAction(action),
    decide: (cwd, context) => decideDelegation(agent, cwd, context),
    head: () => `Start ${agent} with access ${access}`,
    body: { title: 'Its objective', text: objective },
  };
}

function toolCall(action: Extract<GatedAction, { kind: 'tool' }>): OtherAction | NoAction {
  const why = whyNoToolCall(action);
  if (why !== undefined) return { ok: false, rule: 'gate:tool', reason: why, change: 'Use another tool.' };
  const { server, name, arguments: text } = action;
  return {
    ok: true,
    command: describeAction(action),
    decide: (_cwd, context) => decideToolCall(action, context),
    head: () => `Call ${name} of the MCP server ${server}`,
    body: { title: 'Its arguments', text },
  };
}

function planOf(action: Extract<GatedAction, { kind: 'plan' }>): OtherAction | NoAction {
  const why = whyNoPlan(action);
  if (why !== undefined) return { ok: false, rule: 'gate:plan', reason: why, change: 'Hand in a plan that a person can read.' };
  const { agent, access, plan } = action;
  return {
    ok: true,
    command: describeAction(action),
    decide: () => decidePlan(action),
    head: () => `Let ${agent} carry out its plan with access ${access}`,
    body: { title: 'The plan', text: plan },
  };
}
