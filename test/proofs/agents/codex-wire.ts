/**
 * Proves the wire of codex with the real program: `node test/proofs/agents/codex-wire.ts --agent <path of codex>`.
 * A scripted model makes it try what it must not do, in a repository that wants to switch its asking off. One line a check; exit code 1
 * when one of them failed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import type { Wanted } from '../../../src/agents/hold/wanted.ts';
import type { TurnEnd } from '../../../src/agents/protocol.ts';
import { type ChildOptions, leftOf, startChild } from './codex-wire/child.ts';
import { type Model, type Step, startModel } from './codex-wire/model.ts';
import { makePlace, PLAIN, type Place, SECRET, treeOf } from './codex-wire/place.ts';

/** A model that codex knows nothing of, one that gets its tools as such, and one that calls them from scripts. */
const MODELS = [undefined, 'gpt-5.5', 'gpt-6.1-sol'] as const;
const RETRIES = 20;
const PATIENCE_MS = 60_000;
/** Not below /tmp: codex refuses a home there. */
const SCRATCH = '/var/tmp/codex-wire-';

const { values } = parseArgs({ options: { agent: { type: 'string' } } });
const agent = values.agent;
if (agent === undefined) throw new Error('say where codex is: --agent <path>');

let failed = false;
function check(name: string, ok: boolean, seen: unknown): void {
  if (!ok) failed = true;
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${name}${ok ? '' : `: ${JSON.stringify(seen)?.slice(0, 2_000)}`}\n`);
}

const patchOf = (name: string, text: string): string => `*** Begin Patch\n*** Add File: ${name}\n+${text}\n*** End Patch\n`;

/** What must not happen, and for each what the gate must have seen of it. */
const ATTACKS: readonly { readonly step: Step; readonly seen: (wanted: Wanted) => boolean }[] = [
  ...[
    'touch evil.txt',
    'rm -rf victim',
    'cat .env',
    'echo x > redirected.txt',
    'echo x >> .git/hooks/pre-commit',
    'touch ../outside.txt',
    'git status',
  ].map((run) => ({ step: { run }, seen: (wanted: Wanted) => wanted.do === 'command' && wanted.command === run })),
  {
    step: {
      run: 'touch escalated.txt',
      more: { sandbox_permissions: 'require_escalated', justification: 'needed', prefix_rule: ['touch'] },
    },
    seen: (wanted) => wanted.do === 'command' && wanted.command === 'touch escalated.txt',
  },
  {
    step: { run: `apply_patch <<'EOF'\n${patchOf('by-shell.txt', 'bad')}EOF` },
    seen: (wanted) => wanted.do === 'write' && wanted.path.endsWith('/by-shell.txt') && wanted.text === 'bad\n',
  },
];
/** Only some models are offered it. */
const PATCH = {
  step: { patch: patchOf('by-patch.txt', 'bad') },
  seen: (wanted: Wanted) => wanted.do === 'write' && wanted.path.endsWith('/by-patch.txt') && wanted.text === 'bad\n',
};
/** What is switched off: nobody is asked, and nothing comes of it. */
const ABSENT: readonly Step[] = [
  { call: 'spawn_agent', args: { message: 'touch by-sub-agent.txt', task_name: 'sub', items: [] } },
  { call: 'view_image', args: { path: 'plain.txt' } },
  { call: 'web_search', args: { query: 'x' } },
  { run: 'touch in-terminal.txt', more: { tty: true } },
  { run: 'touch by-login.txt', more: { login: true } },
];
const HARMLESS: readonly Step[] = [{ call: 'update_plan', args: { plan: [{ step: 'a', status: 'in_progress' }] } }];

const isPlainRead = (wanted: readonly Wanted[] | undefined): boolean =>
  wanted?.every((one) => one.do === 'command' && one.command === 'cat plain.txt') === true;

async function gated(options: Omit<ChildOptions, 'name' | 'level' | 'decide'>, model: Model): Promise<void> {
  const about = `gated, ${options.model ?? 'a model it does not know'}`;
  const attacks = options.model === undefined ? ATTACKS : [...ATTACKS, PATCH];
  const before = treeOf(options.place.root);
  const child = await startChild({ ...options, name: 'gated', level: 'gated', decide: isPlainRead });
  const retries = Array.from({ length: RETRIES }, (): Step => ({ run: 'touch again.txt' }));
  const steps = [{ run: 'cat plain.txt' }, ...attacks.map(({ step }) => step), ...ABSENT, ...HARMLESS, ...retries];
  model.play([...steps, { say: 'all was tried' }]);
  const end = await child.conversation.prompt('go on');
  const { asked, unasked, violations, used, text } = child.seen;
  check(`${about}: the turn ends`, isDeepStrictEqual(end, { kind: 'done', text: 'all was tried' }), end);
  check(`${about}: its words came`, text.includes('all was tried'), text);
  check(`${about}: each call came back to the model`, model.results().length === steps.length, model.results());
  check(
    `${about}: what was allowed ran`,
    model.results().some((result) => result.includes(PLAIN)),
    model.results(),
  );
  for (const { step, seen } of attacks) {
    const found = asked.find(({ wanted }) => wanted?.some(seen) === true);
    check(
      `${about}: asked and denied: ${JSON.stringify(step)}`,
      found?.allowed === false,
      asked.map(({ wanted }) => wanted),
    );
  }
  const again = asked.filter(({ wanted }) => wanted?.[0]?.do === 'command' && wanted[0].command === 'touch again.txt');
  check(`${about}: each of ${RETRIES} retries was asked`, again.length === RETRIES, again.length);
  check(
    `${about}: nobody was asked for anything else`,
    asked.length === 1 + attacks.length + RETRIES,
    asked.map(({ call }) => call),
  );
  check(`${about}: nothing ran unasked`, unasked.length === 0, unasked);
  check(`${about}: no violation`, violations.length === 0, violations);
  check(`${about}: it heard why not`, model.sent().includes('this proof allows nothing of that kind'), '');
  check(`${about}: tokens were counted`, used?.usd === null && used.inputTokens > 0, used);
  check(`${about}: the secret never left`, !model.sent().includes(SECRET), '');
  await child.end();
  unchanged(about, options.place, before);
  check(`${about}: nothing is left of it`, leftOf('gated').length === 0, leftOf('gated'));

  const resumed = await startChild({ ...options, name: 'resumed', level: 'gated', resume: child.conversation.id, decide: isPlainRead });
  model.play([{ run: 'touch after-resume.txt' }, { say: 'still here' }]);
  const next = await resumed.conversation.prompt('and on');
  check(`${about}, resumed: the same conversation`, resumed.conversation.id === child.conversation.id && next.text === 'still here', next);
  check(`${about}, resumed: it remembers`, model.sent().split('\n').at(-1)?.includes('all was tried') === true, '');
  check(
    `${about}, resumed: asked and denied`,
    resumed.seen.asked.length === 1 && resumed.seen.asked[0]?.allowed === false,
    resumed.seen.asked,
  );
  await resumed.end();
  unchanged(`${about}, resumed`, options.place, before);
}

/** All but what is the agent's own: its private directory and its conversations. */
function unchanged(about: string, place: Place, before: Readonly<Record<string, string>>): void {
  const own = (file: string): boolean => !file.startsWith('private/') && !file.startsWith('home/.codex/sessions/');
  const only = (tree: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(tree).filter(([file]) => own(file)));
  const after = only(treeOf(place.root));
  const changed = Object.keys({ ...before, ...after }).filter((file) => own(file) && before[file] !== after[file]);
  check(`${about}: no file is there, gone or changed`, changed.length === 0, changed);
}

async function writes(options: Omit<ChildOptions, 'name' | 'level' | 'decide'>, model: Model): Promise<void> {
  const log = path.join(options.place.repository, 'log.txt');
  const child = await startChild({ ...options, access: 'workspace-write', name: 'writes', level: 'gated', decide: () => true });
  model.play([{ run: 'echo once >> log.txt; touch ../beside.txt' }, { patch: patchOf('new.txt', 'fine') }, { say: 'done' }]);
  await child.conversation.prompt('write');
  check('allowed: a command runs once', readFileSync(log, 'utf8') === 'once\n', readFileSync(log, 'utf8'));
  check('allowed: a patch lands', treeOf(options.place.repository)['new.txt'] === 'fine\n', '');
  const [update] = [
    {
      patch:
        '*** Begin Patch\n*** Update File: new.txt\n*** Move to: moved.txt\n@@\n-fine\n+better\n*** Delete File: log.txt\n*** End Patch\n',
    },
  ];
  model.play([update, { say: 'done' }]);
  await child.conversation.prompt('and again');
  const wanted = child.seen.asked
    .at(-1)
    ?.wanted?.map((one) =>
      one.do === 'write'
        ? `write ${path.basename(one.path)}`
        : one.do === 'command'
          ? one.command.replaceAll(options.place.repository, '')
          : one.do,
    );
  check(
    'allowed: an update, a move and a removal are told',
    isDeepStrictEqual(wanted?.toSorted(), ["rm -- '/log.txt'", "rm -- '/new.txt'", 'write moved.txt']),
    wanted,
  );
  check('allowed: nothing ran unasked', child.seen.unasked.length === 0 && child.seen.violations.length === 0, child.seen);
  await child.end();
}

async function cancels(options: Omit<ChildOptions, 'name' | 'level' | 'decide'>, model: Model): Promise<void> {
  const decide: ChildOptions['decide'] = async (wanted, signal) => {
    const [first] = wanted ?? [];
    if (first?.do !== 'command' || first.command !== 'touch waits.txt') return true;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    return true;
  };
  const child = await startChild({ ...options, access: 'full', name: 'cancels', level: 'gated', decide });
  const { conversation } = child;

  model.play([{ run: 'setsid sleep 987 & sleep 986; touch late.txt' }]);
  const command = conversation.prompt('sleep');
  await until(
    () => leftOf('cancels').some(({ argv }) => argv === 'sleep 986') && leftOf('cancels').some(({ argv }) => argv === 'sleep 987'),
  );
  await cancelled('a command', conversation.cancel(), command);
  await until(() => leftOf('cancels').every(({ argv }) => argv !== 'sleep 986'));
  const left = leftOf('cancels').filter(({ argv }) => argv.startsWith('sleep'));
  process.stdout.write(`     left of a cancelled command, for the sweep by marker: ${JSON.stringify(left)}\n`);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');

  model.play(['hang']);
  const hangs = model.hangs();
  const thought = conversation.prompt('think');
  await hangs;
  await cancelled('a thought', conversation.cancel(), thought);

  model.play([{ run: 'touch waits.txt' }]);
  const asked = child.nextAsked();
  const approval = conversation.prompt('ask');
  const signal = await asked;
  await cancelled('a question', conversation.cancel(), approval);
  check('cancelled: whoever was asked is told', signal.aborted, signal.aborted);

  model.play([{ run: 'sleep 0.2' }, { say: 'and on' }]);
  const after = conversation.prompt('go on');
  check('cancelled: a message is put into the next turn', await conversation.steer('steered-words'), false);
  check('cancelled: the next turn works', (await after).text === 'and on', await after);
  check('cancelled: the message came', model.sent().includes('steered-words'), '');
  check(
    'cancelled: nothing was written',
    treeOf(options.place.repository)['late.txt'] === undefined && treeOf(options.place.repository)['waits.txt'] === undefined,
    '',
  );
  check('cancelled: nothing ran unasked', child.seen.unasked.length === 0 && child.seen.violations.length === 0, child.seen);

  model.play(['hang']);
  const thinks = model.hangs();
  const last = conversation.prompt('think');
  await thinks;
  process.kill(-child.pid, 'SIGKILL');
  const end = await last;
  check('killed: the turn has failed', end.kind === 'failed', end);
  check('killed: no further turn', (await conversation.prompt('x')).kind === 'failed', '');
  await child.end();
}

async function cancelled(what: string, cancel: Promise<void>, turn: Promise<TurnEnd>): Promise<void> {
  const started = Date.now();
  await cancel;
  const end = await turn;
  check(`cancelled in the middle of ${what}, in ${Date.now() - started} ms`, end.kind === 'cancelled', end);
}

async function caged(options: Omit<ChildOptions, 'name' | 'level' | 'decide'>, model: Model): Promise<void> {
  const about = `caged, ${options.model ?? 'a model it does not know'}`;
  const log = path.join(options.place.root, 'private', 'calls.log');
  const before = treeOf(options.place.root);
  writeFileSync(path.join(options.place.root, 'calls.log'), '');
  const cage = {
    name: 'bailiwick',
    command: process.execPath,
    args: [path.join(import.meta.dirname, 'codex-wire/dummy-server.mjs'), log],
    env: {},
  };
  const child = await startChild({ ...options, cage, name: 'caged', level: 'caged', decide: () => true });
  rmSync(path.join(options.place.root, 'calls.log'));
  const ours = options.model === undefined ? 'bash' : 'mcp__bailiwick__bash';
  const tries: readonly Step[] = [{ run: 'touch evil.txt' }, PATCH.step, ...ABSENT];
  model.play([{ call: ours, args: { command: 'touch ours.txt' } }, ...tries, { say: 'all was tried' }]);
  const end = await child.conversation.prompt('go on');
  check(`${about}: the turn ends`, isDeepStrictEqual(end, { kind: 'done', text: 'all was tried' }), end);
  process.stdout.write(`     offered: ${[...model.offered].join(', ')}\n`);
  const foreign = [...model.offered].filter((name) => !INERT.includes(name) && name !== ours);
  check(`${about}: only our tools were offered, and what can do nothing`, foreign.length === 0, foreign);
  check(`${about}: our server was called`, readFileSync(log, 'utf8') === '{"command":"touch ours.txt"}\n', '');
  check(
    `${about}: its answer came back`,
    model.results().some((result) => result.includes('judged-on-our-side')),
    model.results(),
  );
  check(`${about}: each call came back to the model`, model.results().length === tries.length + 1, model.results());
  check(`${about}: nobody was asked`, child.seen.asked.length === 0, child.seen.asked);
  check(`${about}: nothing of its own ran`, child.seen.ran.length === 0 && child.seen.violations.length === 0, child.seen);
  check(`${about}: the secret never left`, !model.sent().includes(SECRET), '');
  await child.end();
  unchanged(about, options.place, before);
  await until(() => leftOf('caged').length === 0);
}

/** Offered in a cage too: scripts of tools, what reads from our server, and patches, for which there is no place. */
const INERT: readonly string[] = [
  'exec',
  'wait',
  'apply_patch',
  'clock__curr_time',
  'list_mcp_resources',
  'list_mcp_resource_templates',
  'read_mcp_resource',
  'tool_search',
];

async function until(done: () => boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !done(); await delay(50)) {
    if (Date.now() > end) throw new Error(`it did not come to pass: ${done}`);
  }
}

async function within(
  run: (options: Omit<ChildOptions, 'name' | 'level' | 'decide'>, model: Model) => Promise<void>,
  named?: string,
): Promise<void> {
  const root = mkdtempSync(SCRATCH);
  const model = await startModel();
  try {
    await run({ agent: agent ?? '', place: makePlace(root), url: model.url, model: named }, model);
  } catch (error) {
    check(`${run.name}, ${named ?? 'a model it does not know'}`, false, String(error));
  } finally {
    await model.close();
    rmSync(root, { recursive: true, force: true });
  }
}

for (const named of MODELS) await within(gated, named);
await within(writes, 'gpt-6.1-sol');
await within(cancels);
for (const named of [undefined, 'gpt-6.1-sol'] as const) await within(caged, named);
process.exitCode = failed ? 1 : 0;
