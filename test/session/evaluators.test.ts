import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { NO_COSTS } from '../../src/model/cost.ts';
import type { Gate } from '../../src/policy/action.ts';
import { CHECK_NAMES } from '../../src/session/check-names.ts';
import { type Checks, type ChecksDeps, createChecks } from '../../src/session/evaluators.ts';
import { readWorkspaceFile } from '../../src/shell/workspace-file.ts';

const gate: Gate = {
  authorize: () => Promise.reject(new Error('nothing is run here')),
  explain: () => Promise.reject(new Error('nothing is run here')),
  withdraw: () => undefined,
  settled: async () => undefined,
  engine: () => ({ kind: 'rules', why: 'chosen' }),
  costs: () => NO_COSTS,
  dropGrants: () => undefined,
};

function checksOf(readFile: ChecksDeps['readFile'], workspace = '/srv/project'): Checks {
  const start = (): never => {
    throw new Error('nothing is run here');
  };
  return createChecks({ gate, workspace, access: 'workspace-write', readFile, start, now: () => 0, log: () => undefined });
}

type Files = Readonly<Record<string, string>>;

/** Checks of a workspace with these files. */
function checksIn(files: Files): Checks {
  const texts = new Map(Object.entries(files));
  return checksOf(async (_, path, maxBytes) => {
    const text = texts.get(path);
    if (text === undefined) return { ok: false, reason: 'There is no such file.' };
    return { ok: true, text: text.slice(0, maxBytes), truncated: text.length > maxBytes };
  });
}

async function commandsIn(files: Files): Promise<readonly (string | undefined)[]> {
  const checks = checksIn(files);
  const found = await Promise.all(CHECK_NAMES.map((name) => checks.resolve(name)));
  return found.map((one) => (one.kind === 'command' ? one.command : undefined));
}

const manifest = (...scripts: readonly string[]): string =>
  JSON.stringify({ scripts: Object.fromEntries(scripts.map((name) => [name, 'x'])) });
const NONE = [undefined, undefined, undefined];

describe('build, test and lint', () => {
  it.each<readonly [string, Files, readonly (string | undefined)[]]>([
    ['nothing', {}, NONE],
    ['all scripts', { 'package.json': manifest('build', 'test', 'lint') }, ['npm run build', 'npm test', 'npm run lint']],
    ['one script', { 'package.json': manifest('test') }, [undefined, 'npm test', undefined]],
    ['no scripts', { 'package.json': '{"name":"x"}' }, NONE],
    ['scripts that are none', { 'package.json': '{"scripts":{"build":"","test":["x"],"lint":null}}' }, NONE],
    ['a byte order mark', { 'package.json': `\ufeff${manifest('lint')}` }, [undefined, undefined, 'npm run lint']],
    [
      'tables of pyproject.toml',
      { 'pyproject.toml': '[build-system]\nrequires = []\n[tool.pytest.ini_options]\n[tool.ruff]\n' },
      ['python3 -m build', 'python3 -m pytest', 'ruff check'],
    ],
    ['words of pyproject.toml', { 'pyproject.toml': '[project]\ndependencies = ["pytest", "ruff"] # [tool.ruff]\n' }, NONE],
    ['targets', { Makefile: '.PHONY: build lint\nbuild: a b\n\tlint: x\nall test::\n' }, ['make build', 'make test', undefined]],
    ['assignments', { Makefile: 'build := 1\ntest ::= 2\nlint :::= 3\n# lint: x\nlint = a: b\n' }, NONE],
    ['the other names of a makefile', { GNUmakefile: 'build:\n', makefile: 'test: x := 1\r\n' }, ['make build', 'make test', undefined]],
    ['Cargo.toml', { 'Cargo.toml': '' }, ['cargo build', 'cargo test', 'cargo clippy']],
    ['go.mod', { 'go.mod': 'module x\n' }, ['go build ./...', 'go test ./...', 'go vet ./...']],
    [
      'the first that has it',
      { 'package.json': manifest('build'), Makefile: 'build:\ntest:\n', 'go.mod': '', 'Cargo.toml': '' },
      ['npm run build', 'make test', 'cargo clippy'],
    ],
    [
      'the configuration before all',
      { '.bailiwick/config.json': '{"checks":{"test":"pnpm test"}}', 'package.json': manifest('build', 'test') },
      ['npm run build', 'pnpm test', undefined],
    ],
  ])('%s', async (_, files, commands) => {
    expect(await commandsIn(files)).toEqual(commands);
  });

  it('say where they looked when there is nothing', async () => {
    expect(await checksIn({}).resolve('lint')).toEqual({
      kind: 'missing',
      detail:
        'no lint command in .bailiwick/config.json, package.json, pyproject.toml, GNUmakefile, makefile, Makefile, Cargo.toml, go.mod',
    });
  });

  it.each(['{', '[]', '{"scripts":[]}', `"${'x'.repeat(1_048_576)}"`])(
    'are not guessed from a package.json that is not understood',
    async (text) => {
      expect(await checksIn({ 'package.json': text, Makefile: 'test:\n' }).resolve('test')).toEqual({
        kind: 'refused',
        reason: 'package.json is not understood, so its test command is not known',
      });
    },
  );
});

describe('checks of the configuration', () => {
  const config = (text: string): Checks => checksIn({ '.bailiwick/config.json': text });

  it('are commands by name', async () => {
    const checks = config('{"checks":{"types":"npx tsc --noEmit","__proto__":"p"},"other":1}');
    expect(await checks.resolve('types')).toEqual({ kind: 'command', command: 'npx tsc --noEmit' });
  });

  it.each(['constructor', 'toString', '__proto__', 'tset'])('%s is none', async (name) => {
    expect(await config('{"checks":{"types":"x"}}').resolve(name)).toEqual({
      kind: 'refused',
      reason: `evaluator ${name} is neither build, test, lint nor a check of .bailiwick/config.json: its checks are types`,
    });
  });

  it('are none without a configuration', async () => {
    expect(await checksIn({}).resolve('types\u001b')).toEqual({
      kind: 'refused',
      reason: 'evaluator types␛ is neither build, test, lint nor a check of .bailiwick/config.json: There is no such file.',
    });
  });

  it.each(['', '[]', '{"checks":[]}', '{"checks":{"types":1}}', '{"checks":{"types":" "}}', '{"checks":{"a":"b"}'])(
    'are refused when it is not understood: %s',
    async (text) => {
      const refused = {
        kind: 'refused',
        reason: '.bailiwick/config.json is not understood; it must be {"checks": {"name": "command"}}',
      };
      expect(await config(text).resolve('types')).toEqual(refused);
      expect(await config(text).resolve('test')).toEqual(refused);
    },
  );
});

describe('files of a real workspace', () => {
  let root = '';
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('are read, but not through a link that leads out', async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-checks-')));
    mkdirSync(join(root, 'work'));
    writeFileSync(join(root, 'package.json'), manifest('test'));
    symlinkSync('../package.json', join(root, 'work', 'package.json'));
    writeFileSync(join(root, 'work', 'Makefile'), 'test:\n\ttrue\n');
    const checks = checksOf(readWorkspaceFile, join(root, 'work'));
    expect(await checks.resolve('test')).toEqual({ kind: 'command', command: 'make test' });
    rmSync(join(root, 'work', 'package.json'));
    writeFileSync(join(root, 'work', 'package.json'), manifest('test'));
    expect(await checks.resolve('test')).toEqual({ kind: 'command', command: 'npm test' });
  });

  it('are read from our own configuration', async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'bailiwick-checks-')));
    mkdirSync(join(root, '.bailiwick'));
    writeFileSync(join(root, '.bailiwick', 'config.json'), '{"checks":{"types":"true"}}');
    expect(await checksOf(readWorkspaceFile, root).resolve('types')).toEqual({ kind: 'command', command: 'true' });
  });
});
