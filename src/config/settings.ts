import * as z from 'zod';
import { once } from '../once.ts';
import { ACCESS_LEVELS, type Access, PRESETS, type Preset } from '../policy/action.ts';
import { type AgentSettings, agentFields, agentSettings, narrowingOnly } from './agent-settings.ts';
import { repeatedKeys } from './repeated-keys.ts';

export const MODEL_FORMATS = ['openai', 'anthropic'] as const;
/** The narrower first: rules alone, or a model before a person. */
export const ENGINES = ['rules', 'llm'] as const;

const fields = once(() => {
  // US dollars for a million tokens. A negative one would make a budget grow.
  const price = z.number().nonnegative();
  return {
    access: z.enum(ACCESS_LEVELS).optional(),
    preset: z.enum(PRESETS).optional(),
    workspaces: z.array(z.string().min(1)).optional(),
    env: z.strictObject({ drop: z.array(z.string().min(1)).optional() }).optional(),
    api_key_env: z.array(z.string().min(1)).optional(),
    model: z
      .strictObject({
        provider: z.string().min(1).optional(),
        base_url: z.url().optional(),
        format: z.enum(MODEL_FORMATS).optional(),
        api_key_env: z.string().min(1).optional(),
        model: z.string().min(1),
        small_model: z.string().min(1).optional(),
        context_tokens: z.int().min(4_096).max(10_000_000).optional(),
        prices: z.record(z.string(), z.strictObject({ input: price, cached_input: price.optional(), output: price })).optional(),
      })
      .optional(),
    agents: agentFields().optional(),
    classifier: z
      .strictObject({
        engine: z.enum(ENGINES).optional(),
        model: z.string().optional(),
        timeout_ms: z.int().min(1).max(60_000).optional(),
        window_ms: z.int().min(0).max(60_000).optional(),
      })
      .optional(),
  };
});
const settingsSchema = once(() => z.strictObject(fields()));

/** The model that a person has configured; read from the user's own settings file only. */
export interface ModelSettings {
  readonly provider?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly format?: (typeof MODEL_FORMATS)[number] | undefined;
  /** The name of the environment variable that holds the key. */
  readonly apiKeyEnv?: string | undefined;
  readonly model: string;
  readonly smallModel?: string | undefined;
  /** Tokens that it can see at once. */
  readonly contextTokens?: number | undefined;
  /** US dollars for a million tokens, by model. */
  readonly prices: Readonly<Record<string, { readonly input: number; readonly cachedInput?: number | undefined; readonly output: number }>>;
}

/** How the classifier is used. */
export interface ClassifierSettings {
  readonly engine?: (typeof ENGINES)[number] | undefined;
  readonly model?: string | undefined;
  readonly timeoutMs?: number | undefined;
  readonly windowMs?: number | undefined;
}

/** What a settings file states; each part is absent or empty when it states nothing about it. */
export interface Stated {
  readonly access?: Access;
  readonly preset?: Preset;
  /** One list, as written, when the file has one: `~/` stands for the home directory. */
  readonly workspaceLists: readonly (readonly string[])[];
  /** Environment variables that commands never get. */
  readonly drop: readonly string[];
  readonly model?: ModelSettings;
  readonly classifier?: ClassifierSettings;
  readonly agents?: AgentSettings;
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
    // Some editors begin a file with a mark of its encoding.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // Nobody can tell what it was to narrow.
    return { stated: { ...NOTHING, preset: 'strict' }, problem: 'it is not JSON, so the preset is strict' };
  }
  const repeated = repeatedKeys(text);
  if (repeated.length > 0) {
    // Nobody can tell which of them was meant.
    const names = repeated.map((key) => JSON.stringify(key)).join(', ');
    return {
      stated: { ...NOTHING, preset: 'strict' },
      problem: `${names} stands there twice, so nothing of it counts and the preset is strict`,
    };
  }
  const whole = settingsSchema().safeParse(value);
  if (whole.success) return { stated: state(whole.data) };
  const problem = whole.error.issues
    .map((issue) => [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': '))
    .join('; ');
  const record = z.record(z.string(), z.unknown()).safeParse(value);
  return { stated: record.success ? state(salvage(record.data)) : NOTHING, problem };
}

type Settings = z.output<ReturnType<typeof settingsSchema>>;

/** Each field by itself. A list that is not understood as a whole permits nothing, so it becomes the empty list. */
function salvage(record: Readonly<Record<string, unknown>>): Settings {
  const known = fields();
  const access = known.access.safeParse(record['access']);
  const preset = known.preset.safeParse(record['preset']);
  const workspaces = known.workspaces.safeParse(record['workspaces']);
  const env = known.env.safeParse(record['env']);
  const keys = known.api_key_env.safeParse(record['api_key_env']);
  const model = known.model.safeParse(record['model']);
  const classifier = known.classifier.safeParse(record['classifier']);
  return {
    access: access.data,
    preset: preset.data,
    workspaces: workspaces.success ? workspaces.data : [],
    env: env.data,
    api_key_env: keys.data,
    model: model.data,
    classifier: classifier.data,
    agents: narrowingOnly(record['agents']),
  };
}

function state(settings: Settings): Stated {
  const { model, classifier } = settings;
  const agents = agentSettings(settings.agents);
  return {
    ...(agents === undefined ? {} : { agents }),
    ...(settings.access === undefined ? {} : { access: settings.access }),
    ...(settings.preset === undefined ? {} : { preset: settings.preset }),
    workspaceLists: settings.workspaces === undefined ? [] : [settings.workspaces],
    drop: [
      ...(settings.env?.drop ?? []),
      ...(settings.api_key_env ?? []),
      ...(model?.api_key_env === undefined ? [] : [model.api_key_env]),
    ],
    ...(model === undefined
      ? {}
      : {
          model: {
            provider: model.provider,
            baseUrl: model.base_url,
            format: model.format,
            apiKeyEnv: model.api_key_env,
            model: model.model,
            smallModel: model.small_model,
            contextTokens: model.context_tokens,
            prices: Object.fromEntries(
              Object.entries(model.prices ?? {}).map(([name, { input, cached_input: cachedInput, output }]) => [
                name,
                { input, cachedInput, output },
              ]),
            ),
          },
        }),
    ...(classifier === undefined
      ? {}
      : {
          classifier: {
            engine: classifier.engine,
            model: classifier.model,
            timeoutMs: classifier.timeout_ms,
            windowMs: classifier.window_ms,
          },
        }),
  };
}
