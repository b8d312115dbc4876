import { describe, expect, test } from 'vitest';
import { profileDigest } from '../../src/agents/assurance/profile-digest.ts';
import { doctorVerify, type Verifying } from '../../src/cli/doctor-verify.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { FAKE } from '../agents/verify/fake-agent.ts';
import { proof } from '../store/kept.ts';

type Verified = Awaited<ReturnType<Verifying['verify']>>;

const GOOD: Verified = { passed: true, checks: [{ name: 'asked', ok: true, text: 'all\u001b' }], attempts: 9, asked: 7 };
const BAD: Verified = { ...GOOD, passed: false, checks: [{ name: 'landed', ok: false, text: 'new: evil.txt' }] };

function verifying(changes: Partial<Verifying> = {}, identities: readonly string[] = []) {
  let stdout = '';
  const log: string[] = [];
  const { proofs } = createMemoryStore();
  const left = [...identities];
  const request: Verifying = {
    operands: [],
    json: false,
    world: {
      entries: [FAKE, { ...FAKE, id: 'absent' }],
      find: ({ id }) =>
        id === 'absent' ? { kind: 'absent' } : { kind: 'found', agent: { id, path: '/bin/fake', executable: '/opt/fake' } },
      identityOf: async () => ({ digest: left.shift() ?? 'd', stamp: 's' }),
      versionOf: async () => '1.2.3',
    },
    proofs,
    notKept: undefined,
    verify: async () => GOOD,
    now: () => 1_000,
    signal: new AbortController().signal,
    stdout: { write: (text) => (stdout += text) },
    log: (line) => log.push(line),
    ...changes,
  };
  return { proofs, run: async () => ({ code: await doctorVerify(request), stdout, log }) };
}

const KEPT = (level: 'gated' | 'caged') =>
  proof('fake', { level, executable: '/opt/fake', profile: profileDigest(FAKE, level) ?? '', checks: JSON.stringify(GOOD.checks) });

test('each level of each agent is proven, the strongest first, and what passed is kept', async () => {
  const { proofs, run } = verifying();
  expect(await run()).toEqual({
    code: 0,
    log: [],
    stdout: [
      'fake: 1.2.3 at /bin/fake\n',
      '  ok  caged asked: all\u241b\n',
      '  caged: held, in 9 calls, of which 7 came before the gate\n',
      '  ok  gated asked: all\u241b\n',
      '  gated: held, in 9 calls, of which 7 came before the gate\n',
      'absent: not installed: npm install --global fake\n',
    ].join(''),
  });
  expect(proofs.list()).toEqual([KEPT('caged'), KEPT('gated')]);
});

test('a level that failed is not proven any more; another one may be', async () => {
  const { proofs, run } = verifying({ operands: ['fake'], verify: async ({ level }) => (level === 'caged' ? BAD : GOOD) });
  proofs.put(KEPT('caged'));
  const { code, stdout } = await run();
  expect([code, stdout]).toEqual([
    1,
    [
      'fake: 1.2.3 at /bin/fake\n',
      '  BAD caged landed: new: evil.txt\n',
      '  caged: NOT held\n',
      '  ok  gated asked: all\u241b\n',
      '  gated: held, in 9 calls, of which 7 came before the gate\n',
    ].join(''),
  ]);
  expect(proofs.list()).toEqual([KEPT('gated')]);
});

test('a program that changes while it is proven is not', async () => {
  const { proofs, run } = verifying({ operands: ['fake'] }, ['d', 'other']);
  const { code, stdout } = await run();
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining('  BAD caged program: it changed while it was proven; try again\n  caged: NOT held\n'),
  ]);
  expect(proofs.list()).toEqual([KEPT('gated')]);
});

test('one that can not be read is not proven', async () => {
  const world = { ...verifyingWorld(), identityOf: () => Promise.reject(new Error('EACCES')) };
  const { proofs, run } = verifying({ operands: ['fake'], world });
  proofs.put(KEPT('gated'));
  const { code, stdout } = await run();
  expect([code, stdout]).toEqual([1, expect.stringMatching(/BAD gated program: .*EACCES/)]);
  expect(proofs.list()).toEqual([]);
});

function verifyingWorld(): Verifying['world'] {
  return {
    entries: [FAKE],
    find: ({ id }) => ({ kind: 'found', agent: { id, path: '/bin/fake', executable: '/opt/fake' } }),
    identityOf: async () => ({ digest: 'd', stamp: 's' }),
    versionOf: async () => undefined,
  };
}

describe('nothing is proven', () => {
  test('of an agent that is not there, which is a failure when it was named', async () => {
    const { run } = verifying({ operands: ['absent'] });
    expect(await run()).toEqual({ code: 1, stdout: 'absent: not installed: npm install --global fake\n', log: [] });
  });

  test('of one that must not be started', async () => {
    const world: Verifying['world'] = {
      ...verifyingWorld(),
      find: () => ({ kind: 'refused', path: '/w/fake', why: 'it lies in the workspace' }),
    };
    expect(await verifying({ world }).run()).toEqual({
      code: 1,
      stdout: 'fake: /w/fake is not started: it lies in the workspace\n',
      log: [],
    });
  });

  test.each([['b'], ['fake', 'absent']])('with wrong usage: %s', async (...operands) => {
    const log = ['Usage: bailiwick doctor --verify [agent|all]; agents: fake, absent'];
    expect(await verifying({ operands }).run()).toEqual({ code: 64, stdout: '', log });
    expect((await verifying({ operands: ['fake'], json: true }).run()).code).toBe(64);
  });

  test('when it could not be kept', async () => {
    const log = ['A proof could not be kept. The disk is full.'];
    expect(await verifying({ notKept: 'The disk is full.' }).run()).toEqual({ code: 1, stdout: '', log });
  });

  test('when it is interrupted, and what was proven before still holds', async () => {
    const stop = new AbortController();
    const verify: Verifying['verify'] = async () => {
      stop.abort();
      return BAD;
    };
    const { proofs, run } = verifying({ signal: stop.signal, verify });
    proofs.put(KEPT('caged'));
    expect(await run()).toMatchObject({ code: 130 });
    expect(proofs.list()).toEqual([KEPT('caged')]);
  });
});
