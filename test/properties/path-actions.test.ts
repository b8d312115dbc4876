import { linkSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACCESS_LEVELS, type Access, type Action, type Authorization, type Gate, PRESETS } from '../../src/policy/action.ts';
import { nameIn } from '../../src/shell/name-in.ts';
import { authorize, gateBench, short } from '../attacks/gate-bench.ts';

const NAMES = [
  'a',
  'b.txt',
  '.env',
  '.git',
  'config',
  'AGENTS.md',
  '.ssh',
  'id_rsa',
  'node_modules',
  '[x]',
  'ü',
  '$x',
  "it's",
  '-n',
  ' s ',
  '\u202e',
];
const name = fc.constantFrom(...NAMES);
const start = fc.constantFrom('', './', '/', '~/', '../', 'WORK/', 'STATE/', '/usr/', '/etc/', '/dev/', 'out/', 'in/', 'own/');
const step = fc.oneof({ weight: 4, arbitrary: name }, fc.constantFrom('..', '.', 'null', 'sda', 'stdin', 'passwd', 'bin'));
const written = fc.tuple(start, fc.array(step, { maxLength: 4 })).map(([first, steps]) => `${first}${steps.join('/')}`);

/** One thing of a tree: a file, a directory, a link or a second name. */
const thing = fc.record({
  kind: fc.constantFrom('file', 'directory', 'link', 'twin'),
  at: fc.array(name, { minLength: 1, maxLength: 3 }),
  to: written,
});

const STRICTNESS = { allow: 0, ask: 1, deny: 2 } as const;
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Commands that do with a path what a tool would do; the strictest counts. */
const COMMANDS = {
  read: (given: string) => [`cat -- ${quoted(given)}`],
  write: (given: string) => [`tee -- ${quoted(given)}`, `cp -- /dev/stdin ${quoted(given)}`],
} as const;

test('what a tool does with a path is judged no looser than a command that does the same', async () => {
  const bench = gateBench({ access: 'full' });
  const { workspace, deps } = bench;
  const state = path.join(workspace, '../state');
  const gates = Object.fromEntries(PRESETS.map((preset) => [preset, bench.open({ preset })])) as Record<(typeof PRESETS)[number], Gate>;
  let allowed = 0;
  const judge = async (gate: Gate, action: Action): Promise<Authorization> => {
    const answer = await authorize(gate, action);
    if (answer.decision === 'ask') gate.withdraw(answer.approval.id);
    return answer;
  };
  const use = fc.constantFrom('read' as const, 'write' as const);
  const access = fc.constantFrom<Access>(...ACCESS_LEVELS);
  const options = fc.record({ use, access, preset: fc.constantFrom(...PRESETS) });
  await fc.assert(
    fc.asyncProperty(fc.array(thing, { maxLength: 4 }), written, options, async (tree, text, { use, access, preset }) => {
      rmSync(workspace, { recursive: true, force: true });
      for (const directory of [workspace, state, deps.home, path.join(workspace, 'real')]) mkdirSync(directory, { recursive: true });
      for (const [link, to] of [
        ['out', '..'],
        ['in', 'real'],
        ['own', '../state'],
      ] as const)
        symlinkSync(to, path.join(workspace, link));
      const place = (each: string): string => each.replace('WORK', workspace).replace('STATE', state);
      for (const { kind, at, to } of tree) make(workspace, kind, at, place(to));
      const given = place(text);
      if (given === '') return;
      const rest = { cwd: workspace, access };
      const tool = await judge(gates[preset], { kind: 'path', tool: 'Tool', use, path: given, text: 'x', ...rest });
      if (tool.decision === 'allow') allowed += 1;
      // Into a directory `cp` writes another file.
      for (const command of COMMANDS[use](given).slice(0, isDirectory(nameIn(workspace, given)) ? 1 : 2)) {
        const same = await judge(gates[preset], { kind: 'command', tool: 'bash', command, ...rest });
        const seen = `${use} ${JSON.stringify(given)}: ${short(tool)}; ${command}: ${short(same)}`;
        expect(STRICTNESS[tool.decision], seen).toBeGreaterThanOrEqual(STRICTNESS[same.decision]);
      }
    }),
    { numRuns: 300 },
  );
  // It would say nothing if everything were refused.
  expect(allowed).toBeGreaterThan(30);
});

function isDirectory(at: string): boolean {
  try {
    return statSync(at).isDirectory();
  } catch {
    return false;
  }
}

function make(workspace: string, kind: string, at: readonly string[], to: string): void {
  const target = path.join(workspace, ...at);
  try {
    mkdirSync(path.dirname(target), { recursive: true });
    if (kind === 'directory') mkdirSync(target);
    else if (kind === 'link') symlinkSync(to, target);
    else {
      writeFileSync(target, 'x', { flag: 'wx' });
      if (kind === 'twin') linkSync(target, path.join(workspace, `twin-${at.length}`));
    }
  } catch {
    // Something is in its way: the tree is smaller.
  }
}
