import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_COSTS } from '../../src/model/cost.ts';
import type { Action, Answer, Approval, Authorization, Execution, Gate, Verdict } from '../../src/policy/action.ts';
import { type CheckCall, createRunCheck, type RunCheck } from '../../src/session/todo-run-check.ts';
import { type RunningCommand, startCommand } from '../../src/shell/process/run.ts';

const verdict: Verdict = {
  decision: 'allow',
  tier: 5,
  reason: 'because',
  rule: 'r',
  signals: [],
  prefix: { kind: 'no_prefix', reason: 'n' },
};
const approval: Approval = { id: 'id', number: 3, message: 'm', grantable: false, grantText: '' };

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-check-')));
  mkdirSync(join(root, 'work'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Asked {
  readonly action: Action;
  readonly answer: Answer | undefined;
}

interface Bench {
  readonly check: RunCheck;
  readonly asked: Asked[];
  readonly running: RunningCommand[];
}

/** A check over a gate that gives this answer and real processes. */
function bench(authorization: Authorization, onStart: (running: RunningCommand) => void = () => undefined): Bench {
  const asked: Asked[] = [];
  const running: RunningCommand[] = [];
  const gate: Gate = {
    authorize: async (action, { answer }) => {
      asked.push({ action, answer });
      return authorization;
    },
    explain: async () => ({ verdict, parts: [] }),
    withdraw: () => undefined,
    settled: async () => undefined,
    engine: () => ({ kind: 'rules', why: 'chosen' }),
    costs: () => NO_COSTS,
    dropGrants: () => undefined,
  };
  const start = ({ argv, cwd }: Execution, { timeoutMs }: { timeoutMs: number }): RunningCommand => {
    const one = startCommand({ argv, cwd, env: { PATH: '/usr/bin:/bin' }, timeoutMs, outputDir: join(root, 'output') });
    running.push(one);
    onStart(one);
    return one;
  };
  return { check: createRunCheck({ gate, workspace: join(root, 'work'), access: 'workspace-write', start }), asked, running };
}

const script = (text: string): Authorization => ({
  decision: 'allow',
  verdict,
  execution: { argv: ['/bin/sh', '-c', text], cwd: join(root, 'work'), env: {} },
});
const call = (given: Partial<CheckCall> = {}): CheckCall => ({ signal: new AbortController().signal, timeoutMs: 10_000, ...given });

describe('createRunCheck', () => {
  it('asks the gate about exactly the command, in the workspace, with the access of the session', async () => {
    const answer: Answer = { approvalId: 'id', choice: 'allow_once' };
    const { check, asked } = bench(script('true'));
    await check('npm test', call({ answer }));
    expect(asked).toEqual([
      { action: { kind: 'command', tool: 'todo_update', command: 'npm test', cwd: join(root, 'work'), access: 'workspace-write' }, answer },
    ]);
  });

  it('tells the exit code and the output, and leaves no file behind', async () => {
    expect(await bench(script('pwd; echo no >&2; exit 3')).check('c', call())).toEqual({
      kind: 'ran',
      exitCode: 3,
      tail: `${join(root, 'work')}\nno\n`,
    });
    expect(existsSync(join(root, 'output')) ? readdirSync(join(root, 'output')) : []).toEqual([]);
  });

  it('gives the last 2,000 bytes at a character, and nothing that acts', async () => {
    const many = await bench(script(`i=0; while [ $i -lt 1500 ]; do printf 'é'; i=$((i+1)); done; printf x`)).check('c', call());
    expect(many).toEqual({ kind: 'ran', exitCode: 0, tail: `${'é'.repeat(999)}x` });
    expect(await bench(script(String.raw`printf '\033]52;c;AAAA\007'`)).check('c', call())).toEqual({
      kind: 'ran',
      exitCode: 0,
      tail: '␛]52;c;AAAA␇',
    });
  });

  it('ends a command that takes too long', async () => {
    expect(await bench(script('echo begun; exec sleep 60')).check('c', call({ timeoutMs: 300 }))).toEqual({
      kind: 'timed_out',
      tail: 'begun\n',
    });
  });

  it('stops the whole tree when nobody wants it any more, also one that does not want to stop', async () => {
    const caller = new AbortController();
    const { check, running } = bench(script(`trap '' TERM; sleep 60 & echo up; wait`), ({ output }) => {
      const stop = output.onData(() => {
        stop();
        caller.abort();
      });
    });
    const begun = performance.now();
    expect(await check('c', call({ signal: caller.signal }))).toEqual({ kind: 'ended', reason: 'it was stopped', tail: 'up\n' });
    expect(performance.now() - begun).toBeLessThan(2_000);
    const end = await running[0]?.done;
    expect(end?.survivors).toEqual([]);
    expect(end?.killed.length).toBe(2);
  });

  it('starts nothing for a caller that is gone', async () => {
    const { check, running } = bench(script('true'));
    expect(await check('c', call({ signal: AbortSignal.abort() }))).toEqual({ kind: 'ended', reason: 'it was stopped', tail: '' });
    expect(running).toEqual([]);
  });

  it('tells what ended it', async () => {
    expect(await bench(script('kill -9 $$')).check('c', call())).toEqual({ kind: 'ended', reason: 'it was ended by SIGKILL', tail: '' });
    const missing: Authorization = { decision: 'allow', verdict, execution: { argv: ['/nonexistent/x'], cwd: root, env: {} } };
    expect(await bench(missing).check('c', call())).toMatchObject({
      kind: 'ended',
      reason: expect.stringContaining('/nonexistent/x'),
      tail: '',
    });
  });

  it('runs nothing that is not allowed', async () => {
    const denied = bench({ decision: 'deny', verdict: { ...verdict, decision: 'deny', reason: 'no\u001b', change: 'Ask somebody.' } });
    expect(await denied.check('c', call())).toEqual({ kind: 'denied', reason: 'no␛; Ask somebody.' });
    const asks = bench({ decision: 'ask', verdict: { ...verdict, decision: 'ask' }, approval });
    expect(await asks.check('c', call())).toEqual({ kind: 'needs_approval', reason: 'because', approval });
    const empty = bench({ decision: 'allow', verdict });
    expect(await empty.check('c', call())).toEqual({ kind: 'denied', reason: 'the gate named nothing to run' });
    expect([...denied.running, ...asks.running, ...empty.running]).toEqual([]);
  });
});
