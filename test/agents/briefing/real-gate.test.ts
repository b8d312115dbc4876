import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gateBench } from '../../attacks/gate-bench.ts';
import { git, scene } from './fixture.ts';

test('a briefing for a child that only reads, over the gate of its session', async () => {
  const bench = gateBench({ preset: 'strict' });
  const { workspace, records } = bench;
  git(workspace, 'init', '-q');
  writeFileSync(join(workspace, 'a.txt'), 'one\n');
  writeFileSync(join(workspace, 'AGENTS.md'), 'Use tabs.\n');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'x');
  writeFileSync(join(workspace, 'a.txt'), 'two\n');
  const { brief } = await scene(workspace);
  const gate = bench.open();
  const briefing = await brief(['file:a.txt', 'diff:', 'diff:HEAD'], {}, gate);
  expect(briefing.ok ? briefing.text : briefing.problem).toContain('\n-one\n+two\n');
  expect(records.map((record) => (record.kind === 'decision' ? `${record.decision} ${record.rule}` : record.kind))).toEqual([
    ...['allow tier1:read-only', 'end', 'allow tier1:read-only', 'end', 'allow tier1:read-only', 'end', 'allow tier1:read-only', 'end'],
  ]);
});

test('what the gate refuses, and what it would ask, is in no briefing', async () => {
  const bench = gateBench();
  const { workspace } = bench;
  mkdirSync(join(workspace, '.ssh'));
  for (const name of ['.env', '.ssh/id_rsa', '../outside']) writeFileSync(join(workspace, name), 'x');
  const { brief } = await scene(workspace);
  const gate = bench.open();
  const problems = [];
  for (const ref of ['file:.env', 'file:.ssh/id_rsa', 'file:../outside', 'diff:HEAD'])
    problems.push(await brief([ref], { access: 'workspace-write' }, gate));
  expect(problems).toEqual([
    { ok: false, problem: `evidence_refs[0] "file:.env": read: ${workspace}/.env is a secret place` },
    { ok: false, problem: `evidence_refs[0] "file:.ssh/id_rsa": read: ${workspace}/.ssh/id_rsa is a secret place` },
    {
      ok: false,
      problem: `evidence_refs[0] "file:../outside": a person would have to allow it: read: it reads ${join(workspace, '../outside')}, outside the workspace`,
    },
    { ok: false, problem: 'evidence_refs[0] "diff:HEAD": there is no git repository in the workspace' },
  ]);
  expect(bench.deps.store.approvals.waiting(0)).toEqual([]);
});
