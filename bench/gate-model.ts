import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createModelClient } from '../src/model/client.ts';
import type { ModelCall } from '../src/model/model.ts';
import type { Audit } from '../src/policy/trail.ts';
import type { Store } from '../src/store/store.ts';
import { actionIn, gateOf, reviewingBy, type Site } from './gate-world.ts';
import { median, quantile, type Row, row } from './measure.ts';

/** A command that the preset asks about and a classifier may answer. */
const COMMAND = 'npm install left-pad';
const WARM_CALLS = 300;

/** What asking a classifier costs on top of the model: a local one that takes no time, in a thread of its own. */
export async function modelRows(
  site: Site,
  { store, audit, calls }: { readonly store: Store; readonly audit: Audit; readonly calls: number },
): Promise<Row[]> {
  const worker = new Worker(join(import.meta.dirname, 'gate-model-server.ts'));
  try {
    const [port] = (await once(worker, 'message')) as [number];
    return await measured(site, { store, audit, calls, baseUrl: `http://127.0.0.1:${port}/v1` });
  } finally {
    await worker.terminate();
  }
}

async function measured(
  site: Site,
  { store, audit, calls, baseUrl }: { readonly store: Store; readonly audit: Audit; readonly calls: number; readonly baseUrl: string },
): Promise<Row[]> {
  const gate = gateOf(site, { store, audit, reviewing: reviewingBy(site, baseUrl) });
  const { signal } = new AbortController();
  const authorize = async (): Promise<void> => {
    const { decision, verdict } = await gate.authorize(actionIn(site, COMMAND), { signal });
    if (decision !== 'allow' || verdict.rule !== 'classifier:allow') throw new Error(`${decision} by ${verdict.rule}: ${verdict.reason}`);
  };
  await authorize();
  const body = await (await fetch(baseUrl)).text();
  const asked = JSON.parse(body) as { messages: { role: string; content: string }[]; max_tokens: number };
  const [system, user] = asked.messages;
  const call: ModelCall = {
    role: 'classifier',
    system: system?.content ?? '',
    messages: [{ role: 'user', text: user?.content ?? '' }],
    maxTokens: asked.max_tokens,
    temperature: 0,
  };
  const client = createModelClient({
    settings: { format: 'openai', baseUrl, model: 'scripted' },
    apiKey: undefined,
    now: Date.now,
    sleep: (ms, stop) => sleep(ms, undefined, { signal: stop }),
    random: Math.random,
    account: () => {},
  });
  const bare = async (): Promise<void> => {
    const reply = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!(await reply.text()).includes('<block>')) throw new Error('the model did not answer');
  };
  const throughClient = async (): Promise<void> => {
    const result = await client.complete(call, { signal, timeoutMs: 8000, retries: 0 });
    if (!result.ok) throw new Error(result.failure.message);
  };
  const times = await inTurns({ bare, throughClient, authorize }, calls);
  const bareP50 = median(times.bare);
  const label = 'bare fetch of the same bytes';
  return [
    row('model client, added p50', median(times.throughClient), label, bareP50, 'us', undefined, 'difference'),
    row('gate with a classifier, added p50', median(times.authorize), label, bareP50, 'us', undefined, 'difference'),
    row(
      'gate with a classifier, added p99',
      quantile(times.authorize, 0.99),
      label,
      quantile(times.bare, 0.99),
      'us',
      undefined,
      'difference',
    ),
    row(
      'gate with a classifier, beyond the client, p50',
      median(times.authorize),
      'client',
      median(times.throughClient),
      'us',
      undefined,
      'difference',
    ),
  ];
}

/** Microseconds of single calls; the works take turns, call by call. */
async function inTurns<Name extends string>(
  works: Readonly<Record<Name, () => Promise<void>>>,
  calls: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let i = 0; i < WARM_CALLS + calls; i++) {
    for (const name of names) {
      const begun = performance.now();
      await works[name]();
      if (i >= WARM_CALLS) times[name].push((performance.now() - begun) * 1000);
    }
  }
  return times;
}
