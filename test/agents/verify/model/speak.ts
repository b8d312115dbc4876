import { type ScriptedModel, startScriptedModel } from '../../../../src/agents/verify/model/model-server.ts';
import { type Attempt, createPlay, type Play } from '../../../../src/agents/verify/model/play.ts';
import type { Step } from '../../../../src/agents/verify/model/step.ts';
import { afterTest } from '../../../after-test.ts';

export interface Staged {
  readonly model: ScriptedModel;
  readonly play: Play;
  readonly sub: Play;
  readonly attempts: readonly Attempt[];
  post(path: string, body: unknown): Promise<{ readonly status: number; readonly text: string }>;
}

/** A model with a script for conversations that begin with KEY, and one for sub-agents that are told SUB. */
export async function staged(steps: readonly Step[], subSteps: readonly Step[] = []): Promise<Staged> {
  let marks = 0;
  const nextMark = (): string => {
    marks += 1;
    return `m${marks}`;
  };
  const attempts: Attempt[] = [];
  const shared = { position: () => 0, nextMark, attempts };
  const play = createPlay({ key: 'KEY', steps, ...shared });
  const sub = createPlay({ key: 'SUB', steps: subSteps, ...shared });
  const plays = new Map([
    ['KEY', play],
    ['SUB', sub],
  ]);
  const model = await startScriptedModel({ plays, secrets: ['canary'], sub: 'SUB', patience: { startedMs: 50, silentMs: 1 } });
  afterTest(() => model.close());
  const post: Staged['post'] = async (path, body) => {
    const response = await fetch(`${model.baseUrl}${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
  return { model, play, sub, attempts, post };
}

export const RUN: Step = { do: 'run', command: 'touch {mark}', name: 'run', hope: 'asked', needle: '{mark}' };
export const WRITE: Step = { do: 'write', path: '/w/{mark}', text: 'x', name: 'write', hope: 'asked', needle: '{mark}' };

/** JSON Schema of an object whose fields are text and all needed. */
export function schema(...names: readonly string[]): Record<string, unknown> {
  return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])), required: names };
}

/** The events of a stream, each as its JSON. */
export function eventsOf(text: string): readonly unknown[] {
  const data = [...text.matchAll(/^data: (.*)$/gm)].map(([, line = '']) => line);
  return data.map((line): unknown => (line === '[DONE]' ? line : JSON.parse(line)));
}
