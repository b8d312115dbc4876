import type { Stream } from '../shell/process/output.ts';
import type { ResourceRef } from '../tools/resources.ts';

const OUTPUT_STREAMS: readonly Stream[] = ['stdout', 'stderr', 'combined'];

const SCHEME = 'bailiwick://';
/** Also the most that one read gives. */
const MAX_BYTES = 64 * 1024;
const TASK_OUTPUT = /^tasks\/([^/?#]+)\/output(?:\?([^#]*))?$/;

export const OUTPUT_TEMPLATE = `${SCHEME}tasks/{id}/output{?stream,from,max}`;

export type ParsedUri =
  | { readonly kind: 'ref'; readonly ref: ResourceRef }
  /** Ours, but with a parameter that cannot be. Says nothing about whether the task exists. */
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'unknown' };

/** What a URI names. Ids are taken as they are: whoever knows the tasks knows whether one has it. */
export function parseResourceUri(uri: string): ParsedUri {
  if (!uri.startsWith(SCHEME)) return { kind: 'unknown' };
  const path = uri.slice(SCHEME.length);
  switch (path) {
    case 'session':
    case 'policy':
    case 'todos':
    case 'tasks':
      return { kind: 'ref', ref: { kind: path } };
  }
  const [, taskId, query] = TASK_OUTPUT.exec(path) ?? [];
  return taskId === undefined ? { kind: 'unknown' } : parseOutput(taskId, new URLSearchParams(query));
}

function parseOutput(taskId: string, query: URLSearchParams): ParsedUri {
  for (const name of query.keys()) {
    if (!['stream', 'from', 'max'].includes(name)) return invalid('an output has the parameters stream, from and max');
  }
  const stream = query.get('stream') ?? 'combined';
  if (!isStream(stream)) return invalid(`"stream" is one of ${OUTPUT_STREAMS.join(', ')}`);
  const from = bytes(query.get('from') ?? '0');
  const max = bytes(query.get('max') ?? String(MAX_BYTES));
  if (from === undefined || max === undefined) return invalid('"from" and "max" are whole numbers of bytes');
  return { kind: 'ref', ref: { kind: 'output', taskId, stream, from, max: Math.min(max, MAX_BYTES) } };
}

export function formatResourceUri(ref: ResourceRef): string {
  return ref.kind === 'output' ? `${SCHEME}tasks/${ref.taskId}/output` : `${SCHEME}${ref.kind}`;
}

function invalid(reason: string): ParsedUri {
  return { kind: 'invalid', reason };
}

function isStream(name: string): name is Stream {
  return OUTPUT_STREAMS.some((stream) => stream === name);
}

function bytes(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
