import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRuleAdder } from '../../src/cli/add-rule.ts';
import type { Shown } from '../../src/cli/approvals-question.ts';
import { type Config, loadConfig } from '../../src/config.ts';

function bench(): { config: Config; file: string; shown: (changed?: Partial<Shown>) => Shown } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-add-rule-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [workspace, home] = [join(root, 'work'), join(root, 'home')];
  for (const dir of [workspace, home]) mkdirSync(dir);
  const readFile = (): never => {
    throw Object.assign(new Error('not there'), { code: 'ENOENT' });
  };
  const loaded = loadConfig({ argv: [], env: {}, cwd: workspace, home, readFile });
  if (!loaded.ok) throw new Error(loaded.message);
  const { config } = loaded;
  const shown = (changed: Partial<Shown> = {}): Shown => ({
    message: '',
    command: 'git commit -m x',
    cwd: workspace,
    workspace,
    access: 'workspace-write',
    class: 'git-write',
    reason: '',
    rule: '',
    client: '',
    grantable: true,
    grantText: '',
    alwaysRule: 'Bash(git commit:*)',
    ...changed,
  });
  return { config, file: join(config.configDir, 'rules.jsonc'), shown };
}

test('the rule of the command is written once', async () => {
  const { config, file, shown } = bench();
  const add = createRuleAdder(config);
  expect(await add('Bash(git commit:*)', shown())).toEqual({ file, added: true });
  expect(await add('Bash(git commit:*)', shown())).toEqual({ file, added: false });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ allow: ['Bash(git commit:*)'] });
});

test('a rule that somebody put in its place is refused, and so is one that can not be worked out', async () => {
  const { config, file, shown } = bench();
  const add = createRuleAdder(config);
  const wrong: readonly [string, Partial<Shown>][] = [
    ['Bash(git:*)', {}],
    ['Bash(git push:*)', {}],
    ['Bash(git commit:*)', { command: 'git commit -m x && git push' }],
    ['Bash(git commit:*)', { command: 'git status' }],
    ['Bash(git commit:*)', { cwd: join(config.home, 'none') }],
    ['Bash(rm -rf src)', { command: 'rm -rf src' }],
  ];
  for (const [rule, changed] of wrong) await expect(add(rule, shown(changed))).rejects.toThrow('it is not the rule that this command has');
  const { workspace: _, ...older } = shown();
  await expect(add('Bash(git commit:*)', older)).rejects.toThrow('it is not the rule that this command has');
  expect(existsSync(file)).toBe(false);
});

test('the rule of a path that a tool would write is that path, from the root, and only of the one that is shown', async () => {
  const { config, file, shown } = bench();
  const add = createRuleAdder(config);
  const { cwd } = shown();
  const rule = `Write(${cwd}/src/a.txt)`;
  const asked = (path: string, command = `Write ${cwd}/src/a.txt (4 bytes)\ntext`) =>
    shown({ command, path: { use: 'write', path }, class: 'workspace-write', alwaysRule: rule });
  const wrong: readonly [string, Shown][] = [
    [`Write(${cwd}/**)`, asked('src/a.txt')],
    [`Read(${cwd}/src/a.txt)`, asked('src/a.txt')],
    [rule, asked('src/b.txt')],
    [`Write(${cwd}/src/b.txt)`, asked('src/b.txt')],
    [`Write(${cwd}/AGENTS.md)`, asked('AGENTS.md', `Write ${cwd}/AGENTS.md`)],
    ['Write(/etc/passwd)', asked('/etc/passwd', 'Write /etc/passwd')],
    [rule, { ...asked('src/a.txt'), path: { use: 'read', path: 'src/a.txt' } }],
  ];
  for (const [wanted, of] of wrong) await expect(add(wanted, of)).rejects.toThrow('it is not the rule that this command has');
  expect(existsSync(file)).toBe(false);
  expect(await add(rule, asked('src/a.txt'))).toEqual({ file, added: true });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ allow: [rule] });
});
