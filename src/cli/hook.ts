import { fstatSync, statSync, writeSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { parseArguments } from '../config/arguments.ts';
import { type Config, loadConfig, resolveWorkspace } from '../config.ts';
import { readRuleFile } from '../policy/rules/rule-files.ts';
import { describeError } from '../shell/describe-error.ts';
import { visible } from '../shell/visible.ts';
import { type Answer, BLOCKED, blocked, type HookHost } from './hook/host.ts';
import { HOOK_HOSTS } from './hook/hosts.ts';
import { judgeCall } from './hook/judge-call.ts';
import { readPayload } from './hook/payload.ts';
import { MOST_INPUT, readInput } from './hook/read-input.ts';
import { withinTime } from './hook/within-time.ts';

/** Milliseconds from the start of this process; the agents give up after 30 s and more, and then go on as if the answer were yes. */
const LIMIT_MS = 5_000;

export interface HookCall {
  /** Behind the name of this program. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The directory that the agent started this in. */
  readonly cwd: string;
  readonly stdin: Readable;
  /** The address of a file in the directory of the bundle, or of `main.ts`. */
  readonly program: string;
}

/**
 * `hook <agent>`: reads what the agent is about to do, writes its answer and ends the process. Whatever goes wrong on the way is a no.
 * Never returns.
 */
export async function hook(call: HookCall): Promise<never> {
  const end = (answer: Answer): never => finish(answer);
  const late = (): never => end(blocked(`no answer within ${LIMIT_MS / 1000} s, so it is no.`));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) {
    process.on(signal, () => end(blocked('the hook was stopped before it could answer, so it is no.')));
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (error) => end(failed(error)));
  setTimeout(late, Math.max(1, LIMIT_MS - performance.now()));
  try {
    const asked = readArguments(call.argv);
    if ('exitCode' in asked) return end(asked);
    const bytes = await readInput(call.stdin);
    if (bytes === undefined) return end(blocked(`the call is longer than ${MOST_INPUT} bytes, so it was not read.`));
    return end(withinTime(LIMIT_MS - performance.now(), () => answerTo(bytes, asked, call)));
  } catch (error) {
    return isLate(error) ? late() : end(failed(error));
  }
}

/** The last thing that is done; an answer that cannot be written whole is a no. */
function finish(answer: Answer): never {
  const { stderr, exitCode } = wasWritten(answer.stdout) ? answer : blocked('the answer could not be written, so it is no.');
  try {
    if (stderr !== '') writeSync(2, stderr);
  } catch {
    process.exit(BLOCKED);
  }
  process.exit(exitCode);
}

function wasWritten(stdout: string): boolean {
  try {
    return stdout === '' || (!isNowhere(1) && writeSync(1, stdout) === Buffer.byteLength(stdout));
  } catch {
    return false;
  }
}

/** Node opens this where a descriptor was closed. */
function isNowhere(fd: number): boolean {
  return fstatSync(fd).rdev === statSync('/dev/null').rdev;
}

function failed(error: unknown): Answer {
  return blocked(visible(`the hook failed, so the answer is no: ${describeError(error)}`));
}

function isLate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

interface Asked {
  readonly host: HookHost;
  readonly onlyBlock: boolean;
}

function readArguments(argv: readonly string[]): Asked | Answer {
  const names = HOOK_HOSTS.map(({ name }) => name).join(', ');
  const parsed = parseArguments(argv, false);
  if (!parsed.ok) return blocked(visible(parsed.message));
  const { command, operands, switches } = parsed.arguments;
  const [name, ...more] = operands;
  const host = HOOK_HOSTS.find((each) => each.name === name);
  if (command !== 'hook' || host === undefined || more.length > 0) return blocked(`this hook needs the name of one agent: ${names}.`);
  return { host, onlyBlock: switches.includes('only-block') };
}

function answerTo(bytes: Buffer, { host, onlyBlock }: Asked, { argv, env, cwd, program }: HookCall): Answer {
  const read = readPayload(bytes);
  if (!read.ok) return blocked(`${read.problem}, so the answer is no.`);
  const { payload } = read;
  if (payload.event !== host.event) return blocked(`this hook is for ${host.event} of ${host.name} only.`);
  const user = userOf();
  const loaded = loadConfig({ argv, env, cwd, home: user.home, readFile });
  if (!loaded.ok) return blocked(visible(loaded.message));
  const { config } = loaded;
  const placed = resolveWorkspace({ config, roots: [], cwd: projectOf(config, host) });
  if (!placed.ok) return blocked(visible(placed.message));
  const { workspace } = placed;
  const place = { config, workspace, program, agent: host.name, shell: host.shell(env, user.shell) };
  // What is allowed while the agent plans is its own to ask about: our yes would end that.
  return host.answer(judgeCall(host.intents(payload), payload, place), onlyBlock || payload.plans);
}

/** A FIFO or a device in the place of a file would hold the hook longer than the agent waits. */
function readFile(file: string): string {
  const read = readRuleFile(file);
  if (read.kind === 'file') return Buffer.from(read.bytes).toString('utf8');
  throw read.kind === 'absent' ? Object.assign(new Error('it is not there'), { code: 'ENOENT' }) : new Error(read.reason);
}

/** Where no setting names the workspace, it is the project that the agent was started in: never what a payload says. */
function projectOf({ inherited, cwd }: Config, { projectVariable }: HookHost): string {
  const project = projectVariable === undefined ? undefined : inherited[projectVariable];
  return project === undefined || !path.isAbsolute(project) ? cwd : project;
}

function userOf(): { readonly home: string | undefined; readonly shell: string | undefined } {
  try {
    const { homedir, shell } = userInfo();
    return { home: homedir, shell: shell ?? undefined };
  } catch {
    return { home: undefined, shell: undefined };
  }
}
