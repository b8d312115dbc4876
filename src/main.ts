import { readFileSync, realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { type Arguments, COMMANDS, ownArguments, parseArguments } from './config/arguments.ts';
import { runtimeProblem } from './config/runtime.ts';
import type { LoadedConfig } from './config.ts';
import { createLog } from './server/log.ts';
import { VERSION } from './version.ts';

/** Of what is no terminal. */
const WIDTH = 120;

/** Hosts expect the end within 2 s of asking for it. */
const SHUTDOWN_LIMIT_MS = 1_800;

const ownFile = fileURLToPath(import.meta.url);
/** The launcher stands beside the bundle and is what a host starts. */
const launcher = join(dirname(ownFile), 'cli.cjs');

/** Of a hook: an agent goes on after any other code, and so after any other failure on the way there. */
const BLOCKED = 2;
/** Exit codes of sysexits.h. */
const isHook = mayBeHook(ownArguments(process.argv, isOurScript));
const FAILED = isHook ? BLOCKED : 1;
const WRONG_USAGE = isHook ? BLOCKED : 64;
const REFUSED = 77;

const log = createLog(process.stderr);
const embedded = process.versions['electron'] !== undefined;

async function main(): Promise<number> {
  const problem = runtimeProblem({ platform: process.platform, nodeVersion: process.versions.node });
  if (problem !== undefined) return fail(FAILED, problem);
  const argv = ownArguments(process.argv, isOurScript);
  const parsed = parseArguments(argv, embedded);
  if (!parsed.ok) return fail(WRONG_USAGE, parsed.message);
  switch (parsed.arguments.command) {
    case 'version':
      process.stdout.write(`${VERSION}\n`);
      return 0;
    case 'help': {
      const { helpText } = await import('./cli/help.ts');
      process.stdout.write(helpText(parsed.arguments.operands[0]));
      return 0;
    }
    case 'print-config':
      return printConfigCommand(argv, parsed.arguments);
    case 'check':
    case 'explain':
      return checkCommand(argv, parsed.arguments);
    case 'approvals':
    case 'approve':
    case 'deny':
    case 'rules':
    case 'trust':
    case 'untrust':
    case 'engine':
    case 'log':
    case 'replay':
    case 'tasks':
    case 'output':
    case 'report':
    case 'stop':
    case 'patch':
    case 'undo':
    case 'state':
    case 'doctor':
      return peopleCommand(argv, parsed.arguments);
    case 'supervise':
      return superviseCommand();
    case 'cage':
      return cageCommand(parsed.arguments.operands);
    case 'hook':
      return hookCommand(argv);
    case 'serve':
      return serveCommand(argv);
  }
}

/** Before anything is understood: flags may stand in front, and another command may have an operand of that name. */
function mayBeHook(argv: readonly string[]): boolean {
  return argv.includes('hook') && !COMMANDS.some(({ name }) => name !== 'hook' && name === argv[0]);
}

/** What is refused to our own children: a server of their own, and everything with a person's authority. */
async function refusedToChildren(): Promise<string | undefined> {
  const { runsBelowOurChild } = await import('./shell/process/ancestry.ts');
  const ancestry = await runsBelowOurChild();
  return ancestry.below ? `Refused, because one of Bailiwick's own commands started this. ${ancestry.why ?? ''}` : undefined;
}

async function peopleCommand(argv: readonly string[], given: Arguments): Promise<number> {
  const refused = await refusedToChildren();
  if (refused !== undefined) return fail(REFUSED, refused);
  const [loaded, { people }] = await Promise.all([load(argv), import('./cli/people.ts')]);
  if (!loaded.ok) return fail(WRONG_USAGE, loaded.message);
  const { config } = loaded;
  for (const line of [...config.notices, ...config.details]) log(line);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const { stdin, stdout } = process;
  return people({
    given,
    config,
    program: import.meta.url,
    stdin,
    stdout,
    terminal: stdout.isTTY === true,
    screen: screenOf(),
    signal: stop.signal,
    log,
  });
}

/** Without configuration: what it is to do comes on stdin, judged. */
async function superviseCommand(): Promise<number> {
  const refused = await refusedToChildren();
  if (refused !== undefined) return fail(REFUSED, refused);
  const { supervise } = await import('./cli/supervise.ts');
  const { stdin, stdout } = process;
  return supervise({ stdin, stdout, signals: process, log, now: Date.now });
}

/** For our own children; what it needs is in what it inherits, and every caged child pays for what it loads. */
async function cageCommand(operands: readonly string[]): Promise<number> {
  const { cage } = await import('./cli/cage.ts');
  const { stdin, stdout } = process;
  return cage({ operands, stdin, stdout, log });
}

/** For an agent, which takes every other code than this command's own for a yes. */
async function hookCommand(argv: readonly string[]): Promise<never> {
  process.exitCode = BLOCKED;
  const { hook } = await import('./cli/hook.ts');
  return hook({ argv, env: process.env, cwd: workingDirectory(), stdin: process.stdin, program: import.meta.url });
}

function screenOf(): { readonly columns: number; readonly colour: boolean } {
  const { stdout, env } = process;
  const colour = stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return { columns: stdout.columns ?? WIDTH, colour };
}

async function serveCommand(argv: readonly string[]): Promise<number> {
  const refused = await refusedToChildren();
  if (refused !== undefined) return fail(REFUSED, refused);
  if (isatty(0)) {
    log('This is an MCP server: a host starts it and talks to it over stdin. Nothing to do in a terminal.');
    log('`bailiwick print-config <host>` prints the block that adds it to a host; `bailiwick --help` lists hosts and settings.');
    return 0;
  }
  const loaded = await load(argv);
  if (!loaded.ok) return fail(WRONG_USAGE, loaded.message);
  for (const line of [...loaded.config.notices, ...loaded.config.details]) log(line);
  const [{ createApp }, { serve }] = await Promise.all([import('./app.ts'), import('./server/stdio.ts')]);
  const app = createApp(loaded.config, log);
  const stop = new AbortController();
  let exitCode = 0;
  stop.signal.addEventListener('abort', () => setTimeout(() => process.exit(exitCode), SHUTDOWN_LIMIT_MS).unref());
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  process.on('uncaughtException', (error) => {
    log(describe(error));
    exitCode = FAILED;
    stop.abort();
  });
  try {
    const { stdin, stdout } = process;
    await serve({ app, stdin, stdout, protocol: loaded.config.protocol, log, signal: stop.signal });
  } finally {
    stop.abort();
    await app.close();
  }
  return exitCode;
}

async function printConfigCommand(argv: readonly string[], given: Arguments): Promise<number> {
  const loaded = await load(argv);
  if (!loaded.ok) return fail(WRONG_USAGE, loaded.message);
  const { config } = loaded;
  const [{ printConfig }, { findNode, versionOf }] = await Promise.all([import('./cli/print-config.ts'), import('./cli/find-node.ts')]);
  const node = await findNode({
    execPath: process.execPath,
    embedded,
    path: config.inherited['PATH'] ?? '',
    home: config.home,
    versionOf,
  });
  if (node === undefined) {
    log('No Node 22.13 or newer was found on PATH or where installers put it; put its absolute path in place of `node`.');
  }
  const printed = printConfig({
    operands: given.operands,
    node: node ?? 'node',
    script: exists(launcher) ? launcher : ownFile,
    given: {
      ...given.options,
      ...(given.options.workspace === undefined || config.workspace === undefined ? {} : { workspace: config.workspace }),
      ...(given.options['state-dir'] === undefined ? {} : { 'state-dir': config.stateDir }),
    },
  });
  process.stderr.write(printed.stderr);
  process.stdout.write(printed.stdout);
  return printed.exitCode;
}

/** Without authority, so that anybody may ask, our own children too. */
async function checkCommand(argv: readonly string[], given: Arguments): Promise<number> {
  const [loaded, { check }] = await Promise.all([load(argv), import('./cli/check.ts')]);
  if (!loaded.ok) return fail(WRONG_USAGE, loaded.message);
  const { config } = loaded;
  for (const line of [...config.notices, ...config.details]) log(line);
  const { stdin, stdout } = process;
  return check({ config, given, program: import.meta.url, stdin, stdout, screen: screenOf(), log });
}

async function load(argv: readonly string[]): Promise<LoadedConfig> {
  const { loadConfig } = await import('./config.ts');
  const readFile = (path: string) => readFileSync(path, 'utf8');
  return loadConfig({ argv, env: process.env, cwd: workingDirectory(), home: homeOfUser(), readFile, embedded });
}

/** From the system's user database; `undefined` for a user that it does not know. */
function homeOfUser(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}

/** The root, which is never a workspace, when the directory is gone. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

function isOurScript(entry: string): boolean {
  const real = realPath(entry);
  return real !== undefined && (real === realPath(ownFile) || real === realPath(launcher));
}

function exists(path: string): boolean {
  return realPath(path) !== undefined;
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function fail(exitCode: number, message: string): number {
  log(message);
  return exitCode;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// No await at the top level: the bundle is CommonJS.
main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => process.exit(fail(FAILED, describe(error))),
);
