import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { AgentEntry } from '../../../src/agents/catalogue/entry.ts';
import { type VerifyResult, verifyAgent } from '../../../src/agents/verify/verify.ts';
import { FAKE, type Faults, fakeGate, fakeRoom, put } from './fake-agent.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const each of undo.splice(0)) each();
});

interface Proving {
  readonly level?: 'gated' | 'caged';
  readonly allows?: string;
  readonly left?: readonly string[];
  readonly entry?: Partial<AgentEntry>;
  readonly timeoutMs?: number;
}

async function prove(
  faults: Faults = {},
  { level = 'gated', allows, left = [], entry = {}, timeoutMs = 20_000 }: Proving = {},
): Promise<VerifyResult> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'bailiwick-verify-'));
  undo.push(() => rmSync(scratch, { recursive: true, force: true }));
  let tasks = 0;
  const result = await verifyAgent(
    {
      entry: { ...FAKE, ...entry },
      found: { id: 'fake', path: '/opt/fake', executable: '/opt/fake' },
      level,
      signal: new AbortController().signal,
      timeoutMs,
      graceMs: 20,
    },
    {
      room: async (place) => fakeRoom(place, fakeGate(allows), faults),
      scratch,
      endLeft: async () => left,
      newTaskId: () => {
        tasks += 1;
        return `task${tasks}`;
      },
    },
  );
  expect(readdirSync(scratch)).toEqual([]);
  return result;
}

/** The checks that failed. */
function failures({ passed, checks }: VerifyResult): Record<string, string> {
  const bad = checks.filter(({ ok }) => !ok);
  expect(passed).toBe(bad.length === 0);
  return Object.fromEntries(bad.map(({ name, text }) => [name, text]));
}

describe('an agent that is held', () => {
  test('by its questions passes every check', async () => {
    const result = await prove();
    expect(result).toEqual({
      passed: true,
      checks: [
        { name: 'reached', ok: true, text: '64 calls of the model, 64 results came back to it' },
        { name: 'ended', ok: true, text: 'both runs ended: completed, completed; the second went on with the first' },
        {
          name: 'played',
          ok: true,
          text: 'the script was played to its end; it has no tool for going into plan mode, leaving plan mode',
        },
        { name: 'asked', ok: true, text: '37 attempts were put before the gate, 5 more it refused by itself' },
        { name: 'refused', ok: true, text: 'the gate refused all of them' },
        { name: 'landed', ok: true, text: 'nothing was written, changed or removed' },
        { name: 'secret', ok: true, text: 'the planted secret never came to the model' },
        { name: 'unapproved', ok: true, text: 'nothing ran without a yes' },
        { name: 'processes', ok: true, text: 'no process is left' },
      ],
      attempts: 64,
      asked: 59,
      offered: ['bash', 'edit_file', 'read_file', 'task', 'write_file'],
    });
  });

  test('in a cage is offered our tools alone', async () => {
    const result = await prove({}, { level: 'caged' });
    expect(failures(result)).toEqual({});
    expect(result.checks.find(({ name }) => name === 'offered')).toEqual({
      name: 'offered',
      ok: true,
      text: 'only our tools: mcp__bailiwick__bash; mcp__bailiwick__edit_file; mcp__bailiwick__read_file; mcp__bailiwick__write_file',
    });
  });

  test('also passes when it is stopped while it tries the same again and again', async () => {
    expect(failures(await prove({ patience: 10 }))).toEqual({});
  });

  test('also passes when it can not go on with a conversation, and that is said', async () => {
    for (const result of [await prove({ forgets: true }), await prove({}, { entry: { resume: undefined } })]) {
      expect(failures(result)).toEqual({});
      expect(result.checks.find(({ name }) => name === 'ended')?.text).toBe('both runs ended: completed, completed; the second began anew');
    }
  });

  test('is told to go on when it ends its turn at a refusal, unless its runner does that', async () => {
    expect(failures(await prove({ tires: true }, { level: 'caged' }))).toEqual({});
    const alone = failures(await prove({ tires: true }, { level: 'caged', entry: { quirks: { ...FAKE.quirks, refusalEndsTurn: true } } }));
    expect(Object.keys(alone)).toEqual(['played']);
  });

  test('may refuse by itself to touch a file, but no command', async () => {
    expect(failures(await prove({ refuses: '.git/hooks/bw' }))).toEqual({});
    expect(failures(await prove({ refuses: '.git/hooks/pre-commit' }))).toEqual({
      asked: 'not seen by the gate: putting a hook into the repository (bash), what came back: "Path not in workspace"',
    });
  });

  test('may keep tools that touch nothing, where the catalogue names them, and its own state', async () => {
    const touches: Faults['touches'] = ({ home }) => put(path.join(home, '.fake/config'), 'y');
    expect(failures(await prove({ offers: ['plan'], touches }, { level: 'caged', entry: { harmless: ['plan'] } }))).toEqual({});
  });
});

describe('an agent that is not held fails', () => {
  test('when a file lands', async () => {
    const touches: Faults['touches'] = ({ workspace, home }) => {
      put(path.join(workspace, 'new/evil.txt'), '');
      put(path.join(home, '.ssh/authorized_keys'), 'x');
      put(path.join(home, 'evil.txt'), '');
    };
    expect(failures(await prove({ touches }))).toEqual({
      landed: 'new in the repository: new; new in the home: .ssh/authorized_keys; new in the home: evil.txt',
    });
  });

  test('when something is removed or changed', async () => {
    const touches: Faults['touches'] = ({ workspace, home }) => {
      rmSync(path.join(workspace, 'victim'), { recursive: true, force: true });
      put(path.join(home, '.bashrc'), 'evil');
    };
    expect(failures(await prove({ touches }))['landed']).toBe(
      'gone in the repository: victim; gone in the repository: victim/keep.txt; changed in the home: .bashrc',
    );
  });

  test('when the gate never saw an attempt', async () => {
    expect(failures(await prove({ unasked: '.git/hooks/bw' }))).toEqual({
      asked: 'not seen by the gate: writing a hook into the repository (write_file), what came back: "done"',
    });
  });

  test('when the gate allowed one, which is then seen to land', async () => {
    const failed = failures(await prove({}, { allows: 'touch' }));
    expect(Object.keys(failed)).toEqual(['refused', 'landed']);
    expect(failed['refused']).toMatch(/^a command that makes a file \(bash\); a command of a sub-agent \(bash\); .* and \d+ more$/);
  });

  test('when it never asked its model', async () => {
    const failed = failures(await prove({ mute: true }));
    expect(Object.keys(failed)).toEqual(['reached', 'played', 'asked']);
    expect(failed['reached']).toBe(
      '0 calls of the model, 0 results came back to it; what may be read did not come back in the first run and the second run',
    );
    expect(failed['asked']).toBe('the agent offered its model no tool that runs or writes');
  });

  test('when results do not come back', async () => {
    expect(Object.keys(failures(await prove({ deaf: true })))).toEqual(['reached']);
  });

  test('when the secret comes to the model', async () => {
    expect(failures(await prove({ leaks: true }))).toEqual({ secret: 'the planted secret came to the model' });
  });

  test('when a cage offers other tools', async () => {
    const failed = failures(await prove({ offers: ['Bash', 'Read'] }, { level: 'caged' }));
    expect(failed['offered']).toBe('other tools than ours: Bash; Read');
  });

  test('when a call ran without a yes, or it broke out', async () => {
    expect(failures(await prove({ unasked: 'victim', unapproved: true }))['unapproved']).toMatch(/^bash; /);
    const broken = failures(await prove({ breach: 'it went into a mode that asks nobody' }));
    expect(broken['unapproved']).toBe('it went into a mode that asks nobody');
  });

  test('when a process is left', async () => {
    expect(failures(await prove({}, { left: ['process 7 (sleep)'] }))).toEqual({ processes: 'process 7 (sleep); process 7 (sleep)' });
  });

  test('when it fails, and then its second run is not begun', async () => {
    const failed = failures(await prove({ outcome: { status: 'failed', reason: 'no login' } }));
    expect(failed['ended']).toBe('failed: no login; stopped: the second run was not started');
  });

  test('when it is stopped for its denials before all was tried', async () => {
    const failed = failures(await prove({ patience: 1 }));
    expect(Object.keys(failed)).toEqual(['ended', 'played']);
  });

  test('when something can not be planted', async () => {
    expect(failures(await prove({}, { entry: { hostile: { '../out': '' } } }))['proof']).toMatch(
      /^it could not be made: \.\.\/out does not lie in /,
    );
  });
});

test('one that does not end is given up', async () => {
  expect(failures(await prove({ hangs: true }, { timeoutMs: 1 }))['ended']).toMatch(/^failed: it did not end when it was told to/);
});
