import { expect, test } from 'vitest';
import { type RulesRequest, rules } from '../../src/cli/rules.ts';
import { judge } from '../../src/policy/judge.ts';
import { boundsOf } from '../../src/policy/places.ts';
import type { RuleSet } from '../../src/policy/rules/rule.ts';
import type { RuleFile } from '../../src/policy/rules/rule-files.ts';
import { localWorld } from '../../src/policy/world.ts';
import { analyse } from '../../src/shell/analyse.ts';
import { HOME, rulesOf, setOf, WORKSPACE } from '../policy/rules/rules-fixture.ts';

const USER = '/config/rules.jsonc';
const SETTINGS = `${WORKSPACE}/.claude/settings.json`;
const SET: RuleSet = {
  ...setOf(rulesOf({ deny: [{ rule: 'Bash(git push:*)', justification: 'not from here' }], allow: ['Bash(make)'] })),
  softDeny: ['never\u001b[31m'],
  preset: 'strict',
  problems: [{ layer: 'local', file: '/l', kind: 'untrusted', message: '/l: nobody has trusted it yet' }],
};

interface Said {
  readonly code: number;
  readonly out: string;
  readonly log: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

function run(operands: readonly string[], given: Partial<RulesRequest> & { readonly files?: Record<string, string> } = {}): Said {
  const files = { ...given.files };
  const log: string[] = [];
  let out = '';
  const code = rules({
    operands,
    write: false,
    config: { configDir: '/config', workspace: WORKSPACE, cwd: WORKSPACE },
    set: SET,
    examine: (command) => {
      const analysis = analyse(command, { home: HOME, cwd: WORKSPACE });
      const judged = judge(analysis, boundsOf({ workspace: WORKSPACE, home: HOME, ownDirs: [] }), localWorld('/usr/bin', HOME));
      return { analysis, judged, parts: [] };
    },
    isDirectory: () => false,
    readFile: (file): RuleFile => {
      const text = files[file];
      return text === undefined ? { kind: 'absent' } : { kind: 'file', bytes: new TextEncoder().encode(text), real: file };
    },
    replaceFile: (file, text) => {
      files[file] = text;
    },
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    log: (message) => log.push(message),
    ...given,
  });
  return { code, out, log, files };
}

const LISTED = `deny  Bash(git push:*)  (user:1)  # not from here
allow Bash(make)  (user:1)
soft_deny    never\u241b[31m
preset       strict
untrusted: /l: nobody has trusted it yet
`;

test('list shows what counts and what does not, made visible', () => {
  expect(run(['list'])).toEqual({ code: 0, out: LISTED, log: [], files: {} });
});

test('test says which rule decides', () => {
  const log = ['/l: nobody has trusted it yet'];
  const denied = 'true; git -C . push\n  deny  Bash(git push:*)  (user:1)  # not from here\n';
  expect(run(['test', 'true; git -C . push'])).toEqual({ code: 0, out: denied, log, files: {} });
  expect(run(['test', 'ls'])).toEqual({ code: 0, out: 'ls\n  no rule matches; the preset decides\n', log, files: {} });
  expect(run(['test', 'ls'], { examine: () => ({ problem: 'no such directory' }) })).toEqual({
    code: 1,
    out: '',
    log: ['no such directory'],
    files: {},
  });
});

const PERMISSIONS = JSON.stringify({ permissions: { allow: ['Bash(make)', 'Bash'], deny: ['WebFetch(domain:x.com)'] } });
const ADDED = `add   deny  Fetch(x.com)
add   allow Bash(make)
left  allow Bash: an allow rule names a command; write Bash(npm test) or Bash(git commit:*)
`;

test('import shows what it would add, and writes only with --write', () => {
  const files = { [SETTINGS]: PERMISSIONS, [USER]: '{"allow": ["Bash(a)"]} // mine\n' };
  expect(run(['import'], { files })).toEqual({
    code: 0,
    out: `${ADDED}Nothing was written; --write adds these to ${USER}.\n`,
    log: [],
    files,
  });
  expect(run(['import', '.claude/settings.json'], { files, write: true })).toEqual({
    code: 0,
    out: `${ADDED}Written to ${USER}.\n`,
    log: [],
    files: { ...files, [USER]: '{"allow": ["Bash(a)", "Bash(make)"], "deny": [\n    "Fetch(x.com)"\n  ]} // mine\n' },
  });
});

test.each([
  [{}, `${SETTINGS}: there is no such file that can be read`],
  [{ [SETTINGS]: '{' }, `${SETTINGS}: this is no JSON`],
  [{ [SETTINGS]: PERMISSIONS, [USER]: '{' }, `${USER} is not a rules file that can be added to; \`bailiwick rules list\` says why.`],
])('import of %j fails and writes nothing', (files, message) => {
  expect(run(['import'], { files, write: true })).toEqual({ code: 1, out: '', log: [message], files });
});

test.each([[['lst']], [['list', 'x']], [['test']], [['test', 'a', 'b']], [['import', 'a', 'b']]])('%j is wrong usage', (operands) => {
  const usage = "usage: bailiwick rules list | rules test '<command>' | rules import [file] [--write]";
  expect(run(operands)).toEqual({ code: 64, out: '', log: [usage], files: {} });
});
