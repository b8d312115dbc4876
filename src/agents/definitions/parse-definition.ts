import path from 'node:path';
import { ACCESS_LEVELS, type Access } from '../../policy/action.ts';
import type { Definition } from './definition.ts';
import { type FieldValue, NotUnderstood } from './field.ts';
import { readFrontMatter } from './front-matter.ts';
import { readTomlFields } from './toml-fields.ts';
import { kindsOf } from './tool-kinds.ts';

/** Whose files they are: each has its own fields. */
const FORMATS = ['bailiwick', 'claude', 'codex'] as const;
export type Format = (typeof FORMATS)[number];

export type Described = Omit<Definition, 'file' | 'real' | 'sha256'>;

export type ParsedDefinition =
  | { readonly ok: true; readonly described: Described }
  /** Our own words and foreign ones. */
  | { readonly ok: false; readonly problem: string };

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
const AGENT = /^[a-z0-9][a-z0-9-]{0,39}$/;
const MODEL = /^[\w.:/@[\]-]{1,100}$/;
/** Names of children that are no definitions. */
const OURS = ['shell', 'loop', 'model'];

const SANDBOXES: Readonly<Record<string, Access>> = {
  'read-only': 'read-only',
  'workspace-write': 'workspace-write',
  'danger-full-access': 'full',
};

/** What is known of each format, and what of it changes nothing that matters here. */
const KNOWN: Readonly<Record<Format, readonly string[]>> = {
  bailiwick: ['name', 'description', 'tools', 'model', 'access', 'agent'],
  claude: ['name', 'description', 'tools', 'model', 'color'],
  codex: [
    'name',
    'description',
    'developer_instructions',
    'instructions',
    'model',
    'sandbox_mode',
    'model_reasoning_effort',
    'nickname_candidates',
  ],
};

/**
 * Reads the text of a definition. What is not understood could be what narrows it, so then none of it counts.
 * @param known whether a name is that of an agent, which no definition may take
 */
export function parseDefinition(format: Format, file: string, text: string, known: (id: string) => boolean): ParsedDefinition {
  const read = format === 'codex' ? readTomlFields(text) : readFrontMatter(text);
  if (!read.ok) return read;
  try {
    return { ok: true, described: described(format, file, read, known) };
  } catch (error) {
    if (error instanceof NotUnderstood) return { ok: false, problem: error.message };
    throw error;
  }
}

function described(
  format: Format,
  file: string,
  { fields, body }: { readonly fields: ReadonlyMap<string, FieldValue>; readonly body: string },
  known: (id: string) => boolean,
): Described {
  for (const name of fields.keys())
    if (!KNOWN[format].includes(name)) throw new NotUnderstood(`its field "${name}" is not understood here`);
  const text = (field: string): string | undefined => {
    const value = fields.get(field);
    if (value !== undefined && typeof value !== 'string') throw new NotUnderstood(`"${field}" is a list, and should be one text`);
    return value;
  };
  const fitting = (field: string, pattern: RegExp): string | undefined => {
    const value = text(field);
    if (value !== undefined && !pattern.test(value)) throw new NotUnderstood(`"${field}" is none that could be meant`);
    return value;
  };
  const name = fitting('name', NAME) ?? path.basename(file, path.extname(file));
  if (!NAME.test(name)) throw new NotUnderstood('its name has other signs than letters, digits, ".", "_" and "-"');
  if (OURS.includes(name.toLowerCase()) || known(name) || known(name.toLowerCase()))
    throw new NotUnderstood(`its name is that of the agent ${name.toLowerCase()}`);
  const model = fitting('model', MODEL);
  const tools = fields.get('tools');
  return {
    name,
    description: text('description') ?? '',
    instructions: format === 'codex' ? (text('developer_instructions') ?? text('instructions') ?? '') : body,
    access: format === 'codex' ? oneOf('sandbox_mode', text('sandbox_mode'), SANDBOXES) : oneOf('access', text('access'), LEVELS),
    // The model of whoever asks is what a child gets anyway.
    model: model === 'inherit' ? undefined : model,
    only: tools === undefined ? undefined : kindsOf(typeof tools === 'string' ? tools.split(',').map((tool) => tool.trim()) : tools),
    base: format === 'bailiwick' ? fitting('agent', AGENT) : format,
  };
}

const LEVELS: Readonly<Record<string, Access>> = Object.fromEntries(ACCESS_LEVELS.map((level) => [level, level]));

function oneOf(field: string, value: string | undefined, meanings: Readonly<Record<string, Access>>): Access | undefined {
  if (value === undefined) return undefined;
  const meant = Object.hasOwn(meanings, value) ? meanings[value] : undefined;
  if (meant === undefined) throw new NotUnderstood(`"${field}" is none of ${Object.keys(meanings).join(', ')}`);
  return meant;
}
