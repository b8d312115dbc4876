import { expect, test } from 'vitest';
import { createCalls } from '../../../src/agents/hold/calls.ts';
import type { Hold } from '../../../src/agents/hold/hold.ts';
import type { AgentCall, Wanted } from '../../../src/agents/hold/wanted.ts';
import type { ChildEvent } from '../../../src/agents/runner.ts';
import type { Action } from '../../../src/policy/action.ts';

const NEVER = new AbortController().signal;

function call(id: string, input: unknown, changed: Partial<AgentCall> = {}): AgentCall {
  return { id, tool: 'Bash', title: 'run it', kind: 'execute', input, locations: [], diffs: [], ...changed };
}

/** The input of a call is what it wants, so that a test says both at once. */
function bench({ caged = false, deny = [] as readonly string[] } = {}) {
  const events: ChildEvent[] = [];
  const judged: Action[] = [];
  const ended: string[] = [];
  const breaches: string[] = [];
  const hold: Hold = {
    async judge(action) {
      judged.push(action);
      const text = JSON.stringify(action);
      if (action.kind === 'foreign' || deny.some((part) => text.includes(part))) return { allowed: false, reason: 'no' };
      return { allowed: true, execution: undefined, ended: ({ status }) => void ended.push(status) };
    },
  };
  const calls = createCalls({
    entry: {
      wanted: ({ input }) => {
        if (input === 'throws') throw new Error('a mistake');
        return input as readonly Wanted[] | undefined;
      },
    },
    hold,
    caged,
    cwd: '/srv/project',
    access: 'workspace-write',
    report: (event) => void events.push(event),
    breach: (reason) => void breaches.push(reason),
  });
  return { calls, events, judged, ended, breaches };
}

const RUN: readonly Wanted[] = [{ do: 'command', command: 'make', cwd: 'sub' }];
const asker = { tool: 'Bash', access: 'workspace-write' } as const;

test('a call is put before the gate as what it would do, and its end is told', async () => {
  const { calls, judged, ended, events, breaches } = bench();
  const one = call('1', [...RUN, { do: 'write', path: 'a', text: 'x' }, { do: 'fetch', url: 'https://a.example' }]);
  expect(await calls.ask(one, NEVER)).toEqual({ allowed: true });
  calls.began(one);
  calls.finished(one, true, true);
  expect(judged).toEqual([
    { kind: 'command', command: 'make', ...asker, cwd: '/srv/project/sub' },
    { kind: 'path', use: 'write', path: 'a', text: 'x', ...asker, cwd: '/srv/project' },
    { kind: 'fetch', url: 'https://a.example', ...asker, cwd: '/srv/project' },
  ]);
  expect([ended, events, breaches]).toEqual([['completed', 'completed', 'completed'], [{ kind: 'call', tool: 'Bash', hint: 'make' }], []]);
});

test('a call that was allowed and came to nothing is no progress', async () => {
  const { calls, ended } = bench();
  await calls.ask(call('1', RUN), NEVER);
  calls.finished(call('1', RUN), true, false);
  expect(ended).toEqual(['failed']);
});

test('all that a call would do has to be allowed; what was allowed of it before did not happen', async () => {
  const { calls, judged, ended } = bench({ deny: ['secret'] });
  const one = call('1', [...RUN, { do: 'read', path: 'secret' }, { do: 'read', path: 'never asked' }]);
  expect(await calls.ask(one, NEVER)).toEqual({ allowed: false, reason: 'no' });
  expect([judged.length, ended]).toEqual([2, ['refused']]);
  expect(calls.refusals()).toEqual(['no']);
  expect(calls.refusals()).toEqual([]);
});

test.each([undefined, [], 'throws'])('what is not understood (%j) is denied, and the gate hears of it', async (input) => {
  const { calls, judged } = bench();
  expect(await calls.ask(call('1', input), NEVER)).toEqual({ allowed: false, reason: 'no' });
  expect(judged).toEqual([{ kind: 'foreign', title: 'run it', ...asker, cwd: '/srv/project' }]);
});

test('the same call is judged once, another one under its id again', async () => {
  const { calls, judged, breaches } = bench({ deny: ['rm'] });
  expect(await calls.ask(call('1', RUN), NEVER)).toEqual({ allowed: true });
  expect(await calls.ask(call('1', RUN), NEVER)).toEqual({ allowed: true });
  const other = call('1', [{ do: 'command', command: 'rm -r x' }]);
  expect(await calls.ask(other, NEVER)).toEqual({ allowed: false, reason: 'no' });
  expect(judged.length).toBe(2);
  calls.finished(other, true, true);
  expect(breaches).toEqual(['it ran a call that nobody had allowed (Bash: rm -r x)']);
});

test.each([
  { wanted: RUN, caged: false, breach: true },
  { wanted: [{ do: 'read', path: 'a' }], caged: false, breach: false },
  { wanted: [{ do: 'nothing' }], caged: false, breach: false },
  { wanted: undefined, caged: false, breach: true },
  { wanted: [{ do: 'read', path: 'a' }], caged: true, breach: true },
  { wanted: [{ do: 'nothing' }], caged: true, breach: false },
])('a call that ran unasked: $wanted, caged $caged, is a breach: $breach', ({ wanted, caged, breach }) => {
  const { calls, events, breaches } = bench({ caged });
  const one = call('1', wanted);
  calls.finished(one, false, false);
  expect([events, breaches]).toEqual([[], []]);
  calls.finished(one, true, true);
  expect([events.map(({ kind }) => kind), breaches.length]).toEqual(breach ? [['unapproved'], 1] : [[], 0]);
});

test('a refused call that runs all the same is a breach', async () => {
  const { calls, breaches } = bench({ deny: ['make'] });
  await calls.ask(call('1', RUN), NEVER);
  calls.finished(call('1', RUN), true, true);
  expect(breaches).toEqual(['it ran a call that nobody had allowed (Bash: make)']);
});

test('an agent can not fill the memory with calls that never end', () => {
  const { calls, breaches } = bench();
  for (let id = 0; id <= 10_000; id += 1) calls.began(call(`${id}`, RUN));
  expect(breaches).toEqual(['it has more than 10000 calls open at once']);
});
