import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopModel } from '../agents/loop/loop-model.ts';
import { type ConfiguredModel, loopStatus } from '../agents/loop/loop-status.ts';
import type { Config } from '../config.ts';
import { createModelClient, type ModelClientOptions } from '../model/client.ts';
import { costOf } from '../model/cost.ts';
import { endpoint } from '../model/endpoint.ts';
import { PROVIDERS } from '../model/providers.ts';

type ModelConfig = Pick<Config, 'model' | 'inherited'>;

/** What the user's settings say of a model, complete. */
export interface Connection extends Pick<ModelClientOptions, 'settings' | 'apiKey'> {
  /** As the settings call it. */
  readonly provider: string;
}

/** What a client of the configured model is made from; `undefined` when none is named, or nobody knows where it is. */
export function connectionOf({ model, inherited }: ModelConfig): Connection | undefined {
  if (model === undefined) return undefined;
  const preset = model.provider === undefined ? undefined : PROVIDERS[model.provider];
  const baseUrl = model.baseUrl ?? preset?.baseUrl;
  if (baseUrl === undefined) return undefined;
  const apiKeyEnv = model.apiKeyEnv ?? preset?.apiKeyEnv;
  return {
    provider: model.provider ?? 'custom',
    settings: { format: model.format ?? preset?.format ?? 'openai', baseUrl, model: model.model },
    apiKey: apiKeyEnv === undefined ? undefined : inherited[apiKeyEnv],
  };
}

/** The clocks of this machine, for a client. */
export const CLIENT_CLOCKS: Pick<ModelClientOptions, 'now' | 'sleep' | 'random'> = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
};

/** Tokens that a model of today can at least see at once; `model.context_tokens` says better. */
const CONTEXT_TOKENS = 128_000;

/** The model of our own loop; `undefined` when none can be used. */
export function loopModelOf(config: ModelConfig): LoopModel | undefined {
  const { model } = config;
  const connection = connectionOf(config);
  if (model === undefined || connection === undefined || problemOf(config, connection) !== undefined) return undefined;
  const { settings, apiKey } = connection;
  return {
    model: model.model,
    smallModel: model.smallModel,
    contextTokens: model.contextTokens ?? CONTEXT_TOKENS,
    connect: (account) =>
      createModelClient({
        settings,
        apiKey,
        ...CLIENT_CLOCKS,
        account: (role, usage, asked) => account(role, usage, costOf(asked, usage, model.prices)),
      }),
  };
}

/** What there is of our own loop on this machine. */
export function loopStatusOf(config: ModelConfig): ReturnType<typeof loopStatus> {
  return loopStatus(configured(config));
}

function configured(config: ModelConfig): ConfiguredModel | undefined {
  const { model } = config;
  if (model === undefined) return undefined;
  const priced = Object.hasOwn(model.prices, model.model);
  return { model: model.model, smallModel: model.smallModel, priced, problem: problemOf(config, connectionOf(config)) };
}

/** Why the configured model can not be used; our own words. */
function problemOf({ model, inherited }: ModelConfig, connection: Connection | undefined): string | undefined {
  if (connection === undefined) return 'the settings name a model without a `base_url`, and a provider that is not known';
  const place = endpoint(connection.settings, connection.apiKey);
  if (!place.ok) return place.problem;
  const name = model?.apiKeyEnv ?? (model?.provider === undefined ? undefined : PROVIDERS[model.provider]?.apiKeyEnv);
  return name !== undefined && (inherited[name] ?? '') === ''
    ? `the variable ${name}, which is to hold the key of its model, is not set`
    : undefined;
}
