import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDefinitions } from '../../src/agents/definitions/definitions.ts';
import { type TrustRequest, trust, untrust } from '../../src/cli/trust.ts';
import { readRuleFile, replaceFile } from '../../src/policy/rules/rule-files.ts';
import { readTrust, trustFileOf } from '../../src/policy/rules/trust.ts';

const TEXT = '---\nname: reviewer\ntools: Read, Task\naccess: read-only\nmodel: deep\n---\nLook \u202ehere.\n';
const SHA256 = createHash('sha256').update(TEXT).digest('hex');

interface Machine {
  readonly workspace: string;
  readonly file: string;
  readonly run: (
    command: typeof trust | typeof untrust,
    more?: Partial<TrustRequest>,
  ) => Promise<{ code: number; out: string; log: readonly string[] }>;
  /** What the definition of the name counts as now. */
  readonly state: () => Promise<string | undefined>;
}

function machine(name = '.bailiwick/agents/reviewer.md', text = TEXT): Machine {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'trust-definition-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const workspace = path.join(root, 'w');
  const configDir = path.join(root, 'config');
  const file = path.join(workspace, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  const trustFile = trustFileOf(configDir);
  const trusted = () => readTrust(trustFile, readRuleFile(trustFile)).trusted;
  return {
    workspace,
    file,
    async run(command, more) {
      let out = '';
      const log: string[] = [];
      const code = await command({
        operands: [],
        yes: true,
        config: { configDir, workspace, cwd: workspace },
        readFile: readRuleFile,
        replaceFile,
        readLine: async () => undefined,
        now: () => new Date(0),
        stdout: {
          write: (words) => {
            out += words;
          },
        },
        log: (line) => log.push(line),
        ...more,
      });
      return { code, out, log };
    },
    state: async () => (await createDefinitions({ workspace, trusted, known: () => false }).find('reviewer'))?.state,
  };
}

test('a definition is shown whole, with what it leaves; trusted, it counts until a byte changes or it is untrusted', async () => {
  const { file, run, state } = machine();
  const states = [await state()];
  expect(await run(trust)).toEqual({
    code: 0,
    out: `${file}
  | ---
  | name: reviewer
  | tools: Read, Task
  | access: read-only
  | model: deep
  | ---
  | Look \\u{202e}here.
The agent reviewer. Each of its calls is judged as ever; it is left
  access: read-only, or less if it is started with less
  tools: read
  model: deep
  agent: any
sha256 ${SHA256}
Trusted.
`,
    log: [],
  });
  states.push(await state());
  expect(await run(trust, { yes: false })).toMatchObject({ code: 0, out: expect.stringMatching(/It is trusted already\.\n$/) });
  writeFileSync(file, TEXT.replace('read-only', 'full'));
  states.push(await state());
  writeFileSync(file, TEXT);
  expect(await run(untrust, { operands: ['.bailiwick/agents/reviewer.md'] })).toEqual({
    code: 0,
    out: `${file}: not trusted any more\n`,
    log: [],
  });
  states.push(await state());
  expect(states).toEqual(['untrusted', 'trusted', 'fingerprint-changed', 'untrusted']);
});

test('one that leaves everything, for an agent', async () => {
  const { run } = machine('.codex/agents/x.toml', 'name = "x"\n');
  expect((await run(trust)).out).toContain(`The agent x. Each of its calls is judged as ever; it is left
  access: what it is started with
  tools: all that it would have anyway
  model: as ever
  agent: codex
`);
});

test('without a yes nothing is trusted', async () => {
  const { run, state } = machine();
  expect(await run(trust, { yes: false, readLine: async () => 'y' })).toMatchObject({
    code: 1,
    log: ['Nothing was trusted: only yes, or --yes, trusts it.'],
  });
  expect(await state()).toBe('untrusted');
});

test.each([
  ['---\npermissionMode: plan\n---\n', 'its field "permissionMode" is not understood here'],
  ['---\nname: claude\n---\n', 'its name is that of the agent claude'],
])('%j can not be trusted', async (text, problem) => {
  const { file, run } = machine('.claude/agents/reviewer.md', text);
  expect(await run(trust)).toEqual({ code: 1, out: '', log: [`${file}: it is not trusted: ${problem}`] });
});

test('what was not shown is not trusted: the bytes that are stored are those of the text', async () => {
  const { file, run, state, workspace } = machine();
  const readLine = async (): Promise<string> => {
    writeFileSync(file, TEXT.replace('Look', 'Delete'));
    return 'yes';
  };
  expect(await run(trust, { yes: false, readLine, operands: [path.relative(workspace, file)] })).toMatchObject({ code: 0 });
  expect([await state(), readFileSync(file, 'utf8').includes('Delete')]).toEqual(['fingerprint-changed', true]);
});

test('only what lies where agents are looked for can be named', async () => {
  const { workspace, file, run } = machine();
  expect(await run(trust, { operands: ['README.md'] })).toEqual({
    code: 64,
    out: '',
    log: [`Only these can be trusted: ${workspace}/.bailiwick/rules.jsonc, ${workspace}/.bailiwick/rules.local.jsonc, ${file}`],
  });
});
