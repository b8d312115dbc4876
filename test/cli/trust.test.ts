import { expect, test } from 'vitest';
import { type TrustRequest, trust, untrust } from '../../src/cli/trust.ts';
import type { RuleFile } from '../../src/policy/rules/rule-files.ts';

const PROJECT = '/w/.bailiwick/rules.jsonc';
const LOCAL = '/w/.bailiwick/rules.local.jsonc';
const TRUST = '/config/trusted-rules.json';
const TEXT = '{\n  "deny": ["Bash(a)"] // \u202e\n}\n';
/** sha256 of `TEXT`. */
const SHA256 = '2d7a5441bae3a8f0b85fda6466dd45a7a68ea9ae9238b4c124ddf183870ebece';
const STORED = `{
  "version": 1,
  "files": {
    "${PROJECT}": {
      "sha256": "${SHA256}",
      "at": "1970-01-01T00:00:00.000Z"
    }
  }
}
`;
const SHOWN = `${PROJECT}
  | {
  |   "deny": ["Bash(a)"] // \\u{202e}
  | }
Its rules:
  deny  Bash(a)  (project:2)
sha256 ${SHA256}
`;

interface Machine {
  readonly request: TrustRequest;
  readonly files: Record<string, string>;
  readonly said: () => { readonly out: string; readonly log: readonly string[] };
  readonly reads: string[];
}

function machine(files: Record<string, string>, given: Partial<TrustRequest> = {}): Machine {
  let out = '';
  const log: string[] = [];
  const reads: string[] = [];
  const request: TrustRequest = {
    operands: [],
    yes: false,
    config: { configDir: '/config', workspace: '/w', cwd: '/w' },
    readFile: (file, inside): RuleFile => {
      reads.push(`${file} in ${inside}`);
      const text = files[file];
      return text === undefined ? { kind: 'absent' } : { kind: 'file', bytes: new TextEncoder().encode(text), real: file };
    },
    replaceFile: (file, text) => {
      files[file] = text;
    },
    readLine: () => Promise.resolve(undefined),
    now: () => new Date(0),
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    log: (message) => log.push(message),
    ...given,
  };
  return { request, files, said: () => ({ out, log }), reads };
}

test('shows the file with what hides made visible, and trusts what was shown with --yes, read once', async () => {
  const { request, files, said, reads } = machine({ [PROJECT]: TEXT }, { yes: true });
  expect(await trust(request)).toBe(0);
  expect(said()).toEqual({ out: `${SHOWN}Trusted.\n`, log: [] });
  expect(files).toEqual({ [PROJECT]: TEXT, [TRUST]: STORED });
  expect(reads.filter((read) => read.startsWith(PROJECT))).toEqual([`${PROJECT} in /w`]);
});

test.each([
  ['yes', 0, true],
  [' yes\n', 0, true],
  ['y', 1, false],
  ['', 1, false],
  [undefined, 1, false],
])('an answer of %j', async (answer, code, stored) => {
  const { request, files, said } = machine({ [PROJECT]: TEXT }, { readLine: () => Promise.resolve(answer) });
  expect(await trust(request)).toBe(code);
  expect(said()).toEqual({
    out: `${SHOWN}Type yes to trust exactly this: ${stored ? 'Trusted.\n' : ''}`,
    log: stored ? [] : ['Nothing was trusted: only yes, or --yes, trusts it.'],
  });
  expect(files[TRUST]).toBe(stored ? STORED : undefined);
});

test('what is trusted already is not asked about', async () => {
  const { request, said } = machine({ [PROJECT]: TEXT, [TRUST]: STORED });
  expect(await trust(request)).toBe(0);
  expect(said()).toEqual({ out: `${SHOWN}It is trusted already.\n`, log: [] });
});

test('what is no rules file is not trusted', async () => {
  const files = { [PROJECT]: '{"deny": [\n"Bash("]}' };
  const { request, said } = machine({ ...files }, { yes: true });
  expect(await trust(request)).toBe(1);
  expect(said().log.length).toBe(2);
  expect(request.readFile(TRUST)).toEqual({ kind: 'absent' });
});

test('a workspace without rules has nothing to trust', async () => {
  const { request, said } = machine({});
  expect(await trust(request)).toBe(0);
  expect(said()).toEqual({ out: 'This workspace has no rules and no agents of its own.\n', log: [] });
});

test('a file that was named and is not there fails', async () => {
  const { request, said } = machine({}, { operands: ['.bailiwick/rules.jsonc'] });
  expect(await trust(request)).toBe(1);
  expect(said()).toEqual({ out: '', log: [`${PROJECT}: there is no such file`] });
});

test('no other file can be trusted', async () => {
  const { request, said } = machine({ '/w/x': '{}' }, { operands: ['x'], yes: true });
  expect([await trust(request), untrust(request)]).toEqual([64, 64]);
  const message = `Only these can be trusted: ${PROJECT}, ${LOCAL}`;
  expect(said()).toEqual({ out: '', log: [message, message] });
});

test('untrust forgets, also a file that is gone', () => {
  const { request, files, said } = machine({ [TRUST]: STORED });
  expect(untrust(request)).toBe(0);
  expect(said()).toEqual({ out: `${PROJECT}: not trusted any more\n${LOCAL}: it was not trusted\n`, log: [] });
  expect(files).toEqual({ [TRUST]: '{\n  "version": 1,\n  "files": {}\n}\n' });
});
