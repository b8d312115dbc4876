import { expect, test } from 'vitest';
import type { CallOptions, FailureClass, ModelCall, ModelClient, ModelResult, Usage } from '../../../src/model/model.ts';
import { classify } from '../../../src/policy/classifier/classify.ts';
import { ACTION_LIMIT, type ClassifierInput, classifierPrompt } from '../../../src/policy/classifier/prompt.ts';

const INPUT: ClassifierInput = { rules: [], environment: [], personWords: [], recent: [], signals: [], action: 'bash: npm test' };
const USAGE: Usage = { inputTokens: 100, outputTokens: 10, cachedInputTokens: undefined };
const redact = (text: string): string => text;

const says = (text: string, usage = USAGE): ModelResult => ({ ok: true, reply: { text, toolUses: [], stop: 'end', usage, model: 'm' } });
const fails = (cls: FailureClass): ModelResult => ({ ok: false, failure: { class: cls, message: `it was ${cls}` } });

interface Asked {
  readonly call: ModelCall;
  readonly options: Omit<CallOptions, 'signal'>;
}

/** Answers in turn, each after `takes` milliseconds of a clock of its own. */
function scripted(results: readonly ModelResult[], takes = 5) {
  const asked: Asked[] = [];
  let time = 1_000;
  const client: ModelClient = {
    complete(call, { signal: _, ...options }) {
      asked.push({ call, options });
      time += takes;
      const result = results[asked.length - 1];
      return result === undefined ? Promise.reject(new Error('asked too often')) : Promise.resolve(result);
    },
  };
  return { asked, options: { client, now: () => time, redact, signal: new AbortController().signal } };
}

const { system, user } = classifierPrompt(INPUT, redact);
const CALL: ModelCall = { role: 'classifier', system, messages: [{ role: 'user', text: user }], maxTokens: 1_024, temperature: 0 };

test.each([
  ['<block>yes</block><reason>no</reason>', { kind: 'block', reason: 'no', latencyMs: 5, usage: USAGE }],
  ['<block>no</block><reason>fits</reason>', { kind: 'allow', reason: 'fits', latencyMs: 5, usage: USAGE }],
])('%s', async (text, expected) => {
  const { asked, options } = scripted([says(text)]);
  expect(await classify(INPUT, { ...options, model: 'small' })).toEqual(expected);
  expect(asked).toEqual([{ call: CALL, options: { timeoutMs: 8_000, retries: 0, model: 'small' } }]);
});

test('what is not an answer is asked once more, in the time that is left', async () => {
  const { asked, options } = scripted([says('hm'), says('<block>no</block>', { ...USAGE, cachedInputTokens: 7 })]);
  expect(await classify(INPUT, { ...options, timeoutMs: 100 })).toEqual({
    kind: 'allow',
    reason: 'no reason given',
    latencyMs: 10,
    usage: { inputTokens: 200, outputTokens: 20, cachedInputTokens: undefined },
  });
  expect(asked).toEqual([
    { call: CALL, options: { timeoutMs: 100, retries: 0 } },
    {
      call: {
        ...CALL,
        messages: [
          {
            role: 'user',
            text: `${user}\nYour last answer was not of that form. Answer with <block>yes</block> or <block>no</block> and one <reason>.`,
          },
        ],
      },
      options: { timeoutMs: 95, retries: 0 },
    },
  ]);
});

test('twice no answer is a failure', async () => {
  const { asked, options } = scripted([says('hm'), says('<block>maybe</block>'), says('<block>no</block>')]);
  expect(await classify(INPUT, options)).toEqual({
    kind: 'failed',
    failure: 'unparseable',
    countsForBreaker: true,
    message: 'the classifier gave no answer of the agreed form, twice',
  });
  expect(asked).toHaveLength(2);
});

const TIMED_OUT = { kind: 'failed', failure: 'timeout', countsForBreaker: true, message: 'the classifier did not answer in time' };
const CANCELLED = { kind: 'failed', failure: 'other', countsForBreaker: false, message: 'cancelled' };

test('no time is left for asking once more', async () => {
  const { asked, options } = scripted([says('hm'), says('<block>no</block>')], 100);
  expect(await classify(INPUT, { ...options, timeoutMs: 100 })).toEqual(TIMED_OUT);
  expect(asked).toHaveLength(1);
});

test.each<readonly [FailureClass, string, boolean]>([
  ['rate_limit', 'rate_limit', true],
  ['overloaded', 'overloaded', true],
  ['request_timeout', 'timeout', true],
  ['stream_idle_timeout', 'timeout', true],
  ['connection', 'connection', true],
  ['incomplete_stream', 'connection', true],
  ['context_overflow', 'other', true],
  ['reasoning_content_required', 'other', true],
  ['out_of_credit', 'other', true],
  ['non_retryable', 'other', true],
])('%s is %s and is not tried again', async (cls, failure, countsForBreaker) => {
  const { asked, options } = scripted([fails(cls), says('<block>no</block>')]);
  expect(await classify(INPUT, options)).toEqual({ kind: 'failed', failure, countsForBreaker, message: `it was ${cls}` });
  expect(asked).toHaveLength(1);
});

test('a failure after an answer that could not be read is a failure', async () => {
  const { options } = scripted([says('hm'), fails('overloaded')]);
  expect(await classify(INPUT, options)).toEqual({
    kind: 'failed',
    failure: 'overloaded',
    countsForBreaker: true,
    message: 'it was overloaded',
  });
});

test('an aborted call says nothing about the classifier', async () => {
  expect(await classify(INPUT, scripted([fails('user_abort')]).options)).toEqual(CANCELLED);
});

test('cancelled before it began, nothing is asked', async () => {
  const { asked, options } = scripted([says('<block>no</block>')]);
  expect(await classify(INPUT, { ...options, signal: AbortSignal.abort() })).toEqual(CANCELLED);
  expect(asked).toEqual([]);
});

test('cancelled meanwhile, an answer is not taken any more', async () => {
  const { options } = scripted([]);
  const stop = new AbortController();
  const client: ModelClient = {
    async complete() {
      stop.abort();
      return says('<block>no</block>');
    },
  };
  expect(await classify(INPUT, { ...options, client, signal: stop.signal })).toEqual(CANCELLED);
});

test('a client that never answers is left', async () => {
  const { options } = scripted([]);
  const client: ModelClient = { complete: () => new Promise(() => undefined) };
  expect(await classify(INPUT, { ...options, client, timeoutMs: 10 })).toEqual(TIMED_OUT);
});

const UNEXPECTED = { kind: 'failed', failure: 'other', countsForBreaker: true, message: 'the classifier failed unexpectedly' };

test('a client that breaks its word and throws is a failure', async () => {
  const { options } = scripted([]);
  expect(await classify(INPUT, options)).toEqual(UNEXPECTED);
  const client: ModelClient = {
    complete() {
      throw new Error('at once');
    },
  };
  expect(await classify(INPUT, { ...options, client })).toEqual(UNEXPECTED);
});

test('redaction that throws sends nothing', async () => {
  const { asked, options } = scripted([says('<block>no</block>')]);
  const broken = (): string => {
    throw new Error('no');
  };
  expect(await classify(INPUT, { ...options, redact: broken })).toEqual(UNEXPECTED);
  expect(asked).toEqual([]);
});

test('an action too long to be shown whole is not judged', async () => {
  const { asked, options } = scripted([says('<block>no</block>')]);
  expect(await classify({ ...INPUT, action: 'x'.repeat(ACTION_LIMIT + 1) }, options)).toEqual({
    kind: 'failed',
    failure: 'other',
    countsForBreaker: false,
    message: 'the action is too long for the classifier',
  });
  expect(asked).toEqual([]);
});
