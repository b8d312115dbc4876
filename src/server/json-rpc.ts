import type { JSONRPCMessage } from '@modelcontextprotocol/server';

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INTERNAL_ERROR = -32603;

export type RequestId = string | number;

export type ReadMessage =
  | { readonly ok: true; readonly message: JSONRPCMessage }
  /** To be answered with an error. */
  | { readonly ok: false; readonly id: RequestId | null; readonly reason: string }
  /** An answer that cannot be one; answering it would look like an answer to another request. */
  | { readonly ok: false; readonly unanswerable: string };

/** The members that each kind may have; the SDK drops a message with any other, and without an answer. */
const MEMBERS = {
  request: new Set(['jsonrpc', 'id', 'method', 'params']),
  result: new Set(['jsonrpc', 'id', 'result']),
  error: new Set(['jsonrpc', 'id', 'error']),
};

/** Whether a JSON value is a message that the SDK takes; all that it would drop in silence gets a reason here. */
export function readMessage(value: unknown): ReadMessage {
  if (Array.isArray(value)) return invalid(null, 'batches are not supported: send one message a line');
  if (!isObject(value)) return invalid(null, 'a message is a JSON object');
  const id = isId(value['id']) ? value['id'] : null;
  if ('method' in value) {
    const reason = callProblem(value);
    return reason === undefined ? checked(value) : invalid(id, reason);
  }
  if ('result' in value || 'error' in value) {
    const reason = responseProblem(value);
    return reason === undefined ? checked(value) : { ok: false, unanswerable: reason };
  }
  return invalid(id, '"method" is missing');
}

/** A request or a notification. */
function callProblem(value: Record<string, unknown>): string | undefined {
  if (value['jsonrpc'] !== '2.0') return '"jsonrpc" must be "2.0"';
  if (typeof value['method'] !== 'string') return '"method" must be a string';
  if ('id' in value && !isId(value['id'])) return '"id" must be a string or a whole number';
  return unknownMember(value, MEMBERS.request) ?? ('params' in value ? paramsProblem(value['params']) : undefined);
}

function paramsProblem(params: unknown): string | undefined {
  if (!isObject(params)) return '"params" must be an object';
  const meta = params['_meta'];
  if (meta === undefined) return undefined;
  if (!isObject(meta)) return '"params._meta" must be an object';
  if (meta['progressToken'] !== undefined && !isId(meta['progressToken'])) {
    return '"params._meta.progressToken" must be a string or a whole number';
  }
  const related = meta['io.modelcontextprotocol/related-task'];
  return related === undefined || (isObject(related) && typeof related['taskId'] === 'string')
    ? undefined
    : '"params._meta.io.modelcontextprotocol/related-task" must have a "taskId"';
}

function responseProblem(value: Record<string, unknown>): string | undefined {
  if (value['jsonrpc'] !== '2.0') return '"jsonrpc" must be "2.0"';
  if ('result' in value) {
    if (!isId(value['id'])) return '"id" must be a string or a whole number';
    const { result } = value;
    if (!isObject(result) || !(result['_meta'] === undefined || isObject(result['_meta']))) return '"result" must be an object';
    return unknownMember(value, MEMBERS.result);
  }
  const { error } = value;
  if (value['id'] !== undefined && !isId(value['id'])) return '"id" must be a string or a whole number';
  if (!isObject(error) || !Number.isSafeInteger(error['code']) || typeof error['message'] !== 'string') {
    return '"error" must have a whole "code" and a "message"';
  }
  return unknownMember(value, MEMBERS.error);
}

function unknownMember(value: object, known: ReadonlySet<string>): string | undefined {
  for (const key of Object.keys(value)) {
    if (!known.has(key)) return `a message has no members but ${[...known].join(', ')}`;
  }
  return undefined;
}

function invalid(id: RequestId | null, reason: string): ReadMessage {
  return { ok: false, id, reason };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is RequestId {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function checked(value: object): ReadMessage {
  return { ok: true, message: value as JSONRPCMessage };
}
