import { LOOP, type LoopStatus } from '../assurance/roster.ts';

/** What the settings say of a model; `undefined` when they name none. */
export interface ConfiguredModel {
  readonly model: string;
  readonly smallModel: string | undefined;
  readonly priced: boolean;
  /** Why it can not be used; our own words. */
  readonly problem: string | undefined;
}

const UNCONFIGURED =
  'no model is configured; a person names one in the settings file: {"model": {"provider": "…", "model": "…"}}, with the key in the provider\'s variable';

/** What there is of our own loop. Its tools are ours, so nothing has to be proven of it. */
export function loopStatus(configured: ConfiguredModel | undefined): LoopStatus {
  const { model = '', smallModel, priced = false } = configured ?? {};
  const about = { kind: 'loop', id: LOOP, model, priced, models: smallModel === undefined ? {} : { fast: smallModel } } as const;
  const problem = configured === undefined ? UNCONFIGURED : configured.problem;
  return problem === undefined
    ? { ...about, level: 'caged', why: `its only tools are gated; the model is ${model}` }
    : { ...about, why: problem };
}
