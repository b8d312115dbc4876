import { expect, test } from 'vitest';
import type { EngineNow } from '../../../src/policy/engine/engine.ts';
import { type Classification, createSecondOpinion } from '../../../src/policy/engine/second-opinion.ts';

const MINUTE = 60_000;
const { signal } = new AbortController();

function withScript(script: readonly (Classification | Error)[]) {
  const left = [...script];
  const changes: EngineNow[] = [];
  const clock = { now: 0 };
  const asked: string[] = [];
  const opinion = createSecondOpinion<string>({
    classify: async (question) => {
      asked.push(question);
      const next = left.shift();
      if (next === undefined || next instanceof Error) throw next ?? new Error('no more');
      return next;
    },
    now: () => clock.now,
    onChange: (engine) => changes.push(engine),
  });
  return { opinion, changes, clock, asked };
}

const block: Classification = { kind: 'block', reason: 'no' };
const allow: Classification = { kind: 'allow', reason: 'yes' };
const failed: Classification = { kind: 'failed', reason: 'timeout', counts: true };

test('without a model rules decide, whatever a person chooses', () => {
  const opinion = createSecondOpinion({ classify: undefined, now: () => 0, onChange: () => undefined });
  opinion.choose('llm');
  expect([opinion.engine(), opinion.ask('x', signal)]).toEqual([{ kind: 'rules', why: 'chosen' }, undefined]);
});

test('the third denial in a row keeps its verdict and ends the questions; a person who approves begins them again', async () => {
  const { opinion, changes, asked } = withScript([block, block, block, allow]);
  const said = [await opinion.ask('1', signal), await opinion.ask('2', signal), await opinion.ask('3', signal)];
  expect(said).toEqual([block, block, block]);
  expect(opinion.ask('4', signal)).toBeUndefined();
  opinion.personApproved();
  expect(await opinion.ask('5', signal)).toEqual(allow);
  expect({ asked, changes }).toEqual({
    asked: ['1', '2', '3', '5'],
    changes: [
      { kind: 'rules', why: 'denials' },
      { kind: 'llm', why: 'chosen' },
    ],
  });
});

test('five failures end the questions for ten minutes; then one probe at a time', async () => {
  const { opinion, changes, clock } = withScript([failed, failed, new Error('boom'), failed, failed, failed, allow]);
  for (let i = 0; i < 5; i++) await opinion.ask('x', signal);
  expect([opinion.engine(), opinion.ask('x', signal)]).toEqual([{ kind: 'rules', why: 'failures' }, undefined]);
  clock.now = 10 * MINUTE;
  const probe = opinion.ask('probe', signal);
  expect(opinion.ask('beside it', signal)).toBeUndefined();
  expect(await probe).toEqual(failed);
  expect(opinion.engine()).toEqual({ kind: 'rules', why: 'failures' });
  clock.now = 20 * MINUTE;
  expect([await opinion.ask('probe', signal), opinion.engine()]).toEqual([allow, { kind: 'llm', why: 'chosen' }]);
  expect(changes.map(({ kind }) => kind)).toEqual(['rules', 'llm', 'rules', 'llm', 'rules', 'llm']);
});

test('a cancelled call says nothing about the classifier', async () => {
  const { opinion } = withScript([]);
  const cancelled = AbortSignal.abort();
  for (let i = 0; i < 6; i++) await opinion.ask('x', cancelled);
  expect(opinion.engine()).toEqual({ kind: 'llm', why: 'chosen' });
});

test('choosing the model again clears the counts', async () => {
  const { opinion } = withScript([block, block, block, block]);
  for (let i = 0; i < 3; i++) await opinion.ask('x', signal);
  opinion.choose('llm');
  expect(await opinion.ask('x', signal)).toEqual(block);
  opinion.choose('rules');
  expect(opinion.engine()).toEqual({ kind: 'rules', why: 'chosen' });
});
