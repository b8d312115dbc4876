import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { repeatedKeys } from '../../config/repeated-keys.ts';
import type { Fields } from './intent.ts';

/** What an agent tells before a call. */
export interface Payload {
  readonly event: string;
  readonly tool: string;
  readonly input: Fields;
  /** Absolute; chosen by the agent, and sometimes by its model. */
  readonly cwd: string;
  /** What it tells of the MCP server that the tool belongs to; only some do. */
  readonly mcp: unknown;
  /** The user lets the agent plan only: it would ask before it does anything. */
  readonly plans: boolean;
}

export type ReadPayload = { readonly ok: true; readonly payload: Payload } | { readonly ok: false; readonly problem: string };

/** Objects and lists within each other; arguments of tools have a handful. */
const DEEPEST = 64;
/** Characters; agents have short ones. */
const LONGEST_NAME = 256;
/** Strings, and what opens and closes. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/gs;

/** Reads what an agent wrote to the hook; problems are our own words. */
export function readPayload(bytes: Buffer): ReadPayload {
  const no = (problem: string): ReadPayload => ({ ok: false, problem });
  if (bytes.length === 0) return no('nothing came on standard input');
  if (!isUtf8(bytes)) return no('what came on standard input is not UTF-8');
  const text = bytes.toString('utf8');
  if (isTooDeep(text)) return no(`what came on standard input is nested deeper than ${DEEPEST}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return no('what came on standard input is not JSON');
  }
  if (!isObject(value)) return no('what came on standard input is not a JSON object');
  if (repeatedKeys(text).length > 0) return no('what came on standard input holds a key twice, which two programs may read differently');
  const { hook_event_name: event, tool_name: tool, tool_input: input, cwd, mcp_context: mcp, permission_mode: mode } = value;
  if (typeof event !== 'string') return no('`hook_event_name` is not a text');
  if (typeof tool !== 'string' || tool === '' || tool.length > LONGEST_NAME) return no('`tool_name` is not the name of a tool');
  if (!isObject(input)) return no('`tool_input` is not an object');
  if (typeof cwd !== 'string' || !path.isAbsolute(cwd) || cwd.includes('\0')) return no('`cwd` is not an absolute path');
  return { ok: true, payload: { event, tool, input, cwd, mcp, plans: mode === 'plan' } };
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
