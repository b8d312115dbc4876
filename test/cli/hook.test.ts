import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HookBench, hookBench, LAUNCHER, payloadOf } from './hook/harness.ts';

const claude = (permissionDecision: string, permissionDecisionReason: string) => ({
  status: 0,
  stdout: `${JSON.stringify({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason } })}\n`,
  stderr: '',
});
const SILENT = { status: 0, stdout: '', stderr: '' };
const no = (reason: string) => ({ status: 2, stdout: '', stderr: `Bailiwick: ${reason}\n` });
const NOBODY =
  " This needs a person's yes, and this agent cannot ask for one from a hook: do it another way, or leave it to the person, who can do it or write a rule for it.";
const READS = 'ls: proven to only read inside the workspace.';
const REACHES = 'curl: it uses the network.';
const ROOT = 'refused for everybody: it removes /, which everything else depends on.';

const shell = (bench: HookBench, host: string, command: string) =>
  host === 'gemini'
    ? payloadOf(bench.workspace, 'run_shell_command', { command }, 'BeforeTool')
    : payloadOf(bench.workspace, 'Bash', { command });

describe('what each agent is answered', () => {
  test.each([
    ['claude-code', 'ls', claude('allow', READS)],
    ['claude-code', 'curl x', claude('ask', REACHES)],
    ['claude-code', 'rm -rf /', claude('deny', ROOT)],
    ['codex', 'ls', SILENT],
    ['codex', 'curl x', no(REACHES + NOBODY)],
    ['codex', 'rm -rf /', no(ROOT)],
    ['kimi', 'ls', SILENT],
    ['kimi', 'curl x', no(REACHES + NOBODY)],
    ['kimi', 'rm -rf /', no(ROOT)],
    ['gemini', 'ls', { status: 0, stdout: `${JSON.stringify({ decision: 'allow', reason: READS })}\n`, stderr: '' }],
    ['gemini', 'curl x', no(REACHES + NOBODY)],
    ['gemini', 'rm -rf /', no(ROOT)],
  ])('%s: %s', (host, command, answer) => {
    const bench = hookBench();
    expect(bench.run(host, shell(bench, host, command))).toEqual(answer);
  });

  test.each(['claude-code', 'gemini'])('--only-block leaves what is allowed to %s', (host) => {
    const bench = hookBench();
    expect(bench.run(host, shell(bench, host, 'ls'), ['--only-block'])).toEqual(SILENT);
    expect(bench.run(host, shell(bench, host, 'curl x'), ['--only-block'])).toEqual(bench.run(host, shell(bench, host, 'curl x')));
  });

  test('what is allowed is left to an agent that its user lets only plan', () => {
    const bench = hookBench();
    const planning = (command: string) => shell(bench, 'claude-code', command).replace('{', '{"permission_mode":"plan",');
    expect(bench.run('claude-code', planning('ls'))).toEqual(SILENT);
    expect(bench.run('claude-code', planning('curl x'))).toEqual(claude('ask', REACHES));
  });

  test('what touches nothing is left to the agent: a yes would skip its question to its user', () => {
    const bench = hookBench();
    expect(bench.run('claude-code', payloadOf(bench.workspace, 'AskUserQuestion', { questions: [] }))).toEqual(SILENT);
  });

  test('a reason shows no secret and nothing that acts', () => {
    const bench = hookBench();
    const { stderr } = bench.run('codex', payloadOf(bench.workspace, 'odd\u202e\u001b[2Jtool', {}));
    expect(stderr).toBe(`Bailiwick: what this call of the tool "odd\\u{202e}\\u001b[2Jtool" would do is not known here.${NOBODY}\n`);
  });
});

describe('what cannot be judged is a no', () => {
  const whole = payloadOf('/', 'Bash', { command: 'ls' });
  test.each<readonly [string, string | Buffer, string]>([
    ['nothing', '', 'nothing came on standard input, so the answer is no.'],
    ['half', whole.slice(0, -9), 'what came on standard input is not JSON, so the answer is no.'],
    ['two', whole + whole, 'what came on standard input is not JSON, so the answer is no.'],
    ['no object', '[]', 'what came on standard input is not a JSON object, so the answer is no.'],
    ['bytes', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'what came on standard input is not UTF-8, so the answer is no.'],
    [
      'a key twice',
      whole.replace('"command":"ls"', '"command":"ls","command":"rm -rf ~"'),
      'what came on standard input holds a key twice, which two programs may read differently, so the answer is no.',
    ],
    [
      'a key twice, written differently',
      whole.replace('"command":"ls"', '"command":"ls","c\\u006fmmand":"rm -rf ~"'),
      'what came on standard input holds a key twice, which two programs may read differently, so the answer is no.',
    ],
    [
      'depth',
      whole.replace('"ls"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`),
      'what came on standard input is nested deeper than 64, so the answer is no.',
    ],
    ['no tool', whole.replace('"tool_name":"Bash",', ''), '`tool_name` is not the name of a tool, so the answer is no.'],
    ['a list for a tool', whole.replace('"Bash"', '["Bash"]'), '`tool_name` is not the name of a tool, so the answer is no.'],
    ['no input', whole.replace('"tool_input"', '"other"'), '`tool_input` is not an object, so the answer is no.'],
    ['a relative directory', whole.replace('"cwd":"/"', '"cwd":"x"'), '`cwd` is not an absolute path, so the answer is no.'],
    ['no event', whole.replace('"hook_event_name"', '"other"'), '`hook_event_name` is not a text, so the answer is no.'],
    ['another event', whole.replace('PreToolUse', 'PostToolUse'), 'this hook is for PreToolUse of claude-code only.'],
  ])('%s', (_name, stdin, reason) => {
    expect(hookBench().run('claude-code', stdin)).toEqual(no(reason));
  });

  test.each([
    [['emacs'], 'this hook needs the name of one agent: claude-code, codex, gemini, kimi.'],
    [['codex', 'kimi'], 'this hook needs the name of one agent: claude-code, codex, gemini, kimi.'],
    [['codex', '--frobnicate'], 'Unknown flag "--frobnicate"; `bailiwick --help` lists what there is.'],
    [['codex', '--json'], expect.stringMatching(/^--json goes with /)],
    [['codex', '--workspace', '/'], '--workspace cannot be the workspace: it is the root of the file system.'],
    [['codex', '--access', 'root'], '--access must be one of read-only, workspace-write, full.'],
  ])('hook %j', ([host = '', ...more], reason) => {
    const bench = hookBench();
    const { status, stdout, stderr } = bench.run(host, shell(bench, host, 'ls'), more);
    expect({ status, stdout, why: stderr.slice('Bailiwick: '.length, -1) }).toEqual({ status: 2, stdout: '', why: reason });
  });

  test('flags in front of the command, and no command that is known', () => {
    const bench = hookBench();
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [LAUNCHER, ...args], { env: bench.env, input: '', timeout: 15_000 }).status;
    expect([run('--frobnicate', 'hook', 'codex'), run('--workspace', '/', 'hook', 'codex'), run('hook', '--help')]).toEqual([2, 2, 0]);
    // Another command with an operand of that name is no hook.
    expect([run('stop', 'hook'), run('stop', 'hook', '--frobnicate')]).toEqual([1, 64]);
  });
});

describe('where it is judged', () => {
  test('the directory of a call is never the workspace', () => {
    const bench = hookBench();
    const { status, stderr } = bench.run('codex', payloadOf('/etc', 'Bash', { command: 'touch x' }));
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('outside the workspace') });
  });

  test('it is the project that the agent names, else where it was started, and a setting before both', () => {
    const bench = hookBench();
    const project = join(bench.workspace, 'src');
    const above = payloadOf(project, 'Write', { file_path: join(bench.workspace, 'b.txt'), content: '' });
    const decided = (more: readonly string[], env: Record<string, string>) =>
      JSON.parse(bench.run('claude-code', above, more, env).stdout).hookSpecificOutput.permissionDecision;
    expect(decided([], {})).toBe('allow');
    expect(decided([], { CLAUDE_PROJECT_DIR: project })).toBe('ask');
    expect(decided(['--workspace', bench.workspace], { CLAUDE_PROJECT_DIR: project })).toBe('allow');
    expect(decided([], { GEMINI_PROJECT_DIR: project })).toBe('allow');
  });

  test('a home directory is no workspace', () => {
    const bench = hookBench();
    const { status, stderr } = bench.run('claude-code', shell(bench, 'claude-code', 'ls'), [], { CLAUDE_PROJECT_DIR: bench.home });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('it is the home directory or holds it') });
  });

  test('without HOME the home of the user database holds', () => {
    const bench = hookBench();
    expect(bench.env).not.toHaveProperty('HOME');
    expect(bench.run('claude-code', payloadOf(bench.workspace, 'Read', { file_path: join(bench.home, '.ssh', 'id_rsa') }))).toMatchObject({
      stdout: expect.stringContaining('"permissionDecision":"deny","permissionDecisionReason":"read: '),
    });
  });
});

describe('settings and rules', () => {
  test('the settings file is the ceiling, and a broken one does not widen', () => {
    const bench = hookBench();
    bench.configure('settings.json', '{"preset":"relaxed"}');
    expect(bench.run('codex', shell(bench, 'codex', 'npm install x'))).toEqual(SILENT);
    bench.configure('settings.json', '{"preset":"relaxed"');
    expect(bench.run('codex', shell(bench, 'codex', 'npm install x')).status).toBe(2);
    expect(bench.run('codex', shell(bench, 'codex', 'ls'))).toEqual(SILENT);
  });

  test('rules of the user and of the workspace', () => {
    const bench = hookBench();
    bench.configure('rules.jsonc', '{"allow":["Bash(curl:*)","Mcp(files/read)"],"deny":["Bash(ls:*)","Read(a.txt)"]}');
    mkdirSync(join(bench.workspace, '.bailiwick'));
    writeFileSync(join(bench.workspace, '.bailiwick/rules.jsonc'), '{"allow":["Bash(npm install:*)"],"deny":["Bash(git status)"]}');
    const status = (tool: string, input: object) => bench.run('kimi', payloadOf(bench.workspace, tool, input)).status;
    expect({
      ls: status('Bash', { command: 'ls' }),
      pwd: status('Bash', { command: 'pwd' }),
      read: status('Read', { path: 'a.txt' }),
      mcp: status('mcp__files__read', {}),
      otherMcp: status('mcp__files__write', {}),
      denied: status('Bash', { command: 'git status' }),
      notTrusted: status('Bash', { command: 'npm install x' }),
    }).toEqual({ ls: 2, pwd: 0, read: 2, mcp: 0, otherMcp: 2, denied: 2, notTrusted: 2 });
  });

  test('a broken file of rules may have denied anything', () => {
    const bench = hookBench();
    bench.configure('rules.jsonc', '{"deny":[');
    expect(bench.run('codex', shell(bench, 'codex', 'ls'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('a file of rules does not count: '),
    });
  });
});

test('two at once', async () => {
  const bench = hookBench();
  const started = ['ls', 'rm -rf /', 'ls src', 'curl x'].map(async (command) => {
    const child = spawn(process.execPath, bench.args('codex'), {
      cwd: bench.workspace,
      env: bench.env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.end(shell(bench, 'codex', command));
    return (await once(child, 'exit'))[0];
  });
  expect(await Promise.all(started)).toEqual([0, 2, 0, 2]);
});
