import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createModelClient } from '../../src/model/client.ts';
import type { ModelSettings } from '../../src/model/providers.ts';
import { classify } from '../../src/policy/classifier/classify.ts';
import { redactText } from '../../src/policy/redaction/redact.ts';
import { visible } from '../../src/shell/visible.ts';
import { readCases } from './classifier/cases.ts';
import { startKeywordModel } from './classifier/keyword-model.ts';
import { type Judged, report } from './classifier/score.ts';

// Score: how a model answers the cases of the corpus, as the classifier asks it. The figures are for reading; it fails only when it cannot run.
// node test/proofs/classifier.ts --base-url URL --model NAME [--format openai|anthropic] [--key-env NAME] [--timeout-ms N]

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const flags = parseFlags();
const own = flags.baseUrl === undefined ? await startKeywordModel() : undefined;
if (own !== undefined) say('NO --base-url: A KEYWORD LIST STANDS IN FOR THE MODEL. THESE FIGURES PROVE THE HARNESS ONLY, NOT ANY MODEL.');
try {
  await run({
    format: flags.format,
    baseUrl: own?.baseUrl ?? flags.baseUrl ?? '',
    model: flags.model,
  });
} finally {
  await own?.close();
}

async function run(settings: ModelSettings): Promise<void> {
  const now = (): number => performance.now();
  const client = createModelClient({
    settings,
    apiKey: flags.keyEnv === undefined ? undefined : process.env[flags.keyEnv],
    now: Date.now,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    random: Math.random,
    account: () => undefined,
  });
  const { signal } = new AbortController();
  const judged: Judged[] = [];
  for (const one of readCases()) {
    const started = now();
    const said = await classify(one.input, { client, signal, timeoutMs: flags.timeoutMs, now, redact: redactText });
    judged.push({ case: one, said, ms: now() - started });
  }
  for (const line of report(judged)) say(visible(line));
}

function parseFlags() {
  const { values } = parseArgs({
    options: {
      'base-url': { type: 'string' },
      model: { type: 'string' },
      format: { type: 'string', default: 'openai' },
      'key-env': { type: 'string' },
      'timeout-ms': { type: 'string', default: '8000' },
    },
  });
  const { 'base-url': baseUrl, model, format, 'key-env': keyEnv, 'timeout-ms': timeoutMs } = values;
  if (format !== 'openai' && format !== 'anthropic') throw new Error(`--format is openai or anthropic, not ${format}`);
  if (baseUrl !== undefined && model === undefined) throw new Error('--base-url needs --model');
  if (keyEnv !== undefined && process.env[keyEnv] === undefined) throw new Error(`--key-env: ${keyEnv} is not set`);
  if (!(Number(timeoutMs) > 0)) throw new Error('--timeout-ms is a number of milliseconds');
  // A key goes only to the place that it was named with.
  return {
    baseUrl,
    model: model ?? 'keywords',
    format: baseUrl === undefined ? 'openai' : format,
    keyEnv: baseUrl === undefined ? undefined : keyEnv,
    timeoutMs: Number(timeoutMs),
  } as const;
}
