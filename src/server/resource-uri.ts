import type { Stream } from '../shell/process/output.ts';
import { REPORT_FORMATS, type ResourceRef, TASK_PAGES } from '../tools/resource-ref.ts';

const OUTPUT_STREAMS: readonly Stream[] = ['stdout', 'stderr', 'combined'];

const SCHEME = 'bailiwick://';
/** Also the most that one read gives. */
const MAX_BYTES = 64 * 1024;
const TASK_PART = /^tasks\/([^/?#]+)\/([a-z]+)(?:\?([^#]*))?$/;

export const OUTPUT_TEMPLATE = `${SCHEME}tasks/{id}/output{?stream,from,max}`;
export const REPORT_TEMPLATE = `${SCHEME}tasks/{id}/report{?format}`;
export const pageTemplate = (kind: (typeof TASK_PAGES)[number]): string => `${SCHEME}tasks/{id}/${kind}{?from,max}`;

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
  const [, taskId = '', part, query] = TASK_PART.exec(path) ?? [];
  const given = new URLSearchParams(query);
  if (part === 'output') return parseOutput(taskId, given);
  if (part === 'report') return parseReport(taskId, given);
  const page = TASK_PAGES.find((kind) => kind === part);
  return page === undefined ? { kind: 'unknown' } : parsePage(page, taskId, given);
}

function parseOutput(taskId: string, given: URLSearchParams): ParsedUri {
  if (hasOthers(given, ['stream', 'from', 'max'])) return invalid('an output has the parameters stream, from and max');
  const stream = OUTPUT_STREAMS.find((name) => name === (given.get('stream') ?? 'combined'));
  if (stream === undefined) return invalid(`"stream" is one of ${OUTPUT_STREAMS.join(', ')}`);
  const range = rangeOf(given);
  return range === undefined ? invalid(NO_RANGE) : { kind: 'ref', ref: { kind: 'output', taskId, stream, ...range } };
}

function parseReport(taskId: string, given: URLSearchParams): ParsedUri {
  if (hasOthers(given, ['format'])) return invalid('a report has the parameter format');
  const format = REPORT_FORMATS.find((name) => name === (given.get('format') ?? 'markdown'));
  if (format === undefined) return invalid(`"format" is one of ${REPORT_FORMATS.join(', ')}`);
  return { kind: 'ref', ref: { kind: 'report', taskId, format } };
}

function parsePage(kind: (typeof TASK_PAGES)[number], taskId: string, given: URLSearchParams): ParsedUri {
  if (hasOthers(given, ['from', 'max'])) return invalid(`${kind} has the parameters from and max`);
  const range = rangeOf(given);
  return range === undefined ? invalid(NO_RANGE) : { kind: 'ref', ref: { kind, taskId, ...range } };
}

export function formatResourceUri(ref: ResourceRef): string {
  return 'taskId' in ref ? `${SCHEME}tasks/${ref.taskId}/${ref.kind}` : `${SCHEME}${ref.kind}`;
}

function invalid(reason: string): ParsedUri {
  return { kind: 'invalid', reason };
}

function hasOthers(given: URLSearchParams, known: readonly string[]): boolean {
  return [...given.keys()].some((name) => !known.includes(name));
}

const NO_RANGE = '"from" and "max" are whole numbers of bytes';

function rangeOf(given: URLSearchParams): { readonly from: number; readonly max: number } | undefined {
  const from = bytes(given.get('from') ?? '0');
  const max = bytes(given.get('max') ?? String(MAX_BYTES));
  return from === undefined || max === undefined ? undefined : { from, max: Math.min(max, MAX_BYTES) };
}

function bytes(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
