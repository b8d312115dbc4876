import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CLAUDE_VERSION, findClaude } from './host-claude.ts';
import { processesOf, survivors } from './host-processes.ts';
import { TOOL_PREFIX } from './host-script.ts';
import { openTerminal, type Terminal, tmuxProblem } from './host-terminal.ts';
import { type Exchange, type Reply, type ScriptedModel, startScriptedModel } from './scripted-model.ts';

// Proof: Claude Code in its interactive mode, in a terminal, shows a dispatched child as a background task of its own, asks its person for
// one that waits for an approval, and hands the result to the model when it has ended. The model is scripted.
// node test/proofs/host-interactive.ts [--quick]
// Quick lets a host or a tmux that cannot be had pass; otherwise that is a miss.

const root = join(import.meta.dirname, '../..');
const OTHER_HOME = join(root, 'test/other-home.cjs');
const END_MS = 3_000;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

/** A child that waits for a file, and one that waits for a person. */
const word = randomUUID();
const slow = { objective: 'wait and tell', command: `until [ -e go ]; do sleep 0.2; done; echo ${word}` };
const asking = { objective: 'make a repository', command: 'git init --quiet made', access: 'workspace-write' };

function script(done: readonly Exchange[]): Reply {
  const children = [slow, asking];
  const next = children[done.length];
  if (next === undefined) return { say: 'The script is at its end.' };
  return { call: `${TOOL_PREFIX}dispatch_child_task`, input: { agent: 'shell', ...next } };
}

interface Scene {
  readonly terminal: Terminal;
  readonly workspace: string;
  readonly model: ScriptedModel;
}

/** What has to be seen, in this order. */
const ACTS: readonly { readonly name: string; play(scene: Scene): Promise<void> }[] = [
  {
    name: 'two children are dispatched, and the model is told that they are in the background',
    play: async ({ terminal, model }) => {
      await terminal.shows(/❯/);
      terminal.type('Play the script.');
      await terminal.shows(/Play the script\./);
      terminal.press('Enter');
      await terminal.shows(/The script is at its end\./);
      const told = model.received().exchanges.map(({ text }) => text);
      const expected =
        /^MCP tool "bailiwick\/dispatch_child_task" started server-side task task_[0-9a-f-]{36}\. It was moved to the background/;
      if (told.length !== 2 || !told.every((text) => expected.test(text))) throw new Error(`the model was told ${JSON.stringify(told)}`);
    },
  },
  {
    name: 'the person is asked for the one that waits',
    play: async ({ terminal }) => {
      const seen = await terminal.shows(/MCP server “bailiwick” requests your input/);
      for (const part of [asking.command, 'sandbox: none', 'May this run?']) {
        if (!seen.includes(part)) throw new Error(`the question does not say ${part}:\n${seen}`);
      }
    },
  },
  {
    name: 'a yes lets it go on',
    play: async ({ terminal, workspace }) => {
      terminal.press('Right');
      await terminal.shows(/Allow once/);
      terminal.press('Enter');
      await terminal.shows(/✔ May this run\?: Allow once\s+❯ Accept/);
      await terminal.pressUntil('Enter', /\(bailiwick\/dispatch_child_task\) completed\./);
      if (!existsSync(join(workspace, 'made/.git'))) throw new Error('it completed and made nothing');
    },
  },
  {
    name: 'the other one is shown as a task of the host that works',
    play: async ({ terminal }) => {
      await terminal.shows(/1 MCP task · ↓ to manage/);
      terminal.press('Down');
      await terminal.shows(/1 MCP task · enter to view tasks/);
      terminal.press('Enter');
      await terminal.shows(/bailiwick\/dispatch_child_task\s+MCP task\s+Status: +working\s+Runtime: .*checks every 1s/);
      terminal.press('Escape');
    },
  },
  {
    name: 'its end is told, and the model gets what it wrote',
    play: async ({ terminal, workspace, model }) => {
      writeFileSync(join(workspace, 'go'), '');
      await terminal.shows(/completed\.[\s\S]*completed\.[\s\S]*The script is at its end\./);
      if (!model.received().prompt.includes(word)) throw new Error('the model never got what the child wrote');
    },
  },
];

/** Nothing of the person who runs the proof, and none of the questions that a first start asks. */
function prepare(scratch: string) {
  const workspace = join(scratch, 'work');
  const config = join(scratch, 'home/.claude');
  for (const directory of [workspace, config, join(scratch, 'tmp')]) mkdirSync(directory, { recursive: true });
  execFileSync('git', ['init', '--quiet'], { cwd: workspace });
  const trusted = { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true };
  const known = { hasCompletedOnboarding: true, lastOnboardingVersion: CLAUDE_VERSION, theme: 'dark', numStartups: 5 };
  const answered = { customApiKeyResponses: { approved: ['dummy'], rejected: [] }, projects: { [workspace]: trusted } };
  writeFileSync(join(config, '.claude.json'), JSON.stringify({ ...known, ...answered }));
  const args = ['--require', OTHER_HOME, join(root, 'dist/cli.cjs'), '--state-dir', join(scratch, 'state')];
  const server = { command: process.execPath, args, env: { TEST_HOME: join(scratch, 'home') } };
  writeFileSync(join(scratch, 'mcp.json'), JSON.stringify({ mcpServers: { bailiwick: server } }));
  return { workspace, config };
}

async function play(claude: string): Promise<boolean> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-interactive-')));
  const { workspace, config } = prepare(scratch);
  const model = await startScriptedModel(script);
  const terminal = openTerminal({
    socket: join(scratch, 'tmux'),
    cwd: workspace,
    argv: [claude, '--mcp-config', join(scratch, 'mcp.json'), '--strict-mcp-config', '--allowedTools', 'mcp__bailiwick'],
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: join(scratch, 'home'),
      TMPDIR: join(scratch, 'tmp'),
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      CLAUDE_CONFIG_DIR: config,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      ENABLE_TOOL_SEARCH: 'false',
      ANTHROPIC_BASE_URL: model.url,
      ANTHROPIC_API_KEY: 'dummy',
    },
  });
  try {
    for (const act of ACTS) {
      try {
        await act.play({ terminal, workspace, model });
        say(`ok   ${act.name}`);
      } catch (error) {
        say(`MISS ${act.name}: ${error instanceof Error ? error.message : String(error)}`);
        return false;
      }
    }
    terminal.close();
    if (!existsSync('/proc/self/cwd')) return true;
    const left = await survivors(scratch, END_MS);
    say(left.length === 0 ? 'ok   no process is left' : `MISS processes are left: ${JSON.stringify(left)}`);
    return left.length === 0;
  } finally {
    terminal.close();
    await model.close();
    if (existsSync('/proc/self/cwd')) for (const { pid } of processesOf(scratch)) end(pid);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}

const claude = await findClaude();
const problem = tmuxProblem() ?? (claude.ok ? undefined : `there is no Claude Code ${CLAUDE_VERSION}: ${claude.reason}`);
if (problem !== undefined || !claude.ok) {
  say(`skipped: ${problem ?? 'no host'}`);
  process.exitCode = values.quick ? 0 : 1;
} else {
  say(`host: Claude Code ${claude.version} (${claude.from}), in tmux`);
  execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  process.exitCode = (await play(claude.executable)) ? 0 : 1;
}
