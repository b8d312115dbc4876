import { expect, test } from 'vitest';
import { type AgentsWorld, agentLines, reportAgents } from '../../src/cli/doctor-agents.ts';
import { FAKE } from '../agents/verify/fake-agent.ts';
import { proof } from '../store/kept.ts';

const entry = (id: string) => ({ ...FAKE, id });
const kept = proof('proven', { profile: 'old' });

const WORLD: AgentsWorld = {
  entries: ['proven', 'refused', 'absent', 'unreadable'].map(entry),
  find: ({ id }) => {
    if (id === 'absent') return { kind: 'absent' };
    if (id === 'refused') return { kind: 'refused', path: '/tmp/refused\u001b', why: 'it lies in /tmp' };
    return { kind: 'found', agent: { id, path: `/bin/${id}`, executable: `/opt/${id}` } };
  },
  identityOf: async () => ({ digest: 'd', stamp: 's' }),
  stampOf: async ({ id }) => {
    if (id === 'unreadable') throw new Error('EACCES');
    return 's';
  },
  versionOf: async (_, { id }) => (id === 'unreadable' ? undefined : '1.2.3'),
  proofs: () => [kept],
};

test('every agent of the catalogue is told of, with its level and why', async () => {
  const reports = await reportAgents(WORLD);
  expect(reports).toEqual([
    {
      id: 'proven',
      kind: 'acp',
      version: '1.2.3',
      path: '/bin/proven',
      assurance: 'observed',
      why: 'the way it is started changed since it was proven; run `bailiwick doctor --verify proven`',
    },
    { id: 'refused', kind: 'acp', path: '/tmp/refused\u001b', assurance: null, why: 'it lies in /tmp' },
    { id: 'absent', kind: 'acp', assurance: null, why: 'not installed: npm install --global fake' },
    {
      id: 'unreadable',
      kind: 'acp',
      path: '/bin/unreadable',
      assurance: 'observed',
      why: expect.stringMatching(/^what it executes can not be read, so nothing about it can be proven \(.*EACCES/),
    },
  ]);
  expect(agentLines(reports.slice(0, 3))).toEqual([
    'ok  agent proven: 1.2.3 at /bin/proven, observed: the way it is started changed since it was proven; run `bailiwick doctor --verify proven`\n',
    'BAD agent refused: version unknown at /tmp/refused\u241b, it lies in /tmp\n',
    'ok  agent absent: not installed: npm install --global fake\n',
  ]);
});
