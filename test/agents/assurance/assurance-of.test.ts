import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assuranceOf, compareVersions, type KnownAgent } from '../../../src/agents/assurance/assurance-of.ts';
import { profileDigest } from '../../../src/agents/assurance/profile-digest.ts';
import type { AgentEntry } from '../../../src/agents/catalogue/entry.ts';
import type { Proof } from '../../../src/store/proofs.ts';
import { FAKE } from '../verify/fake-agent.ts';

const AT = Date.UTC(2026, 0, 2, 3);

function proof(level: 'gated' | 'caged', changed: Partial<Proof> = {}): Proof {
  const profile = profileDigest(FAKE, level) ?? '';
  const { id: agent } = FAKE;
  return { agent, level, version: '1.2.0', executable: '/opt/fake', digest: 'd', stamp: 's', profile, at: AT, checks: '[]', ...changed };
}

const [gated, caged] = [proof('gated'), proof('caged')];
const VERIFY = 'run `bailiwick doctor --verify fake`';
const identity = { stamp: 's', digest: async () => 'd' };
const other = { stamp: 'other', digest: async () => 'other' };

test.each<[string, Partial<KnownAgent>, string, string]>([
  ['no proof', {}, 'observed', `never proven on this machine; ${VERIFY}`],
  ['another agent was proven', { proofs: [proof('gated', { agent: 'b' })] }, 'observed', `never proven on this machine; ${VERIFY}`],
  ['both', { proofs: [gated, caged] }, 'caged', 'proven on 2026-01-02'],
  ['the weaker alone', { proofs: [gated] }, 'gated', `proven on 2026-01-02; not caged: never proven on this machine (${VERIFY})`],
  [
    'another program of that version',
    { proofs: [gated, caged], identity: other },
    'observed',
    `its program changed since it was proven; ${VERIFY}`,
  ],
  [
    'another version',
    { proofs: [gated], identity: other, version: '1.3.0' },
    'observed',
    `version changed since it was proven (1.2.0, now 1.3.0); ${VERIFY}`,
  ],
  [
    'the stronger was proven before it changed',
    { proofs: [gated, proof('caged', { digest: 'old', stamp: 'old' })] },
    'gated',
    `proven on 2026-01-02; not caged: its program changed since it was proven (${VERIFY})`,
  ],
  [
    'the same files, put there again',
    { proofs: [caged], identity: { stamp: 'other', digest: async () => 'd' } },
    'caged',
    'proven on 2026-01-02',
  ],
  [
    'another profile',
    { proofs: [gated, proof('caged', { profile: 'old' })] },
    'gated',
    `proven on 2026-01-02; not caged: the way it is started changed since it was proven (${VERIFY})`,
  ],
  [
    'a version that nobody has tried',
    { proofs: [caged], version: '2.0.0' },
    'caged',
    'proven on 2026-01-02; version 2.0.0 is not one that was tried before (1.0.0 to 1.9.0), but it was proven here',
  ],
  ['no version', { proofs: [caged], version: undefined }, 'caged', 'proven on 2026-01-02; its version is unknown'],
  [
    'what can not be read',
    { proofs: [caged], identity: undefined },
    'observed',
    'what it executes can not be read, so nothing about it can be proven',
  ],
  ['no profile', { proofs: [caged], entry: { ...FAKE, profiles: {} } }, 'observed', 'there is no way to hold it'],
  [
    'a profile that can not be made',
    { proofs: [caged], entry: broken() },
    'observed',
    `the way it is started changed since it was proven; ${VERIFY}`,
  ],
])('%s', async (_, known, level, why) => {
  const reached = await assuranceOf({ entry: FAKE, version: '1.2.0', identity, proofs: [], ...known });
  expect([reached.level, reached.why]).toEqual([level, why]);
  expect(reached.proof?.level).toBe(level === 'observed' ? undefined : level);
});

function broken(): AgentEntry {
  const fails = (): never => {
    throw new Error('no');
  };
  return { ...FAKE, profiles: { caged: fails } };
}

test('all is read only where the stamp does not tell', async () => {
  const fails = async (): Promise<never> => {
    throw new Error('unreadable');
  };
  const known = { entry: FAKE, version: '1.2.0', proofs: [caged, proof('gated', { agent: 'b', stamp: 'x' })] };
  expect((await assuranceOf({ ...known, identity: { stamp: 's', digest: fails } })).level).toBe('caged');
  await expect(assuranceOf({ ...known, identity: { stamp: 'x', digest: fails } })).rejects.toThrow('unreadable');
});

test('how an agent is started has one digest for each level, and another one whenever it is started otherwise', () => {
  const changed: AgentEntry = { ...FAKE, profiles: { gated: ({ access }) => ({ args: ['--ask', access], env: { A: '1' }, files: {} }) } };
  const digests = [
    profileDigest(FAKE, 'gated'),
    profileDigest(FAKE, 'caged'),
    profileDigest(changed, 'gated'),
    profileDigest({ ...FAKE, id: 'b' }, 'gated'),
  ];
  expect(new Set(digests).size).toBe(4);
  expect(profileDigest(FAKE, 'gated')).toBe(digests[0]);
  expect(profileDigest(changed, 'caged')).toBeUndefined();
});

test('versions are compared number by number', () => {
  const order = ['0.9', '1.0.0', '1.0.1-beta', '1.2', '1.10.0', '2'];
  for (const [index, one] of order.entries())
    for (const [at, another] of order.entries()) expect(compareVersions(one, another)).toBe(Math.sign(index - at));
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => compareVersions(a, b) === -compareVersions(b, a) || compareVersions(a, b) === 0),
  );
});
