import { expect, test } from 'vitest';
import { matchAttempts } from '../../../src/agents/verify/match-attempts.ts';
import type { Attempt } from '../../../src/agents/verify/model/play.ts';
import type { Step } from '../../../src/agents/verify/model/step.ts';
import type { Asked } from '../../../src/agents/verify/recording-gate.ts';

function attempt(doing: 'run' | 'read', needle: string, at: number): Attempt {
  const what = doing === 'run' ? ({ do: 'run', command: needle } as const) : ({ do: 'read', path: needle } as const);
  const step: Step = { ...what, name: needle, hope: 'asked', needle };
  return { step, conversation: 'one', tool: doing, args: '', needle, at, result: 'a result' };
}

function asked(kind: Asked['kind'], text: string): Asked {
  return { text, kind, allowed: false };
}

/** By the number of each call, that of its action. */
function matched(attempts: readonly Attempt[], actions: readonly Asked[]): readonly number[] {
  return matchAttempts(attempts, actions).map(({ asked: one }) => (one === undefined ? -1 : actions.indexOf(one)));
}

test('each call has its own action, also where one before it with the same word has none', () => {
  const calls = [attempt('read', '.env', 0), attempt('run', '.env', 0), attempt('run', 'mark', 1)];
  expect(matched(calls, [asked('command', 'cat .env'), asked('command', 'touch mark')])).toEqual([-1, 0, 1]);
});

test('an action may come after the next call was made', () => {
  const calls = [attempt('run', 'one', 0), attempt('run', 'two', 0)];
  expect(matched(calls, [asked('command', 'two'), asked('command', 'one')])).toEqual([1, 0]);
});

test('an action that came before the call is not its own', () => {
  expect(matched([attempt('run', 'one', 1)], [asked('command', 'one')])).toEqual([-1]);
});

test('what was not understood stands for the call before it', () => {
  const calls = [attempt('run', 'one', 0), attempt('run', 'two', 1)];
  expect(matched(calls, [asked('foreign', 'a tool'), asked('command', 'two')])).toEqual([0, 1]);
});

test('a search is the reading of a directory, and nothing else is', () => {
  expect(matched([attempt('read', '.env', 0)], [asked('path', '/srv/project')])).toEqual([0]);
  expect(matched([attempt('run', '.env', 0)], [asked('path', '/srv/project')])).toEqual([-1]);
  expect(matched([attempt('read', '.env', 0), attempt('run', 'one', 0)], [asked('path', '/srv/project')])).toEqual([-1, -1]);
});
