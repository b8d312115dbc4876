import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AgentEntry } from '../../../../src/agents/catalogue/entry.ts';
import { makeUser, writeSettings } from './home.ts';
import { type Installed, installedIn, installInto } from './install.ts';
import { type Checked, type Lab, placeOf, type Ready } from './lab.ts';
import { startStage } from './model.ts';
import { person } from './served.ts';

const QUICK_INSTALL_MS = 180_000;
const INSTALL_MS = 600_000;

export interface LabOf {
  readonly entries: readonly AgentEntry[];
  /** Where agents are installed already; absent: they come from the registry, into the scratch directory. */
  readonly agentsDir: string | undefined;
  readonly quick: boolean;
  /** The scratch directory is left as it is. */
  readonly keep: boolean;
  readonly check: (checked: Checked) => void;
  readonly say: (line: string) => void;
}

/** A scratch directory. Outside of /tmp: what lies there can be replaced by anybody, and some agents refuse it. */
function makeRoot(): string {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'bailiwick-proofs');
  mkdirSync(cache, { recursive: true });
  return realpathSync(mkdtempSync(path.join(cache, 'agents-')));
}

/** Installs the agents, proves their hold as a person would, and lends what the proofs take place in; then all of it is removed. */
export async function inLab({ entries, agentsDir, quick, keep, check, say }: LabOf, use: (lab: Lab) => Promise<void>): Promise<void> {
  const root = makeRoot();
  // Where time is short a registry that is slow is no failure.
  const missing = (id: string, reason: string): void => {
    if (quick) say(`skipped ${id}: ${reason}`);
    else check({ agent: id, part: 0, name: 'is installed', wrong: [reason], seen: '' });
  };
  try {
    const all =
      agentsDir === undefined
        ? await installInto(path.join(root, 'agents'), entries, quick ? QUICK_INSTALL_MS : INSTALL_MS)
        : installedIn(path.resolve(agentsDir), entries);
    for (const one of all) if ('reason' in one) missing(one.entry.id, one.reason);
    const agents = all.filter((one): one is Extract<Installed, { program: string }> => 'program' in one);
    if (agents.length === 0) return;
    const stage = await startStage();
    try {
      const user = makeUser({ root, baseUrl: stage.baseUrl, agents });
      if (user.wrapped.length > 0) say(`pointed at the scripted model by a script around them: ${user.wrapped.join(', ')}`);
      const lab: Lab = { root, stateDir: path.join(root, 'state'), user, stage, agents: [], quick, check, say };
      const ready: Ready[] = [];
      for (const { entry } of agents) {
        const level = await proven(lab, entry.id);
        if (level !== undefined) ready.push({ name: entry.id, entry, level });
      }
      await use({ ...lab, agents: ready });
    } finally {
      await stage.close();
    }
  } finally {
    if (keep) say(`kept: ${root}`);
    else rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** `bailiwick doctor --verify` as a person runs it; returns the level that the agent has then. */
async function proven(lab: Lab, id: string): Promise<Ready['level'] | undefined> {
  const { root, user, check } = lab;
  writeSettings(user.home, { preset: 'standard' });
  const workspace = path.join(root, 'work', 'doctor');
  mkdirSync(workspace, { recursive: true });
  const place = placeOf(lab, workspace);
  const begun = performance.now();
  const { status, stdout, stderr } = await person(place, 'doctor', '--verify', id);
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  const bad = stdout.split('\n').filter((line) => /^ {2}BAD|NOT held/.test(line));
  const { stdout: json } = await person(place, 'doctor', '--json');
  const level = reportsOf(json).find((one) => one.id === id)?.assurance ?? 'nothing';
  const wrong = status === 0 ? [] : [`exit code ${status}`, ...(bad.length === 0 ? [stderr.trim(), stdout.trim()] : bad)];
  check({ agent: id, part: 0, name: 'doctor --verify', wrong, seen: `${level} (${seconds} s)` });
  return level === 'gated' || level === 'caged' ? level : undefined;
}

/** The same lab without the proofs of cages: agents that are proven to ask are held by that alone. */
export async function withoutCages(lab: Lab): Promise<Lab> {
  const stateDir = `${lab.stateDir}-gated`;
  cpSync(lab.stateDir, stateDir, { recursive: true });
  const db = new DatabaseSync(path.join(stateDir, 'bailiwick.sqlite'));
  db.exec("DELETE FROM proofs WHERE level = 'caged'");
  db.close();
  const gated = { ...lab, stateDir };
  const { stdout } = await person(placeOf(gated, path.join(lab.root, 'work', 'doctor')), 'doctor', '--json');
  const levels = new Map(reportsOf(stdout).map(({ id, assurance }) => [id, assurance]));
  const agents = lab.agents.filter(({ entry, level }) => level === 'caged' && levels.get(entry.id) === 'gated');
  return { ...gated, agents: agents.map(({ entry }): Ready => ({ name: `${entry.id}-gated`, entry, level: 'gated' })) };
}

interface Report {
  readonly id: string;
  readonly assurance: string | null;
}

function reportsOf(json: string): readonly Report[] {
  return (JSON.parse(json) as { readonly agents: readonly Report[] }).agents;
}
