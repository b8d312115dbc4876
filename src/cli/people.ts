import path from 'node:path';
import { verifyAgent } from '../agents/verify/verify.ts';
import { readRuleFile, replaceFile } from '../policy/rules/rule-files.ts';
import { endDeadTasks } from '../rooms/upkeep.ts';
import { checkExamples } from '../shell/broken-examples.ts';
import { findBash } from '../shell/process/bash.ts';
import { stopDetached } from '../shell/process/stop-detached.ts';
import { stopMarked } from '../shell/process/stop-marked.ts';
import { type Store, StoreFailed } from '../store/store.ts';
import { createUndoJournal } from '../store/undo/journal.ts';
import { VERSION } from '../version.ts';
import { createRuleAdder } from './add-rule.ts';
import { approvals } from './approvals.ts';
import { answerApproval } from './approvals-answer.ts';
import { placesOf } from './check.ts';
import { doctor } from './doctor.ts';
import { reportAgents } from './doctor-agents.ts';
import { readRulesOf } from './doctor-rules.ts';
import { doctorVerify, type Verifying } from './doctor-verify.ts';
import { chooseEngine } from './engine.ts';
import { judgeHere } from './judge-here.ts';
import { showLog } from './log.ts';
import { auditDirectory } from './log-directory.ts';
import { logProblem } from './log-writable.ts';
import { withState } from './open-state.ts';
import { output } from './output.ts';
import { patch } from './patch.ts';
import { patchTrees } from './patch-trees.ts';
import type { People } from './people-world.ts';
import { readLine } from './read-line.ts';
import { replay } from './replay.ts';
import { report } from './report.ts';
import { rules } from './rules.ts';
import { state } from './state.ts';
import { stop } from './stop.ts';
import { suggest } from './suggest.ts';
import { tasks } from './tasks.ts';
import { trust, untrust } from './trust.ts';
import { undo } from './undo.ts';
import { unreadableState } from './unreadable-state.ts';

const WRONG_USAGE = 64;
/** What has something to say, or to do, also when the state can not be read. */
const WITHOUT_STATE: readonly string[] = ['log', 'state', 'doctor', 'stop'];

/** Commands that carry a person's authority, or show what all sessions did. Returns the exit code: 0, 1 failed, 64 wrong usage. */
export async function people(world: People): Promise<number> {
  const { given, log } = world;
  switch (given.command) {
    case 'approvals':
    case 'approve':
    case 'deny':
    case 'engine':
    case 'log':
    case 'tasks':
    case 'output':
    case 'report':
    case 'patch':
    case 'stop':
    case 'state':
    case 'doctor':
      return withState({ stateDir: world.config.stateDir, anyway: WITHOUT_STATE.includes(given.command), log }, (store) =>
        onStore(world, store),
      );
    case 'undo': {
      const { operands, switches } = given;
      const journal = createUndoJournal({ dir: path.join(world.config.stateDir, 'undo'), now: Date.now });
      return undo({ operands, force: switches.includes('force'), journal, stdout: world.stdout, log });
    }
    case 'rules':
    case 'trust':
    case 'untrust':
    case 'replay':
      return onWorkspace(world);
    default:
      log(`${given.command} is no such command`);
      return WRONG_USAGE;
  }
}

async function onStore(world: People, store: Store): Promise<number> {
  const { given, config, stdin, stdout, terminal, screen, signal, log } = world;
  const { operands, options, switches } = given;
  const json = switches.includes('json');
  const shared = { store, now: Date.now, stdout, log };
  if (given.command === 'approvals')
    return approvals({ ...shared, operands, watch: switches.includes('watch'), json, columns: screen.columns, signal });
  if (given.command === 'log') {
    if (store.why !== undefined) log(unreadableState(config.stateDir, store.why));
    const anchors = store.heads.list();
    const only = { follow: switches.includes('follow'), denied: switches.includes('denied'), task: options.task };
    return showLog({ operands, ...only, json, stateDir: config.stateDir, anchors, stdout, log, screen, signal });
  }
  const { stateDir } = config;
  const outputDir = path.join(stateDir, 'output');
  const columns = terminal ? screen.columns : undefined;
  // What died with its server is shown as what it is. Where that can not be kept it is only seen later.
  const endDead = async (): Promise<void> => {
    await endDeadTasks(store, outputDir).catch((error: unknown) => {
      if (!(error instanceof StoreFailed)) throw error;
    });
  };
  if (
    given.command === 'tasks' ||
    given.command === 'output' ||
    given.command === 'report' ||
    given.command === 'patch' ||
    given.command === 'stop'
  )
    await endDead();
  if (given.command === 'tasks') return tasks({ ...shared, operands, all: switches.includes('all'), json, stateDir, columns });
  if (given.command === 'output') {
    const how = { follow: switches.includes('follow'), raw: switches.includes('raw'), json, stream: options.stream };
    return output({ ...shared, operands, ...how, stateDir, terminal, endDead, signal });
  }
  if (given.command === 'patch') {
    const trees = patchTrees(world);
    return patch({ ...shared, operands, apply: switches.includes('apply'), stateDir, terminal, trees, signal });
  }
  if (given.command === 'report') {
    const how = { html: switches.includes('html'), json, out: options.out, cwd: config.cwd, replaceFile };
    return report({ ...shared, operands, ...how, stateDir, terminal });
  }
  if (given.command === 'stop') {
    const how = { force: switches.includes('force'), reason: options.reason };
    return stop({ ...shared, operands, ...how, stateDir, signal, stopDetached, stopMarked });
  }
  if (given.command === 'state') {
    const yes = switches.includes('yes');
    return state({ ...shared, operands, yes, json, stateDir, outputDir, columns, readLine: () => readLine(stdin) });
  }
  if (given.command === 'doctor') return examine(world, store);
  const [operand, ...others] = operands;
  if (given.command === 'engine') return chooseEngine({ ...shared, operands });
  return answerApproval({
    ...shared,
    operand: others.length > 0 ? undefined : operand,
    choice: given.command === 'deny' ? 'deny' : 'approve',
    for: lastsFor(options.for),
    by: 'cli',
    addRule: createRuleAdder(config),
  });
}

/** Looks at this machine; with `--verify` it proves what agents are held by. */
async function examine(world: People, store: Store): Promise<number> {
  const { given, config, program, stdout, signal, log } = world;
  const { operands, switches } = given;
  const placed = placesOf(given, config);
  const { doctorWorld } = await import('./doctor-world.ts');
  const workspace = placed.ok ? placed.workspace : undefined;
  const { agents, proofs } = await doctorWorld({ config, program, store, workspace, log });
  const shared = { operands, json: switches.includes('json'), stdout, log };
  if (!switches.includes('verify')) {
    const reports = operands.length === 0 ? await reportAgents(agents) : [];
    return doctor({ ...shared, store, agents: reports, ...lookedAt(world, workspace) });
  }
  const verify: Verifying['verify'] = (request) => verifyAgent(request, proofs);
  const kept = { proofs: store.proofs, notKept: store.durability === 'file' ? undefined : (store.why ?? '') };
  return doctorVerify({ ...shared, ...kept, world: agents, verify, now: Date.now, signal });
}

/** What `doctor` tells of besides the state and the agents. */
function lookedAt(
  { config }: People,
  workspace: string | undefined,
): Omit<Parameters<typeof doctor>[0], 'operands' | 'json' | 'store' | 'agents' | 'stdout' | 'log'> {
  const { stateDir, model } = config;
  const dir = auditDirectory(stateDir);
  return {
    versions: { bailiwick: VERSION, node: process.versions.node, platform: process.platform },
    findBash,
    stateDir,
    audit: { dir, problem: logProblem(dir) },
    settings: config,
    rules: readRulesOf(config, workspace),
    model: model && `${model.model} at ${model.baseUrl}`,
    knowledge: checkExamples(),
  };
}

function lastsFor(text: string | undefined): 'once' | 'session' | 'always' {
  return text === 'session' || text === 'always' ? text : 'once';
}

async function onWorkspace(world: People): Promise<number> {
  const { given, config, stdin, stdout, screen, log } = world;
  const { operands, switches } = given;
  const json = switches.includes('json');
  if (given.command === 'rules' && operands[0] === 'suggest')
    return suggest({ operands: operands.slice(1), json, stateDir: config.stateDir, stdout, log, screen });
  const here = await judgeHere(world);
  if (!here.ok) {
    log(here.message);
    return WRONG_USAGE;
  }
  const { workspace, set, examine, isDirectory } = here;
  const places = { configDir: config.configDir, workspace, cwd: config.cwd };
  const files = { readFile: readRuleFile, replaceFile };
  if (given.command === 'rules')
    return rules({ operands, write: switches.includes('write'), config: places, set, examine, isDirectory, ...files, stdout, log });
  if (given.command === 'replay') return replay({ operands, json, stateDir: config.stateDir, stdout, log, screen, judge: here.judge });
  const yes = switches.includes('yes');
  const request = { operands, yes, config: places, ...files, readLine: () => readLine(stdin), now: () => new Date(), stdout, log };
  return given.command === 'trust' ? trust(request) : untrust(request);
}
