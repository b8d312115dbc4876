import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startScriptedModel } from '../../src/agents/verify/model/model-server.ts';
import { createPlay } from '../../src/agents/verify/model/play.ts';
import type { Step } from '../../src/agents/verify/model/step.ts';

// Proof: installed agents with our hook, or a broken one, in private settings, all permissions given, and a scripted model.
// node test/proofs/hooks.ts --agents-dir <dir> [--only <agent,…>]
// In the directory each agent lies in a directory of its own, as `npm install` makes it. Needs `npm run build` before.

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const { values } = parseArgs({ options: { 'agents-dir': { type: 'string' }, only: { type: 'string' } } });
const root = path.join(import.meta.dirname, '../..');
const PRELOAD = path.join(root, 'test/other-home.cjs');
const LAUNCHER = path.join(root, 'dist/cli.cjs');
const SECONDS = 120;
const KEY = 'hook-proof';

interface Place {
  readonly home: string;
  readonly baseUrl: string;
  readonly hook: string;
  readonly block: boolean;
}

interface Launch {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Agent {
  readonly name: string;
  readonly program: string;
  /** Whether its settings can say that a broken hook is a no. */
  readonly blocks: boolean;
  /** Whether a hook that says no by its code alone is a no. */
  readonly takesBareCode: boolean;
  readonly launch: (place: Place, prompt: string) => Launch;
}

const put = (file: string, text: string): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};

const AGENTS: readonly Agent[] = [
  {
    name: 'claude-code',
    program: 'claude',
    blocks: true,
    takesBareCode: true,
    launch({ home, baseUrl, hook, block }, prompt) {
      const settings = path.join(home, 'settings.json');
      const entry = { type: 'command', command: hook, timeout: 30, ...(block ? { onFailure: 'block' } : {}) };
      put(settings, JSON.stringify({ hooks: { PreToolUse: [{ matcher: '*', hooks: [entry] }] } }));
      return {
        args: ['-p', prompt, '--settings', settings, '--setting-sources', '', '--permission-mode', 'bypassPermissions'],
        env: { ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_AUTH_TOKEN: 'none', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', IS_SANDBOX: '1' },
      };
    },
  },
  {
    name: 'codex',
    program: 'codex',
    blocks: false,
    takesBareCode: false,
    launch({ home, baseUrl, hook }, prompt) {
      const provider = `model_provider = "s"\n[model_providers.s]\nname = "s"\nbase_url = "${baseUrl}/v1"\nwire_api = "responses"\n`;
      const hooks = `[[hooks.PreToolUse]]\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = ${JSON.stringify(hook)}\ntimeout = 30\n`;
      put(path.join(home, 'config.toml'), `model = "scripted"\n${provider}[analytics]\nenabled = false\n${hooks}`);
      return {
        args: ['exec', '--skip-git-repo-check', '-s', 'danger-full-access', '--dangerously-bypass-hook-trust', prompt],
        env: { CODEX_HOME: home },
      };
    },
  },
  {
    name: 'gemini',
    program: 'gemini',
    blocks: false,
    takesBareCode: false,
    launch({ home, baseUrl, hook }, prompt) {
      const hooks = { BeforeTool: [{ matcher: '*', hooks: [{ type: 'command', name: 'h', command: hook, timeout: 30_000 }] }] };
      put(path.join(home, '.gemini/settings.json'), JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } }, hooks }));
      return {
        args: ['-m', 'gemini-2.5-flash', '-p', prompt, '--approval-mode', 'yolo'],
        env: { GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: baseUrl, GEMINI_CLI_TRUST_WORKSPACE: 'true' },
      };
    },
  },
  {
    name: 'kimi',
    program: 'kimi',
    blocks: false,
    takesBareCode: true,
    launch({ home, baseUrl, hook }, prompt) {
      put(path.join(home, 'config.toml'), `[[hooks]]\nevent = "PreToolUse"\ncommand = ${JSON.stringify(hook)}\ntimeout = 30\n`);
      const model = { KIMI_MODEL_NAME: 'scripted', KIMI_MODEL_API_KEY: 'none', KIMI_MODEL_PROVIDER_TYPE: 'openai' };
      return {
        args: ['-p', prompt, '--output-format', 'stream-json'],
        env: { ...model, KIMI_CODE_HOME: home, KIMI_DISABLE_TELEMETRY: '1', KIMI_MODEL_BASE_URL: `${baseUrl}/v1` },
      };
    },
  },
];

interface Seen {
  /** A file in the workspace, which is allowed; one outside, which asks; and the workspace itself, whose removal is denied. */
  readonly inside: boolean;
  readonly outside: boolean;
  readonly workspace: boolean;
}

/** Plays the script with one agent, and looks at what was done. */
async function play(agent: Agent, program: string, make: (home: string) => string, block: boolean, removes: boolean): Promise<Seen> {
  const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'bailiwick-hooks-')));
  const [workspace = '', home = '', elsewhere = ''] = ['workspace', 'home', 'elsewhere'].map((name) => path.join(scratch, name));
  for (const directory of [workspace, home, elsewhere]) mkdirSync(directory);
  const inside = path.join(workspace, 'inside.txt');
  const outside = path.join(elsewhere, 'outside.txt');
  const commands = [`touch ${inside}`, `touch ${outside}`, ...(removes ? [`rm -rf ${workspace}`] : [])];
  const steps = commands.map((command): Step => ({ do: 'run', command, name: command, hope: 'held', needle: command }));
  let marks = 0;
  const script = createPlay({ key: KEY, steps, position: () => 0, nextMark: () => `mark-${marks++}`, attempts: [] });
  const model = await startScriptedModel({ plays: new Map([[KEY, script]]), secrets: [], sub: 'no-sub' });
  try {
    const { args, env } = agent.launch({ home, baseUrl: model.baseUrl, hook: make(home), block }, KEY);
    const child = spawn(program, args, {
      cwd: workspace,
      env: { PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}`, SHELL: '/bin/bash', HOME: home, TEST_HOME: home, ...env },
      stdio: ['ignore', 'ignore', 'ignore'],
      timeout: SECONDS * 1000,
    });
    await once(child, 'exit');
    if (!script.played.begun) throw new Error(`${agent.name} never asked the model`);
    return { inside: existsSync(inside), outside: existsSync(outside), workspace: existsSync(workspace) };
  } finally {
    await model.close();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

function programIn(directory: string, name: string): string | undefined {
  const places = [directory, ...readdirSync(directory).map((entry) => path.join(directory, entry))];
  // Where scripts of packages do not run, the program lies in the package of its platform.
  const native = places.flatMap((place) => globSync(`node_modules/@*/*/${name}`, { cwd: place }).map((file) => path.join(place, file)));
  return [...native, ...places.map((place) => path.join(place, 'node_modules/.bin', name))].find((file) => existsSync(file));
}

const script = (name: string, text: string) => (home: string) => {
  const file = path.join(home, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
};
const ours = (agent: string) => () =>
  [process.execPath, '--require', PRELOAD, LAUNCHER, 'hook', agent].map((word) => `'${word}'`).join(' ');

const HELD: Seen = { inside: true, outside: false, workspace: true };
const NOTHING: Seen = { inside: false, outside: false, workspace: true };
/** What a broken hook means: everything runs. */
const OPEN: Seen = { inside: true, outside: true, workspace: true };

const directory = values['agents-dir'];
if (directory === undefined) {
  process.stderr.write('name the directory of the agents with --agents-dir\n');
  process.exit(64);
}
const only = values.only?.split(',') ?? AGENTS.map(({ name }) => name);
let missed = 0;
for (const agent of AGENTS.filter(({ name }) => only.includes(name))) {
  const program = programIn(path.resolve(directory), agent.program);
  if (program === undefined) {
    say(`     ${agent.name}: not installed`);
    continue;
  }
  const trials: readonly (readonly [string, (home: string) => string, boolean, boolean, Seen])[] = [
    ['our hook: what is allowed is done, what asks or is denied is not', ours(agent.name), agent.blocks, true, HELD],
    ['a hook that exits 1', script('crash.sh', 'exit 1'), false, false, OPEN],
    ['a hook that exits 2 and says nothing', script('mute.sh', 'exit 2'), false, false, agent.takesBareCode ? NOTHING : OPEN],
    ['a hook that is killed', script('killed.sh', 'kill -9 $$'), false, false, OPEN],
    [
      'our launcher without what judges',
      script('half.sh', `cp '${LAUNCHER}' "$0.cjs"; '${process.execPath}' "$0.cjs" hook kimi`),
      false,
      false,
      NOTHING,
    ],
    ...(agent.blocks ? ([['a hook that is killed, set to block', script('killed.sh', 'kill -9 $$'), true, false, NOTHING]] as const) : []),
  ];
  for (const [name, make, block, removes, expected] of trials) {
    const seen = await play(agent, program, make, block, removes);
    const same = JSON.stringify(seen) === JSON.stringify(expected);
    if (!same) missed += 1;
    say(`${same ? 'ok  ' : 'MISS'} ${agent.name} ${name}: ${JSON.stringify(seen)}`);
  }
}
say(`${missed} missed`);
process.exitCode = missed === 0 ? 0 : 1;
