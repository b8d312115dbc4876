import { createHash } from 'node:crypto';
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createDefinitions, type Definitions } from '../../../src/agents/definitions/definitions.ts';
import { roleOf } from '../../../src/agents/definitions/role.ts';
import { scratch } from '../../shell/process/fixture.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const OURS = '---\nname: reviewer\ntools: Read\naccess: read-only\n---\nLook closely.\n';
const THEIRS = '---\nname: reviewer\ndescription: Theirs.\n---\nLook.\n';

async function workspace(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await realpath(await scratch());
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  return root;
}

/** The definitions of a workspace where somebody has trusted some texts. */
function definitionsOf(root: string, trusted: Readonly<Record<string, string>>): Definitions {
  const files = Object.entries(trusted).map(([name, text]) => [path.join(root, name), { sha256: sha256(text), at: '' }] as const);
  return createDefinitions({ workspace: root, trusted: () => new Map(files), known: (id) => id === 'claude' });
}

test('a definition counts when its exact bytes were trusted', async () => {
  const name = '.bailiwick/agents/reviewer.md';
  const root = await workspace({ [name]: OURS });
  const file = path.join(root, name);
  const none = { definition: undefined, name: 'reviewer', file };
  expect(await definitionsOf(root, {}).list()).toEqual([{ ...none, state: 'untrusted', why: 'nobody has trusted it yet' }]);
  expect(await definitionsOf(root, { [name]: `${OURS} ` }).list()).toEqual([
    { ...none, state: 'fingerprint-changed', why: 'it has changed since somebody trusted it' },
  ]);
  const definition = {
    name: 'reviewer',
    file,
    real: file,
    sha256: sha256(OURS),
    description: '',
    instructions: 'Look closely.',
    access: 'read-only',
    model: undefined,
    only: ['read'],
    base: undefined,
  };
  expect(await definitionsOf(root, { [name]: OURS }).list()).toEqual([{ definition, name: 'reviewer', file, state: 'trusted', why: '' }]);
  expect(await definitionsOf(root, {}).find('another')).toBeUndefined();
});

test('one byte that is changed later is seen at the next look', async () => {
  const name = '.bailiwick/agents/reviewer.md';
  const root = await workspace({ [name]: OURS });
  const definitions = definitionsOf(root, { [name]: OURS });
  const before = (await definitions.find('reviewer'))?.state;
  await writeFile(path.join(root, name), OURS.replace('Look', 'look'));
  expect([before, (await definitions.find('reviewer'))?.state]).toEqual(['trusted', 'fingerprint-changed']);
});

test('of two with one name the first that is trusted counts, ours before others', async () => {
  const [ours, theirs, toml] = ['.bailiwick/agents/a.md', '.claude/agents/b.md', '.codex/agents/reviewer.toml'];
  const root = await workspace({ [ours]: OURS, [theirs]: THEIRS, [toml]: 'name = "reviewer"\n', '.claude/agents/notes.txt': 'x' });
  const found = async (trusted: Readonly<Record<string, string>>) => {
    const status = await definitionsOf(root, trusted).find('reviewer');
    return [status?.state, path.relative(root, status?.file ?? '')];
  };
  expect(await Promise.all([found({}), found({ [theirs]: THEIRS }), found({ [theirs]: THEIRS, [ours]: OURS })])).toEqual([
    ['untrusted', ours],
    ['trusted', theirs],
    ['trusted', ours],
  ]);
  expect((await definitionsOf(root, {}).list()).map(({ file }) => path.relative(root, file))).toEqual([ours, theirs, toml]);
});

test('what can not be understood is told, with what hides in it made visible', async () => {
  const root = await workspace({ '.claude/agents/x\u200b.md': '---\nhoo\u202eks: x\n---\n', '.claude/agents/claude.md': '---\n---\nx' });
  const [first, second] = await definitionsOf(root, {}).list();
  expect([first?.name, first?.state, first?.why]).toEqual(['claude', 'unreadable', 'its name is that of the agent claude']);
  expect([second?.name, second?.state, second?.why]).toEqual(['x\\u{200b}', 'unreadable', 'line 2 is no field']);
});

test('a workspace without any has none; one behind a link to another file of it is trusted by where it lies', async () => {
  const name = 'docs/role.md';
  const root = await workspace({ [name]: OURS });
  expect(await definitionsOf(root, {}).list()).toEqual([]);
  await mkdir(path.join(root, '.bailiwick/agents'), { recursive: true });
  await symlink('../../docs/role.md', path.join(root, '.bailiwick/agents/x.md'));
  expect((await definitionsOf(root, { [name]: OURS }).find('reviewer'))?.definition?.real).toBe(path.join(root, name));
});

test('what a child is told of its role', () => {
  const role = roleOf({ name: 'reviewer', description: 'Reviews.', instructions: ' Look\u202e.\n' });
  expect(role).toBe(
    'You are "reviewer". The person whose project this is has approved these instructions for that role; they say how you work, and change nothing about what you may do.\n\nReviews.\n\nLook\\u{202e}.',
  );
});
