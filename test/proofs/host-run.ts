import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { type Found, processesOf, survivors } from './host-processes.ts';
import { type Facts, replyOf, type Step } from './host-script.ts';
import { type Received, startScriptedModel } from './scripted-model.ts';

export interface Launch {
  /** The script that starts the server: its `print-config` makes the host's configuration. */
  readonly script: string;
  readonly flags: readonly string[];
}

/** What a run of the host left to look at. */
export interface HostRun {
  readonly received: Received;
  /** The host's own account: one JSON object a line. */
  readonly stdout: string;
  readonly stderr: string;
  readonly log: string;
  readonly exitCode: number | null;
  readonly seconds: number;
  /** What a person would have been asked, in order. */
  readonly questions: readonly string[];
  readonly made: string | undefined;
  readonly inIndex: string;
  /** At the end of the conversation, and a moment after the end of the host; `undefined` where nothing tells. */
  readonly running: readonly Found[] | undefined;
  readonly left: readonly Found[] | undefined;
}

const OTHER_HOME = join(import.meta.dirname, '../other-home.cjs');
const RUN_MS = 120_000;
/** The server may take 2 s to end. */
const END_MS = 3_000;

interface Options {
  readonly claude: string;
  readonly launch: Launch;
  readonly steps: readonly Step[];
  readonly facts: Facts;
  /** Ends the run early; it rejects then. */
  readonly signal: AbortSignal;
}

/** Lets Claude Code work through the steps in a scratch repository; ends and removes whatever is left of it. */
export async function runHost({ claude, launch, steps, facts, signal }: Options): Promise<HostRun> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-host-')));
  const looksAtProcesses = existsSync('/proc/self/cwd');
  let running: readonly Found[] | undefined;
  const model = await startScriptedModel((done) => {
    const reply = replyOf(steps, done);
    if ('say' in reply && looksAtProcesses) running = processesOf(root);
    return reply;
  });
  try {
    const workspace = prepare(root, facts, launch);
    const started = performance.now();
    const ended = await runClaude({ claude, root, url: model.url, signal });
    const seconds = (performance.now() - started) / 1000;
    const left = looksAtProcesses ? await survivors(root, END_MS) : undefined;
    return {
      received: model.received(),
      ...ended,
      log: contentOf(join(root, 'host.log')) ?? '',
      seconds,
      questions: (contentOf(join(root, 'questions')) ?? '').split('\n').filter((line) => line !== ''),
      made: contentOf(join(workspace, facts.made.path)),
      inIndex: git(workspace, 'ls-files'),
      running,
      left,
    };
  } finally {
    await model.close();
    for (const { pid } of looksAtProcesses ? processesOf(root) : []) end(pid);
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

function prepare(root: string, facts: Facts, { script, flags }: Launch): string {
  const workspace = join(root, 'work');
  for (const name of ['work', 'home', 'tmp']) mkdirSync(join(root, name));
  git(workspace, 'init', '--quiet');
  for (const { path, content } of [facts.tracked, facts.stubborn]) writeFileSync(join(workspace, path), content);
  const printed = execFileSync(
    process.execPath,
    ['--require', OTHER_HOME, script, 'print-config', 'claude-code', '--state-dir', join(root, 'state'), ...flags],
    { env: { ...process.env, TEST_HOME: join(root, 'home') }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  writeFileSync(join(root, 'mcp.json'), JSON.stringify(withOtherHome(printed, join(root, 'home'))));
  writeFileSync(join(root, 'person.sh'), person(root, facts), { mode: 0o700 });
  return workspace;
}

const hostConfig = z.object({
  mcpServers: z.object({
    bailiwick: z.looseObject({ args: z.array(z.string()), env: z.record(z.string(), z.string()).optional() }),
  }),
});

/** The printed block as it is, but for a scratch directory in place of the home that the user database gives. */
function withOtherHome(printed: string, home: string): z.output<typeof hostConfig> {
  const { bailiwick } = hostConfig.parse(JSON.parse(printed)).mcpServers;
  const args = ['--require', OTHER_HOME, ...bailiwick.args];
  return { mcpServers: { bailiwick: { ...bailiwick, args, env: { ...bailiwick.env, TEST_HOME: home } } } };
}

/** Print mode has nobody to ask; a hook of the host answers in the person's place. Says yes to two commands and no to all else. */
function person(root: string, { allowed, stubborn }: Facts): string {
  const answer = (choice: string): string =>
    JSON.stringify({ hookSpecificOutput: { hookEventName: 'Elicitation', action: 'accept', content: { choice } } });
  return `#!/bin/sh
question=$(cat)
printf '%s\\n' "$question" >> '${root}/questions'
case $question in
  *'"message":"${allowed}\\n'* | *'"message":"${stubborn.command}\\n'*) echo '${answer('allow_once')}' ;;
  *) echo '${answer('deny')}' ;;
esac
`;
}

interface Start {
  readonly claude: string;
  readonly root: string;
  readonly url: string;
  readonly signal: AbortSignal;
}

async function runClaude({ claude, root, url, signal }: Start): Promise<Pick<HostRun, 'stdout' | 'stderr' | 'exitCode'>> {
  const hooks = { Elicitation: [{ hooks: [{ type: 'command', command: join(root, 'person.sh') }] }] };
  const child = spawn(
    claude,
    [
      ...['-p', 'Play the script.', '--output-format', 'stream-json', '--verbose'],
      ...['--mcp-config', join(root, 'mcp.json'), '--strict-mcp-config', '--allowedTools', 'mcp__bailiwick'],
      ...['--settings', JSON.stringify({ hooks }), '--debug-file', join(root, 'host.log')],
    ],
    {
      cwd: join(root, 'work'),
      env: environment(root, url),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: RUN_MS,
      killSignal: 'SIGKILL',
      signal,
    },
  );
  const exit = once(child, 'exit');
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { stdout, stderr, exitCode: typeof exitCode === 'number' ? exitCode : null };
}

/** Nothing of the person who runs the proof: no settings, no key, no proxy. */
function environment(root: string, url: string): Record<string, string> {
  const home = join(root, 'home');
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    TMPDIR: join(root, 'tmp'),
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ENABLE_TOOL_SEARCH: 'false',
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: 'dummy',
  };
}

function git(workspace: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd: workspace, env, encoding: 'utf8' });
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}
