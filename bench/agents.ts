import { CATALOGUE } from '../src/agents/catalogue/catalogue.ts';
import { figuresOf } from '../test/proofs/agents/served/figures.ts';
import { inLab } from '../test/proofs/agents/served/make-lab.ts';
import { type Benchmark, type Row, row } from './measure.ts';

/**
 * What a child costs beside what its agent costs. `BAILIWICK_PROOF_AGENTS` names a directory with installed agents; without it there is
 * nothing to measure. The agents are proven first, which takes a minute each.
 */
export const agents: Benchmark = {
  name: 'agents',
  run: async ({ quick }) => {
    const dir = process.env['BAILIWICK_PROOF_AGENTS'];
    if (dir === undefined) {
      console.error('agents: left out; BAILIWICK_PROOF_AGENTS has to name a directory with installed agents');
      return [];
    }
    const entries = CATALOGUE.filter(({ id }) => !quick || id === 'claude');
    const rows: Row[] = [];
    await inLab({ entries, agentsDir: dir, quick, keep: false, check: () => undefined, say: console.error }, async (lab) => {
      for (const agent of lab.agents) {
        for (const { what, ours, against, theirs, unit, compare } of await figuresOf(lab, agent))
          rows.push(row(`${agent.entry.id}: ${what}`, ours, against, theirs, unit, undefined, compare));
      }
    });
    return rows;
  },
};
