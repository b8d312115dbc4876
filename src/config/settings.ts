import * as z from 'zod';
import { ACCESS_LEVELS, type Access, PRESETS, type Preset } from '../policy/action.ts';

const fields = {
  access: z.enum(ACCESS_LEVELS).optional(),
  preset: z.enum(PRESETS).optional(),
  workspaces: z.array(z.string().min(1)).optional(),
  env: z.strictObject({ drop: z.array(z.string().min(1)).optional() }).optional(),
  api_key_env: z.array(z.string().min(1)).optional(),
};
const settingsSchema = z.strictObject(fields);

/** What a settings file states; each part is absent or empty when it states nothing about it. */
export interface Stated {
  readonly access?: Access;
  readonly preset?: Preset;
  /** One list, as written, when the file has one: `~/` stands for the home directory. */
  readonly workspaceLists: readonly (readonly string[])[];
  /** Environment variables that commands never get. */
  readonly drop: readonly string[];
}

export interface ReadSettings {
  readonly stated: Stated;
  /** What is wrong with the file: for the person, since it quotes the file. */
  readonly problem?: string;
}

const NOTHING: Stated = { workspaceLists: [], drop: [] };

/**
 * Reads one settings file.
 * @param text the file's text, `undefined` when there is no file
 * @returns what it states. Of a file that does not fit the schema, `problem` says why, and each field that is understood by itself is
 * still stated, for a person's narrower bound must not be lost to a slip elsewhere; the caller must not widen anything with it.
 */
export function readSettings(text: string | undefined): ReadSettings {
  if (text === undefined) return { stated: NOTHING };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { stated: NOTHING, problem: 'it is not JSON' };
  }
  const whole = settingsSchema.safeParse(value);
  if (whole.success) return { stated: state(whole.data) };
  const problem = whole.error.issues
    .map((issue) => [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': '))
    .join('; ');
  const record = z.record(z.string(), z.unknown()).safeParse(value);
  return { stated: record.success ? state(salvage(record.data)) : NOTHING, problem };
}

type Settings = z.output<typeof settingsSchema>;

/** Each field by itself. A list that is not understood as a whole permits nothing, so it becomes the empty list. */
function salvage(record: Readonly<Record<string, unknown>>): Settings {
  const access = fields.access.safeParse(record['access']);
  const preset = fields.preset.safeParse(record['preset']);
  const workspaces = fields.workspaces.safeParse(record['workspaces']);
  const env = fields.env.safeParse(record['env']);
  const keys = fields.api_key_env.safeParse(record['api_key_env']);
  return {
    access: access.data,
    preset: preset.data,
    workspaces: workspaces.success ? workspaces.data : [],
    env: env.data,
    api_key_env: keys.data,
  };
}

function state(settings: Settings): Stated {
  return {
    ...(settings.access === undefined ? {} : { access: settings.access }),
    ...(settings.preset === undefined ? {} : { preset: settings.preset }),
    workspaceLists: settings.workspaces === undefined ? [] : [settings.workspaces],
    drop: [...(settings.env?.drop ?? []), ...(settings.api_key_env ?? [])],
  };
}
