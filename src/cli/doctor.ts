import type { Config } from '../config.ts';
import type { CheckedExamples } from '../shell/broken-examples.ts';
import type { Bash } from '../shell/process/bash.ts';
import { visible } from '../shell/visible.ts';
import type { Store } from '../store/store.ts';
import { printable } from './check-json.ts';
import { type AgentReport, agentLines, isRefused } from './doctor-agents.ts';
import type { FoundRules } from './doctor-rules.ts';
import { FAILED, WRONG_USAGE } from './task-find.ts';

export interface Examining {
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly store: Pick<Store, 'durability' | 'why' | 'state'>;
  readonly versions: { readonly bailiwick: string; readonly node: string; readonly platform: string };
  /** Throws when there is none. */
  readonly findBash: () => Bash;
  readonly stateDir: string;
  /** Where the log is kept, and what keeps a line from being written there. */
  readonly audit: { readonly dir: string; readonly problem: string | undefined };
  readonly settings: Pick<Config, 'access' | 'preset' | 'notices' | 'details'>;
  readonly rules: FoundRules;
  /** The model that may answer before a person is asked, as a name for people; `undefined` when none is configured. */
  readonly model: string | undefined;
  readonly agents: readonly AgentReport[];
  /** What is known of programs, checked with its own examples. */
  readonly knowledge: CheckedExamples;
  readonly stdout: { write(text: string): unknown };
  readonly log: (line: string) => void;
}

/** One thing that was looked at. `ok: false` is something to mend; what merely is not there is said in `text`. */
interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

/**
 * `doctor [--json]` says what this machine gives a server, and what it cannot promise here.
 * @returns the exit code: 0, 1 when something is to be mended, 64 for wrong usage
 */
export function doctor(request: Examining): number {
  const { operands, json, agents, stdout, log } = request;
  if (operands.length > 0) {
    log('Usage: bailiwick doctor [--json], or bailiwick doctor --verify [agent|all]');
    return WRONG_USAGE;
  }
  const findings = [...[runtime, bash, store, audit, settings, rules, model, knowledge].map((look) => look(request)), SANDBOX];
  const sound = findings.every(({ ok }) => ok) && !agents.some(isRefused);
  if (json) stdout.write(`${printable(JSON.stringify({ ok: sound, findings, agents }, null, 2))}\n`);
  else {
    for (const { name, ok, text } of findings) stdout.write(`${ok ? 'ok ' : 'BAD'} ${name}: ${visible(text)}\n`);
    for (const line of agentLines(agents)) stdout.write(line);
  }
  return sound ? 0 : FAILED;
}

function runtime({ versions: { bailiwick, node, platform } }: Examining): Finding {
  return { name: 'runtime', ok: true, text: `Bailiwick ${bailiwick}, Node ${node}, ${platform}` };
}

function bash({ findBash }: Examining): Finding {
  try {
    const { path, version, major } = findBash();
    const text = `${path}, version ${version === '' ? 'unknown' : version}`;
    return { name: 'bash', ok: major >= 5, text: major >= 5 ? text : `${text}; version 5 or later is judged best: install it` };
  } catch {
    return { name: 'bash', ok: false, text: 'none was found; nothing can be run without it' };
  }
}

function store({ store: { durability, why = '', state }, stateDir }: Examining): Finding {
  return durability === 'file'
    ? { name: 'state', ok: true, text: `${state?.file ?? stateDir}, SQLite ${state?.sqlite ?? 'unknown'}` }
    : {
        name: 'state',
        ok: false,
        text: `in memory: todo lists, tasks and questions end with their server, and no other terminal sees them. ${why}`,
      };
}

function audit({ audit: { dir, problem } }: Examining): Finding {
  if (problem === undefined) return { name: 'log', ok: true, text: dir };
  return {
    name: 'log',
    ok: false,
    text: `no command will run: every decision is written down first; make ${dir} writable, with space on its disk (${problem})`,
  };
}

/** Only a settings file that is broken has details. */
function settings({ settings: { access, preset, notices, details } }: Examining): Finding {
  const ok = details.length === 0;
  return { name: 'settings', ok, text: [`access ${access}, preset ${preset}.`, ...notices, ...details].join(' ') };
}

function rules({ rules: { workspace, count, problems } }: Examining): Finding {
  const where = workspace === undefined ? 'yours; the directory that this was called in can not be a workspace' : `for ${workspace}`;
  if (problems.length === 0) return { name: 'rules', ok: true, text: `${count === 1 ? '1 rule' : `${count} rules`}, ${where}` };
  return { name: 'rules', ok: false, text: problems.join('; ') };
}

function model({ model: name }: Examining): Finding {
  return { name: 'model', ok: true, text: name ?? 'none is configured: rules alone decide, and you are asked for the rest' };
}

function knowledge({ knowledge: { programs, examples, broken } }: Examining): Finding {
  const what = `${programs} programs, checked with ${examples} examples`;
  const text =
    broken.length === 0 ? what : `${what}; these are not judged as they should be, which is a fault of this program: ${broken.join('; ')}`;
  return { name: 'programs', ok: broken.length === 0, text };
}

const SANDBOX: Finding = { name: 'sandbox', ok: true, text: 'none: an allowed command runs with the rights of the user' };
