import path from 'node:path';
import type { Access, Action } from '../../policy/action.ts';
import type { AgentCall, Wanted } from './wanted.ts';

/** Who wants it, and from where. */
export interface Asker {
  /** The agent's name of its tool. */
  readonly tool: string;
  /** Absolute, real. */
  readonly cwd: string;
  readonly access: Access;
}

/** Characters: Linux starts no program with a longer argument (MAX_ARG_STRLEN), and looking at one would hold up everybody else. */
export const MOST_COMMAND = 131_072;
/** Characters; servers take no longer ones. */
const MOST_ADDRESS = 65_536;
/** Characters of a hint; fewer are shown. */
const MOST_HINT = 2_000;

/** What a call would do as actions of the policy; one that was not understood is an action, too, which is always denied. */
export function actionsOf(wanted: readonly Wanted[] | undefined, { title }: Pick<AgentCall, 'title'>, asker: Asker): readonly Action[] {
  if (wanted === undefined || wanted.length === 0 || wanted.some(isTooLong)) return [{ kind: 'foreign', title, ...asker }];
  return wanted.map((one) => actionOf(one, asker));
}

function isTooLong(wanted: Wanted): boolean {
  if (wanted.do === 'fetch') return wanted.url.length > MOST_ADDRESS;
  return wanted.do === 'command' && wanted.command.length > MOST_COMMAND;
}

function actionOf(wanted: Wanted, asker: Asker): Action {
  switch (wanted.do) {
    case 'command':
      return { kind: 'command', command: wanted.command, ...asker, cwd: path.resolve(asker.cwd, wanted.cwd ?? '.') };
    case 'read':
      return { kind: 'path', use: 'read', path: wanted.path, ...asker };
    case 'write':
      return { kind: 'path', use: 'write', path: wanted.path, text: wanted.text, ...asker };
    case 'fetch':
      return { kind: 'fetch', url: wanted.url, ...asker };
    case 'nothing':
      return { kind: 'session', tool: asker.tool };
  }
}

/** What a call would do, in a few words; foreign text. */
export function hintOf(wanted: readonly Wanted[] | undefined, call: Pick<AgentCall, 'title' | 'tool'>): string {
  return wholeHint(wanted, call).slice(0, MOST_HINT);
}

function wholeHint(wanted: readonly Wanted[] | undefined, { title, tool }: Pick<AgentCall, 'title' | 'tool'>): string {
  const [first] = wanted ?? [];
  switch (first?.do) {
    case 'command':
      return first.command;
    case 'read':
    case 'write':
      return first.path;
    case 'fetch':
      return first.url;
    case 'nothing':
    case undefined:
      return title === tool ? '' : title;
  }
}
