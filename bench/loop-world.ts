import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildTool } from '../src/agents/child-tools/child-tool.ts';
import type { ChildToolDeps } from '../src/agents/child-tools/child-tool-deps.ts';
import { createChildTools } from '../src/agents/child-tools/create-child-tools.ts';
import { planTool } from '../src/agents/child-tools/plan.ts';
import { openLoop } from '../src/agents/loop/open-loop.ts';
import type { Conversation } from '../src/agents/protocol.ts';
import { createModelClient } from '../src/model/client.ts';
import type { ModelClient } from '../src/model/model.ts';

/** A directory with a file to read. */
export function makeWork(dir: string): string {
  const work = join(dir, 'work');
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, 'a.ts'), Array.from({ length: 200 }, (_, n) => `export const line${n} = ${n};\n`).join(''));
  return work;
}

/** The tools of one child, over a gate that says yes at once: what ours takes is measured elsewhere. */
export function toolsIn(cwd: string): readonly ChildTool[] {
  const hold: ChildToolDeps['hold'] = { judge: async () => ({ allowed: true, execution: undefined, ended: () => {} }) };
  const run: ChildToolDeps['run'] = () => Promise.reject(new Error('nothing is run here'));
  const plan = planTool({ open: () => [], set: async () => undefined, judged: async () => {}, nextRound: async () => {} });
  return [...createChildTools({ hold, cwd, access: 'workspace-write', home: cwd, run }), plan as unknown as ChildTool];
}

export function clientAt(baseUrl: string): ModelClient {
  return createModelClient({
    settings: { format: 'openai', baseUrl, model: 'scripted' },
    apiKey: undefined,
    now: Date.now,
    sleep: (ms, stop) => sleep(ms, undefined, { signal: stop }),
    random: Math.random,
    account: () => {},
  });
}

export async function openIn(logDir: string, client: ModelClient, tools: readonly ChildTool[], turned: () => void): Promise<Conversation> {
  return await openLoop({
    taskId: 'bench',
    client,
    model: 'scripted',
    useModel: undefined,
    smallModel: undefined,
    contextTokens: 200_000,
    tools,
    logDir,
    resumeDir: undefined,
    report: ({ kind }) => {
      if (kind === 'turn') turned();
    },
    spent: () => ({ inputTokens: 0, outputTokens: 0, usd: null }),
    mayCall: () => true,
    say: () => {},
    note: () => {},
    now: Date.now,
    log: console.error,
  });
}
