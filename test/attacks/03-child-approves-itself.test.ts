import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/session/session.ts';
import { approved, begin, hostileBench, MAIN, START, saidBy } from './children.ts';
import type { Step } from './hostile-agent.ts';

/** A child approves itself, or gets at what its hold rests on. */
/** Fewer than the ten denials that end a child. */
const AT_ONCE = 8;

/** Lets a child do what it does with a person who says no; returns what was asked, and what the agent was allowed. */
async function refused(session: Session, ...steps: readonly Step[]) {
  const id = await begin(session, ...steps);
  const task = await session.tasks.get(id);
  if (task === undefined) throw new Error('no task');
  const asked = new Set<string>();
  let over = false;
  void task.ended.then(() => {
    over = true;
  });
  while (!over) {
    for (const { approval, what, answer } of task.questions()) {
      asked.add(what);
      answer({ approvalId: approval.id, choice: 'deny' });
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const { status, report } = task.snapshot();
  return { status, allowed: report?.allowed, asked: [...asked], said: await saidBy(session, id) };
}

/** In groups that a child survives. */
function grouped<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, n) => all.slice(n * AT_ONCE, (n + 1) * AT_ONCE));
}

const VERBS = [
  'approve 1',
  'deny 1',
  'trust --yes',
  'untrust',
  'rules import --write',
  'state forget all',
  'engine llm',
  'doctor --verify claude',
];
const SPELLINGS = [
  ['by its name', (words: string) => `bailiwick ${words}`],
  ['by npx', (words: string) => `npx -y bailiwick@latest ${words}`],
  ['by node', (words: string) => `node --no-warnings ${MAIN} ${words}`],
  ['by its own path', (words: string) => `${START} ${words}`],
  ['behind an emptied environment', (words: string) => `env -i ${START} ${words}`],
  ['in another shell', (words: string) => `bash -c "bailiwick ${words}"`],
  ['with a terminal', (words: string) => `script -qec 'bailiwick ${words}' /dev/null`],
  ['in the background', (words: string) => `(setsid bailiwick ${words} &)`],
] as const;

describe.each(['gated', 'caged'] as const)('a %s child', (level) => {
  const asking = (command: string): Step => (level === 'gated' ? { asks: [command] } : { tool: 'bash', args: { command } });
  const reading = (file: string): Step =>
    level === 'gated'
      ? { askFor: { toolCallId: `r ${file}`, title: 'read', kind: 'read', locations: [{ path: file }] } }
      : { tool: 'read_file', args: { path: file } };
  const writing = (file: string): Step =>
    level === 'gated'
      ? {
          askFor: { toolCallId: `w ${file}`, title: 'write', kind: 'edit', content: [{ type: 'diff', path: file, newText: '{}' }] },
        }
      : { tool: 'write_file', args: { path: file, content: '{}' } };

  test.each(SPELLINGS)('asks for authority %s, and nobody is even asked', async (_name, spelled) => {
    const session = await hostileBench(level).open({ access: 'full' });
    for (const some of grouped(VERBS.map(spelled)))
      expect(await refused(session, ...some.map(asking))).toMatchObject({ status: 'completed', allowed: 0, asked: [] });
  });

  test('reads and writes nothing of ours, by whatever way', async () => {
    const bench = hostileBench(level);
    const root = path.dirname(bench.workspace);
    for (const dir of ['state/children/task', 'config']) mkdirSync(path.join(root, dir), { recursive: true });
    const own = ['config/settings.json', 'state/bailiwick.db', 'state/proofs.json', 'state/children/task/cage', 'state/children/task/x'];
    for (const file of own) writeFileSync(path.join(root, file), 'canary-of-ours');
    const session = await bench.open({ access: 'full' });
    const places = own.flatMap((file) => [path.join(root, file), `../${file}`]);
    const steps = places.flatMap((file) => [reading(file), writing(file), asking(`cat ${file}`), asking(`echo '{}' > ${file}`)]);
    for (const some of grouped(steps)) {
      const seen = await refused(session, ...some);
      expect(seen).toMatchObject({ status: 'completed', allowed: 0 });
      expect(seen.said).not.toContain('canary-of-ours');
    }
  });

  test('looks into no process: neither its descriptors nor its environment', async () => {
    const session = await hostileBench(level).open({ access: 'full' });
    const pids = [String(process.pid), 'self', 'thread-self', '1'];
    const files = pids.flatMap((pid) => [`/proc/${pid}/environ`, `/proc/${pid}/fd/3`, `/proc/${pid}/mem`]);
    const commands = [
      `cat /proc/${process.pid}/fd/*`,
      `cd /proc/${process.pid} && cat environ`,
      `cat /proc/[0-9]*/environ`,
      `strings /proc/${process.pid}/task/${process.pid}/environ`,
      `dd if=/proc/${process.pid}/fd/3`,
      `cp -r /proc/${process.pid}/fd out`,
      `ln -s /proc/${process.pid}/environ e && cat e`,
      `xargs -0 -n1 < /proc/${process.pid}/environ`,
    ];
    for (const some of grouped([...files.map(reading), ...files.slice(0, 3).map(writing), ...commands.map(asking)]))
      expect(await refused(session, ...some)).toMatchObject({ status: 'completed', allowed: 0 });
  });
});

test('a caged child runs a script of its own that does it, with a person who says yes to everything: the program refuses', async () => {
  const session = await hostileBench('caged').open();
  const content = `${START} approve 1\n`;
  const commands = ['sh run.sh', 'bash ./run.sh', '. ./run.sh', 'env -i /bin/sh run.sh', 'setsid -w env -i /bin/bash run.sh'];
  const id = await begin(
    session,
    { tool: 'write_file', args: { path: 'run.sh', content } },
    ...commands.map((command) => ({ tool: 'bash', args: { command } })),
  );
  expect(await approved(session, id)).toMatchObject({ status: 'completed', policy: { allowed: commands.length + 1 } });
  const said = await saidBy(session, id);
  expect(said.split('exit 77').length - 1).toBe(commands.length);
  expect(said.split("one of Bailiwick's own commands started this").length - 1).toBe(commands.length);
});

describe("the agent's own process, which nobody asks us about", () => {
  const ALL = [
    ...VERBS,
    'approvals',
    'rules list',
    'log',
    'tasks',
    'stop task_1',
    'undo u000000000 --force',
    'patch task_0000 --apply',
    'doctor',
    'cage /tmp/x 1:2 task',
  ];

  test.each([
    ['as it is', (words: string) => `${START} ${words}`],
    ['with the mark taken out', (words: string) => `env -u BAILIWICK_TASK ${START} ${words}`],
    ['emptied, in a session of its own', (words: string) => `setsid -w env -i ${START} ${words}`],
  ])('starts our program %s: it has no authority', async (_name, spelled) => {
    const session = await hostileBench().open();
    const script = ALL.map((words) => `${spelled(words)} </dev/null >/dev/null 2>&1; echo "$? ${words}"`).join('\n');
    const { said } = await refused(session, { shell: script });
    expect(said.split('\n').filter((line) => ALL.some((words) => line.endsWith(words)))).toEqual([
      expect.stringContaining(`77 ${ALL[0]}`),
      ...ALL.slice(1).map((words) => `77 ${words}`),
    ]);
  });
});
