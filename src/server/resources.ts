import type { ListResourcesResult, ListResourceTemplatesResult, ReadResourceResult } from '@modelcontextprotocol/server';
import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { Session } from '../session/session.ts';
import { visible } from '../shell/visible.ts';
import type { ResourceRef } from '../tools/resource-ref.ts';
import type { ResourceSource } from './app-port.ts';
import { formatResourceUri, OUTPUT_TEMPLATE, pageTemplate, parseResourceUri, REPORT_TEMPLATE } from './resource-uri.ts';

/** Tells which part of an output a text is. */
const RANGE_META_KEY = 'io.github.bailiwick/range';

const MAX_URI_SHOWN = 200;

const FIXED = [
  { uri: 'bailiwick://session', name: 'session', title: 'This session', description: 'Workspace, access, preset, sandbox level' },
  {
    uri: 'bailiwick://policy',
    name: 'policy',
    title: 'Policy',
    description: 'What is allowed, asked and denied here, and the grants given',
  },
  { uri: 'bailiwick://todos', name: 'todos', title: 'Plan', description: 'The todo list of this session' },
  { uri: 'bailiwick://tasks', name: 'tasks', title: 'Tasks', description: 'The background tasks of this session' },
].map((resource) => ({ ...resource, mimeType: 'application/json' }));

/** A session that is not open has no tasks, so listing opens none. */
export async function listResources(source: ResourceSource, session: Session | undefined): Promise<ListResourcesResult> {
  const tasks = session === undefined ? [] : await source.tasks(session);
  const outputs = tasks.map(({ id, title }) => ({
    uri: formatResourceUri({ kind: 'output', taskId: id, stream: 'combined', from: 0, max: 0 }),
    name: `output of ${id}`,
    title,
    mimeType: 'text/plain',
  }));
  return { resources: [...FIXED, ...outputs] };
}

export function listResourceTemplates(): ListResourceTemplatesResult {
  return {
    resourceTemplates: [
      {
        uriTemplate: OUTPUT_TEMPLATE,
        name: 'task output',
        title: 'Output of a task',
        description: 'What a task wrote: stream is stdout, stderr or combined; from and max are bytes, at most 65536 at once',
        mimeType: 'text/plain',
      },
      {
        uriTemplate: REPORT_TEMPLATE,
        name: 'task report',
        title: 'Report of a task',
        description: 'What a task ran, changed and was refused, who held it and how it ended: format is markdown or html',
        mimeType: 'text/markdown',
      },
      {
        uriTemplate: pageTemplate('diff'),
        name: 'task diff',
        title: 'Patch of a task',
        description: 'What a child in a work tree of its own changed: from and max are bytes',
        mimeType: 'text/x-diff',
      },
      {
        uriTemplate: pageTemplate('events'),
        name: 'task events',
        title: 'Journal of a task',
        description: 'Everything that a child did, one JSON object a line: from and max are bytes',
        mimeType: 'application/x-ndjson',
      },
      {
        uriTemplate: pageTemplate('transcript'),
        name: 'task transcript',
        title: 'Transcript of a task',
        description: 'What a child said and did, in order: from and max are bytes',
        mimeType: 'text/plain',
      },
    ],
  };
}

/** What a URI names. Throws the protocol's errors: not found, or what is wrong with a parameter. */
export function resolveUri(uri: string): ResourceRef {
  const parsed = parseResourceUri(uri);
  if (parsed.kind === 'ref') return parsed.ref;
  if (parsed.kind === 'unknown') throw notFound(uri);
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Invalid resource URI: ${parsed.reason}`, { reason: parsed.reason });
}

/** Throws not found for a task of another session exactly as for one that never was. */
export async function readResource(source: ResourceSource, session: Session, uri: string, ref: ResourceRef): Promise<ReadResourceResult> {
  const content = await source.read(session, ref);
  if (content === undefined) throw notFound(uri);
  const { mimeType, text, range } = content;
  return { contents: [{ uri, mimeType, text, ...(range === undefined ? {} : { _meta: { [RANGE_META_KEY]: range } }) }] };
}

/** Throws not found like `readResource`, and reads no output. */
export async function checkResource(source: ResourceSource, session: Session, uri: string, ref: ResourceRef): Promise<void> {
  if (!('taskId' in ref)) return;
  const probe = { kind: 'output', taskId: ref.taskId, stream: 'combined', from: 0, max: 0 } as const;
  if ((await source.read(session, probe)) === undefined) throw notFound(uri);
}

function notFound(uri: string): ResourceNotFoundError {
  return new ResourceNotFoundError(uri, `Resource not found: ${visible(uri.slice(0, MAX_URI_SHOWN))}`);
}
