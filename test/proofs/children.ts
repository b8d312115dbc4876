import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { visible } from '../../src/shell/visible.ts';
import { budgets } from './children/budgets.ts';
import { counting } from './children/counting.ts';
import { definition } from './children/definition.ts';
import { group } from './children/group.ts';
import { type Checked, createLab, type Lab } from './children/lab.ts';
import { startStagedModel } from './children/model.ts';
import { plan } from './children/plan.ts';
import { resume } from './children/resume.ts';
import { review } from './children/review.ts';
import { unconfigured } from './children/unconfigured.ts';
import { undo } from './children/undo.ts';
import { programPath } from './loop/commands.ts';

// Children that finish work, tried as a user would: a real server over stdio, a real client, a person at a terminal, and our own loop on a
// scripted model. `--quick` waits less and tries fewer moments; `--only 1,2` runs some of the trials; `--keep` leaves their files.

interface Trial {
  readonly name: string;
  readonly run: (lab: Lab) => Promise<void>;
}

const TRIALS: ReadonlyMap<number, Trial> = new Map([
  [1, { name: 'a group, and what tells its children apart', run: group }],
  [2, { name: 'a server that ends in mid-pursue, and the next that goes on', run: resume }],
  [3, { name: 'budgets on children that never end', run: budgets }],
  [4, { name: 'a plan first', run: plan }],
  [5, { name: 'what a child changed is taken back', run: undo }],
  [6, { name: 'an agent that the repository describes', run: definition }],
  [7, { name: 'a reviewer', run: review }],
  [8, { name: 'no model is configured', run: unconfigured }],
  [9, { name: 'every call is counted', run: counting }],
]);

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    keep: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const say = (line: string): boolean => process.stdout.write(`${visible(line)}\n`);
const chosen = chosenOr64(values.only);
const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'bailiwick-children-')));
const model = await startStagedModel();
const checks: Checked[] = [];
const begun = performance.now();
try {
  for (const [trial, { name, run }] of chosen) {
    const from = performance.now();
    const tell = (checked: Checked): void => {
      checks.push(checked);
      for (const why of checked.wrong) say(`  MISS ${checked.name}: ${why}`);
      if (values.verbose && checked.wrong.length === 0) say(`  ok   ${checked.name}${checked.seen === '' ? '' : `: ${checked.seen}`}`);
    };
    say(`${trial} ${name}`);
    const lab = createLab({ trial, quick: values.quick, root, PATH: programPath(), model, tell });
    await run(lab).catch((error: unknown) =>
      lab.check('it comes to its end', [error instanceof Error ? (error.stack ?? error.message) : String(error)]),
    );
    await lab.end();
    const own = checks.filter((checked) => checked.trial === trial);
    say(
      `  ${own.filter(({ wrong }) => wrong.length === 0).length} of ${own.length} in ${((performance.now() - from) / 1_000).toFixed(1)} s`,
    );
  }
} finally {
  await model.close();
  if (values.keep) say(`kept: ${root}`);
  else rmSync(root, { recursive: true, force: true });
}
const missed = checks.filter(({ wrong }) => wrong.length > 0).length;
say(`${checks.length} checks, ${missed} missed, ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
process.exitCode = missed === 0 && checks.length > 0 ? 0 : 1;

/** The trials that were asked for; wrong usage exits 64, as everywhere. */
function chosenOr64(only: string | undefined): readonly (readonly [number, Trial])[] {
  const wanted = only?.split(',').map(Number);
  if (wanted?.some((number) => !TRIALS.has(number)) !== true) return [...TRIALS].filter(([number]) => wanted?.includes(number) ?? true);
  process.stderr.write(`--only: there are ${[...TRIALS.keys()].join(', ')}\n`);
  process.exit(64);
}
