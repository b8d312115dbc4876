import type { Config } from '../config.ts';
import { createModelClient } from '../model/client.ts';
import { addCost, type Costs, costOf, NO_COSTS } from '../model/cost.ts';
import { PROVIDERS } from '../model/providers.ts';
import { resolveModel } from '../policy/classifier/model-spec.ts';
import type { Classification } from '../policy/engine/second-opinion.ts';
import { createReviewer, type Review } from '../policy/reviewer.ts';
import { readWorkspaceFile } from '../shell/workspace-file.ts';
import { CLIENT_CLOCKS, connectionOf } from './configured-model.ts';

/** What a session reviews with, and what that came to. */
export interface Reviewing {
  /** Absent when the user configured no model, or chose rules alone. */
  readonly classify: ((review: Review, signal: AbortSignal) => Promise<Classification>) | undefined;
  readonly costs: () => Costs;
}

const NOBODY: Reviewing = { classify: undefined, costs: () => NO_COSTS };

/** Bytes of the repository's instructions that are read; fewer are shown to the model. */
const CONTEXT_BYTES = 16 * 1024;

/** The model that answers before a person is asked, for one session. */
export function configuredReviewer(
  { model, classifier, classifierModel, inherited }: Config,
  workspace: string,
  log: (line: string) => void,
): Reviewing {
  if (model === undefined || classifier.engine === 'rules') return NOBODY;
  const connection = connectionOf({ model, inherited });
  if (connection === undefined) {
    log('The settings file names a model without a base_url, and a provider that is not known: rules alone decide.');
    return NOBODY;
  }
  const { provider, settings, apiKey } = connection;
  /** Names of models have colons, too: what the settings name is of their own provider. */
  const ofProvider = (name: string | undefined): string | undefined =>
    name === undefined || name.trim() === '' || name.startsWith(`${provider}:`) || /^:|:$/.test(name) ? name : `${provider}:${name}`;
  const named = [model.model, model.smallModel, classifier.model];
  /** A repository can set flags and variables: they choose among the models that the user named. */
  const heeded = (name: string | undefined): string | undefined => (named.includes(name) ? name : undefined);
  for (const [from, name] of Object.entries(classifierModel))
    if (name !== undefined && name.trim() !== '' && !named.includes(name))
      log(`The ${from} names the classifier's model ${JSON.stringify(name)}, which the settings file does not: it is not asked.`);
  let costs = NO_COSTS;
  const client = createModelClient({
    settings,
    apiKey,
    ...CLIENT_CLOCKS,
    account: (role, usage, asked) => {
      costs = addCost(costs, { role, usage, usd: costOf(asked, usage, model.prices) });
    },
  });
  const classify = createReviewer({
    client,
    model: () =>
      resolveModel({
        flag: ofProvider(heeded(classifierModel.flag)),
        environment: ofProvider(heeded(classifierModel.environment)),
        settings: ofProvider(classifier.model),
        main: ofProvider(model.smallModel ?? model.model),
      }),
    provider,
    timeoutMs: classifier.timeoutMs,
    projectContext: async () => {
      const read = await readWorkspaceFile(workspace, 'AGENTS.md', CONTEXT_BYTES);
      return read.ok ? read.text : undefined;
    },
    now: performance.now.bind(performance),
    log,
  });
  return { classify, costs: () => costs };
}

/** Names of variables that hold the key of the configured model: no command gets them. */
export function keyNames({ model }: Config): readonly string[] {
  const usual = model?.provider === undefined ? undefined : PROVIDERS[model.provider]?.apiKeyEnv;
  return [model?.apiKeyEnv, usual].filter((name) => name !== undefined);
}
