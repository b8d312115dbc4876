import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { readRuleFile, replaceFile } from '../policy/rules/rule-files.ts';
import { endDeadTasks } from '../rooms/upkeep.ts';
import { attach } from '../shell/process/attach.ts';
import { findBash } from '../shell/process/bash.ts';
import { bootId } from '../shell/process/boot-id.ts';
import { processStart } from '../shell/process/process-start.ts';
import { openStore } from '../store/sqlite/open.ts';
import { type Store, StoreFailed } from '../store/store.ts';
import { VERSION } from '../version.ts';
import { createRuleAdder } from './add-rule.ts';
import { approvals } from './approvals.ts';
import { answerApproval } from './approvals-answer.ts';
import { doctor } from './doctor.ts';
import { chooseEngine } from './engine.ts';
import { judgeHere } from './judge-here.ts';
import { showLog } from './log.ts';
import { output } from './output.ts';
import type { People } from './people-world.ts';
import { readLine } from './read-line.ts';
import { replay } from './replay.ts';
import { rules } from './rules.ts';
import { state } from './state.ts';
import { stop } from './stop.ts';
import { suggest } from './suggest.ts';
import { tasks } from './tasks.ts';
import { trust, untrust } from './trust.ts';

const FAILED = 1;
const WRONG_USAGE = 64;

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
    case 'stop':
    case 'state':
    case 'doctor':
      return withStore(world, (store) => onStore(world, store));
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

async function withStore({ config, log }: People, use: (store: Store) => Promise<number>): Promise<number> {
  const store = openStore({
    stateDir: config.stateDir,
    owner: { id: randomUUID(), pid: process.pid, startedAt: processStart(process.pid) ?? 0, boot: bootId() },
    isAlive: (pid, startedAt) => processStart(pid) === startedAt,
    now: Date.now,
    clock: performance.now.bind(performance),
    log,
  });
  try {
    return await use(store);
  } catch (error) {
    if (!(error instanceof StoreFailed)) throw error;
    log(error.message);
    return FAILED;
  } finally {
    store.close();
  }
}

async function onStore({ given, config, stdin, stdout, terminal, screen, signal, log }: People, store: Store): Promise<number> {
  const { operands, options, switches } = given;
  const json = switches.includes('json');
  const shared = { store, now: Date.now, stdout, log };
  if (given.command === 'approvals')
    return approvals({ ...shared, operands, watch: switches.includes('watch'), json, columns: screen.columns, signal });
  if (given.command === 'log') {
    const anchors = store.heads.list();
    const only = { follow: switches.includes('follow'), denied: switches.includes('denied'), task: options.task };
    return showLog({ operands, ...only, json, stateDir: config.stateDir, anchors, stdout, log, screen, signal });
  }
  const { stateDir } = config;
  const outputDir = path.join(stateDir, 'output');
  if (given.command === 'tasks') {
    // What died with its server is shown as what it is.
    await endDeadTasks(store, outputDir);
    return tasks({ ...shared, operands, all: switches.includes('all'), json, columns: screen.columns });
  }
  if (given.command === 'output') {
    const { stream } = options;
    return output({ ...shared, operands, follow: switches.includes('follow'), json, stream, stateDir, terminal, signal });
  }
  if (given.command === 'stop')
    return stop({ ...shared, operands, force: switches.includes('force'), reason: options.reason, stateDir, signal, attach });
  if (given.command === 'state') {
    const yes = switches.includes('yes');
    return state({ ...shared, operands, yes, json, stateDir, outputDir, readLine: () => readLine(stdin) });
  }
  if (given.command === 'doctor') {
    const versions = { bailiwick: VERSION, node: process.versions.node, platform: process.platform };
    const { model } = config;
    return doctor({ ...shared, operands, json, versions, findBash, stateDir, model: model && `${model.model} at ${model.baseUrl}` });
  }
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
