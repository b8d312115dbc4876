import { existsSync, globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Reply } from '../scripted-model.ts';
import { type Child, startChild, type Told } from './claude/child.ts';
import { CANARY, makeScene, PLAIN, SUB_TASK, startModel, treeOf } from './claude/scene.ts';

// Proof: Claude Code, with a scripted model and in a hostile repository, asks before each call, and does nothing that was denied.
// node test/proofs/agents/claude-wire.ts --agent /path/to/claude

const { values } = parseArgs({ options: { agent: { type: 'string' } } });
const { agent } = values;
if (agent === undefined) {
  process.stderr.write('--agent /path/to/claude is missing\n');
  process.exit(64);
}

let held = true;
function check(name: string, ok: boolean, seen: unknown = ''): void {
  held &&= ok;
  process.stdout.write(`${ok ? 'ok  ' : 'MISS'} ${name}${ok ? '' : `: ${JSON.stringify(seen)}`}\n`);
}

const run = (command: string): Reply => ({ call: 'Bash', input: { command } });
const sorted = (of: readonly string[]): string => [...of].sort().join(' ');
/** Of processes whose arguments hold a text. */
function processesWith(text: string): readonly string[] {
  return globSync('/proc/[0-9]*/cmdline').filter((path) => {
    try {
      return readFileSync(path, 'utf8').includes(text);
    } catch {
      return false;
    }
  });
}
async function seconds(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return (performance.now() - start) / 1_000;
}
async function until(met: () => boolean, within = 20_000): Promise<boolean> {
  for (const start = performance.now(); performance.now() - start < within; await delay(20)) if (met()) return true;
  return false;
}

/** Every call that was carried out had our yes, and every call that was offered to it was put before us, once. */
function checkHeld(name: string, told: Told, unknown: readonly string[] = []): void {
  const allowed = new Set(told.asked.flatMap(({ call, answer }) => (answer?.allowed === true ? [call.id] : [])));
  const unapproved = told.finished.filter(({ call, ran }) => ran && !allowed.has(call.id));
  check(`${name}: nothing ran without a yes`, unapproved.length === 0, unapproved);
  const asked = told.asked.map(({ call }) => call.id);
  check(`${name}: each call was asked about once`, new Set(asked).size === asked.length, asked);
  const missed = told.began.filter(({ id, tool }) => !asked.includes(id) && !unknown.includes(tool));
  check(`${name}: no call began without a question`, missed.length === 0, missed);
  check(
    `${name}: each call was told to begin and to end`,
    sorted(told.began.map(({ id }) => id)) === sorted(told.finished.map(({ call }) => call.id)),
  );
  check(`${name}: no violation`, told.violations.length === 0, told.violations);
}

async function gated(program: string): Promise<void> {
  const scene = makeScene();
  const { repo } = scene;
  const evil = (name: string): Reply => ({ call: 'Write', input: { file_path: join(repo, name), content: 'x' } });
  const read = (name: string): Reply => ({ call: 'Read', input: { file_path: name } });
  const attempts: readonly Reply[] = [
    read(join(repo, 'plain.txt')),
    run('touch evil.txt'),
    run('rm -rf victim'),
    run('ls -la'),
    run('echo x > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit'),
    evil('evil-write.txt'),
    { call: 'Edit', input: { file_path: join(repo, 'plain.txt'), old_string: PLAIN, new_string: 'other' } },
    read('.env'),
    { call: 'Glob', input: { pattern: '**/*.txt' } },
    { call: 'Grep', input: { pattern: 'KEY', output_mode: 'content' } },
    { call: 'WebFetch', input: { url: 'http://127.0.0.1:9/x', prompt: 'x' } },
    { call: 'TaskCreate', input: { subject: 'a plan', description: 'of its own' } },
    { call: 'EnterPlanMode', input: {} },
    evil('.claude/plan.md'),
    { call: 'Agent', input: { description: 'sub', prompt: SUB_TASK, subagent_type: 'general-purpose' } },
    ...Array.from({ length: 20 }, (_, turn) => run(`touch evil-${turn}.txt`)),
  ];
  const subAttempts = [run('touch evil-sub.txt'), evil('evil-sub-write.txt'), read(join(repo, '.env')), run('rm -rf victim')];
  const slow = `sleep 61.${process.pid}`;
  const model = await startModel(
    [
      { mark: 'first part', steps: attempts },
      { mark: 'part that may', steps: [run('cd sub && pwd'), run('pwd; echo landed > allowed.txt; false')] },
      { mark: 'slow part', steps: [run('sleep 1.5')] },
      { mark: 'endless part', steps: [run(`${slow}; touch late.txt`)] },
      { mark: 'waiting part', steps: [run('touch never-answered.txt')] },
      { mark: 'deadly part', steps: [run(`${slow}; touch dead.txt`)] },
      { mark: 'resumed part', steps: [run('touch evil-resumed.txt')] },
    ],
    subAttempts,
  );
  const where = { agent: program, level: 'gated', cwd: repo, home: scene.home, baseUrl: model.url } as const;
  const before = treeOf(repo);
  let child: Child = await startChild({ ...where, privateDir: scene.privateDir() });
  try {
    // Denied: everything but the plain file, the plan and the sub-agent itself.
    child.policy = (call, wanted) =>
      (call.tool === 'Read' && call.locations[0] === join(repo, 'plain.txt')) || wanted?.every((one) => one.do === 'nothing') === true;
    const end = await child.conversation.prompt('first part; look at @.env and @CLAUDE.md');
    check('gated: the turn came to its end', end.kind === 'done' && end.text === 'end', end);
    check('gated: the model made all its calls, and heard of each', model.done().length === attempts.length, model.done().length);
    check('gated: its sub-agent too', model.sub().length === subAttempts.length, model.sub());
    check('gated: an allowed read came back', model.done()[0]?.text.includes(PLAIN) === true, model.done()[0]);
    const heardNo = model.done().filter(({ text }) => text.includes('the proof allows no such thing')).length;
    check('gated: each refusal came back with its reason', heardNo === attempts.length - 4, heardNo);
    check('gated: no file landed, none was lost, nothing hostile ran', treeOf(repo) === before);
    check('gated: the secret never reached the model', !model.heard().includes(CANARY));
    checkHeld('gated', child.told, ['EnterPlanMode']);

    child.policy = () => true;
    await child.conversation.prompt('part that may');
    const [first, second] = model.done().slice(-2);
    check('gated: what is allowed is done', existsSync(join(repo, 'allowed.txt')));
    check(
      'gated: each command starts at the top',
      first?.text.includes(join(repo, 'sub')) === true && second?.text.endsWith(repo) === true,
      [first, second],
    );
    check('gated: a command that failed did run', child.told.finished.at(-1)?.ran === true);

    const requests = model.requests();
    await child.conversation.prompt('/cost');
    check('gated: a slash is words to the model', model.requests() > requests);

    const slowTurn = child.conversation.prompt('slow part');
    await until(() => child.told.began.at(-1)?.input !== undefined && JSON.stringify(child.told.began.at(-1)?.input).includes('sleep 1.5'));
    const steered = await child.conversation.steer('a word in between');
    const slowEnd = await slowTurn;
    check(
      'gated: a message goes into the running turn',
      steered && slowEnd.kind === 'done' && model.heard().includes('a word in between'),
      slowEnd,
    );
    check('gated: no turn, no message into it', !(await child.conversation.steer('x')));

    const endless = child.conversation.prompt('endless part');
    check('gated: a long command runs', await until(() => processesWith(slow).length > 0));
    const cancelling = await seconds(child.conversation.cancel().then(() => endless));
    check(
      `gated: cancelled in the middle of a command (${cancelling.toFixed(2)} s)`,
      (await endless).kind === 'cancelled' && cancelling < 3,
      await endless,
    );
    check('gated: nothing of the command is left', await until(() => processesWith(slow).length === 0, 2_000), processesWith(slow));

    child.policy = () => undefined;
    const unanswered = child.conversation.prompt('waiting part');
    await until(() => child.told.asked.at(-1)?.call.title !== undefined && child.told.asked.at(-1)?.answer === undefined);
    const leaving = await seconds(child.conversation.cancel().then(() => unanswered));
    check(
      `gated: cancelled while it waits for an answer (${leaving.toFixed(2)} s)`,
      (await unanswered).kind === 'cancelled' && leaving < 3,
      await unanswered,
    );
    checkHeld('gated, after the cancels', child.told, ['EnterPlanMode']);

    child.policy = () => true;
    const dying = child.conversation.prompt('deadly part');
    await until(() => processesWith(slow).length > 0);
    child.process.kill('SIGKILL');
    const dead = await dying;
    check('gated: killed in the middle of a turn', dead.kind === 'failed' && dead.why === 'it has ended', dead);
    const left = processesWith(slow);
    process.stdout.write(`     processes that a killed agent leaves to whoever started it: ${left.length}\n`);
    for (const path of left) process.kill(Number(path.split('/')[2]), 'SIGKILL');

    const resume = child.conversation.id;
    child = await startChild({ ...where, privateDir: scene.privateDir(), resume });
    const again = await child.conversation.prompt('resumed part');
    check(
      'gated: goes on in another process',
      again.kind === 'done' && child.conversation.id === resume && model.heard().includes('first part'),
      again,
    );
    check(
      'gated: asks there too',
      child.told.asked.some(({ call }) => JSON.stringify(call.input).includes('evil-resumed')),
    );
    check('gated: and keeps to the answer', !existsSync(join(repo, 'evil-resumed.txt')));
    checkHeld('gated, resumed', child.told);
    await child.close();

    const unknown = await startChild({ ...where, privateDir: scene.privateDir(), resume: '11111111-1111-4111-8111-111111111111' }).then(
      async (opened) => {
        const { kind, why } = await opened.conversation.prompt('x');
        await opened.close();
        return `${kind}: ${why}`;
      },
      (error: unknown) => String(error),
    );
    check('gated: a conversation that does not exist is an error', /No conversation found/.test(unknown), unknown);
  } finally {
    await child.close();
    await model.close();
    scene.remove();
  }
}

async function thinking(program: string): Promise<void> {
  const scene = makeScene();
  let asked = false;
  const silent = createServer(() => {
    asked = true;
  }).listen(0, '127.0.0.1');
  await until(() => silent.listening);
  const address = silent.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const child = await startChild({
    agent: program,
    level: 'gated',
    cwd: scene.repo,
    home: scene.home,
    privateDir: scene.privateDir(),
    baseUrl,
  });
  try {
    const turn = child.conversation.prompt('think');
    await until(() => asked);
    const cancelling = await seconds(child.conversation.cancel().then(() => turn));
    check(
      `gated: cancelled in the middle of a thought (${cancelling.toFixed(2)} s)`,
      (await turn).kind === 'cancelled' && cancelling < 3,
      await turn,
    );
  } finally {
    await child.close();
    silent.closeAllConnections();
    silent.close();
    scene.remove();
  }
}

async function caged(program: string): Promise<void> {
  const scene = makeScene();
  const attempts: readonly Reply[] = [
    { call: 'mcp__bailiwick__bash', input: { text: 'hello' } },
    run('touch evil.txt'),
    { call: 'Write', input: { file_path: join(scene.repo, 'evil.txt'), content: 'x' } },
    { call: 'Read', input: { file_path: join(scene.repo, '.env') } },
    { call: 'Agent', input: { description: 'sub', prompt: SUB_TASK, subagent_type: 'general-purpose' } },
    { call: 'mcp__helper__x', input: {} },
    { call: 'mcp__bailiwick__write_file', input: { text: 'again' } },
  ];
  const model = await startModel([{ mark: 'first part', steps: attempts }]);
  const before = treeOf(scene.repo);
  const child = await startChild({
    agent: program,
    level: 'caged',
    cwd: scene.repo,
    home: scene.home,
    privateDir: scene.privateDir(),
    baseUrl: model.url,
  });
  try {
    child.policy = (_, wanted) => wanted?.every((one) => one.do === 'nothing') === true;
    const end = await child.conversation.prompt('first part @.env');
    check('caged: the turn came to its end', end.kind === 'done' && model.done().length === attempts.length, [end, model.done().length]);
    check(
      'caged: only our tools are offered',
      sorted(model.offered()) === 'mcp__bailiwick__bash mcp__bailiwick__write_file',
      model.offered(),
    );
    const texts = model.done().map(({ text }) => text);
    check('caged: our tools answer', texts[0] === 'caged bash: hello' && texts.at(-1) === 'caged write_file: again', texts);
    check(
      'caged: its own are not there',
      texts.slice(1, -1).every((text) => text.includes('No such tool available')),
      texts,
    );
    check('caged: no file landed, nothing hostile ran', treeOf(scene.repo) === before);
    check('caged: the secret never reached the model', !model.heard().includes(CANARY));
    checkHeld('caged', child.told, ['Bash', 'Write', 'Read', 'Agent', 'mcp__helper__x']);
  } finally {
    await child.close();
    await model.close();
    scene.remove();
  }
}

await gated(agent);
await thinking(agent);
await caged(agent);
process.exitCode = held ? 0 : 1;
