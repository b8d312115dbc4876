import { parseArgs } from 'node:util';
import type { MODEL_FORMATS } from '../../../src/config/settings.ts';

/** A model that somebody else runs. */
export interface RealModel {
  readonly baseUrl: string;
  readonly model: string;
  readonly format: (typeof MODEL_FORMATS)[number];
  readonly apiKeyEnv: string | undefined;
}

export interface Flags {
  /** Absent: the scripted model. */
  readonly real: RealModel | undefined;
  /** The scripted model says that it is done and does nothing. */
  readonly lazy: boolean;
  /** Which wire the scripted model speaks. */
  readonly format: RealModel['format'];
  readonly only: readonly string[] | undefined;
  readonly json: boolean;
  readonly keep: boolean;
  /** For each task. */
  readonly wallMs: number;
  /** With fewer passed tasks the proof fails; `undefined` for all with the scripted model, and none with a real one. */
  readonly atLeast: number | undefined;
}

export const USAGE =
  'node test/proofs/loop.ts [--base-url URL --model NAME [--api-key-env NAME]] [--format openai|anthropic] [--only id,…] [--at-least N] [--minutes N] [--lazy] [--json] [--keep]';

/** Throws what is wrong, in the user's words. */
export function readFlags(argv: readonly string[], env: NodeJS.ProcessEnv): Flags {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'base-url': { type: 'string' },
      model: { type: 'string' },
      format: { type: 'string', default: 'openai' },
      'api-key-env': { type: 'string' },
      only: { type: 'string' },
      'at-least': { type: 'string' },
      minutes: { type: 'string', default: '10' },
      lazy: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const { 'base-url': baseUrl, model, format, 'api-key-env': apiKeyEnv, only, 'at-least': atLeast, minutes, lazy, json, keep } = values;
  if (format !== 'openai' && format !== 'anthropic') throw new Error(`--format is openai or anthropic, not ${format}`);
  if ((baseUrl === undefined) !== (model === undefined)) throw new Error('--base-url and --model go together');
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) throw new Error('--base-url is an address, e.g. http://127.0.0.1:8080/v1');
  if (baseUrl === undefined && apiKeyEnv !== undefined) throw new Error('--api-key-env goes with --base-url');
  if (apiKeyEnv !== undefined && env[apiKeyEnv] === undefined) throw new Error(`--api-key-env: ${apiKeyEnv} is not set`);
  if (lazy && baseUrl !== undefined) throw new Error('--lazy is for the scripted model; it goes without --base-url');
  if (!(Number(minutes) > 0)) throw new Error('--minutes is a number above 0');
  if (atLeast !== undefined && !/^\d+$/.test(atLeast)) throw new Error('--at-least is a number of tasks');
  return {
    real: baseUrl === undefined || model === undefined ? undefined : { baseUrl, model, format, apiKeyEnv },
    lazy,
    format,
    only: only?.split(','),
    json,
    keep,
    wallMs: Math.round(Number(minutes) * 60_000),
    atLeast: atLeast === undefined ? undefined : Number(atLeast),
  };
}
