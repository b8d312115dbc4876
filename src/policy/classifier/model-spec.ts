import { visible } from '../../shell/visible.ts';

/** `provider:model`, or a model alone. */
export interface ModelSpec {
  readonly provider: string | undefined;
  readonly model: string;
}

export type ParsedSpec = { readonly ok: true; readonly spec: ModelSpec } | { readonly ok: false; readonly problem: string };

/** Takes `model` or `provider:model`; everything after the first colon is the model's name. */
export function parseModelSpec(text: string): ParsedSpec {
  const written = text.trim();
  const colon = written.indexOf(':');
  const provider = colon === -1 ? undefined : written.slice(0, colon).trim();
  const model = written.slice(colon + 1).trim();
  if (provider === '' || model === '') return { ok: false, problem: `"${visible(text)}" is neither a model nor provider:model` };
  return { ok: true, spec: { provider, model } };
}

/** Where a model can be named, the strongest first. */
const LAYERS = ['flag', 'environment', 'session', 'settings', 'main'] as const;
export type ModelLayer = (typeof LAYERS)[number];

export type ResolvedModel =
  | { readonly kind: 'model'; readonly layer: ModelLayer; readonly spec: ModelSpec }
  | { readonly kind: 'malformed'; readonly layer: ModelLayer; readonly problem: string }
  | { readonly kind: 'none' };

/**
 * The model of the strongest layer that says anything; blank is silence. A layer that says something malformed is an error and never
 * skipped: whoever wrote it meant another model than the one below.
 */
export function resolveModel(layers: { readonly [layer in ModelLayer]?: string | undefined }): ResolvedModel {
  for (const layer of LAYERS) {
    const text = layers[layer];
    if (text === undefined || text.trim() === '') continue;
    const parsed = parseModelSpec(text);
    return parsed.ok ? { kind: 'model', layer, spec: parsed.spec } : { kind: 'malformed', layer, problem: parsed.problem };
  }
  return { kind: 'none' };
}
