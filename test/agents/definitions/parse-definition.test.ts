import { expect, test } from 'vitest';
import { type Described, parseDefinition } from '../../../src/agents/definitions/parse-definition.ts';

const known = (id: string): boolean => ['claude', 'codex'].includes(id);
const parse = (format: 'bailiwick' | 'claude' | 'codex', text: string, file = '/w/role.md') => parseDefinition(format, file, text, known);
const front = (fields: string, body = 'Look.'): string => `---\n${fields}\n---\n${body}\n`;

const PLAIN: Described = {
  name: 'role',
  description: '',
  instructions: 'Look.',
  access: undefined,
  model: undefined,
  only: undefined,
  base: undefined,
};

test.each<[string, string, Partial<Described>]>([
  ['nothing but a text', front(''), {}],
  [
    'every field',
    front('name: Sec.review-1\ndescription: Reviews: all of it # really\ntools: Read, Grep\nmodel: deep\naccess: read-only\nagent: codex'),
    {
      name: 'Sec.review-1',
      description: 'Reviews: all of it # really',
      only: ['read', 'search'],
      model: 'deep',
      access: 'read-only',
      base: 'codex',
    },
  ],
  ['quotes', front(`description: "a \\"b\\"\\n\\\\c"\nname: 'x'`), { name: 'x', description: 'a "b"\n\\c' }],
  ['a single quote in single ones', front("description: 'it''s'"), { description: "it's" }],
  ['a list with dashes', front('tools:\n  - Bash\n  - "Edit"'), { only: ['bash', 'write'] }],
  ['a list with dashes that is not indented', front('tools:\n- Bash\nmodel: fast'), { only: ['bash'], model: 'fast' }],
  ['a list in brackets', front('tools: [WebFetch, mcp__github__get]'), { only: ['fetch', 'mcp'] }],
  ['an empty list', front('tools: []'), { only: [] }],
  ['our own kinds', front('tools: bash, read, write, search, fetch, mcp'), { only: ['bash', 'read', 'write', 'search', 'fetch', 'mcp'] }],
  ['names that are not known', front('tools: Task, Bash(git diff:*), *, READ, TodoWrite'), { only: [] }],
  ['a folded text', front('description: >\n  one\n  two\n\n  three\nmodel: fast'), { description: 'one two\n\nthree', model: 'fast' }],
  ['a text as it stands', front('description: |-\n  one\n    two'), { description: 'one\n  two' }],
  ['a comment, and a blank line', front('# words\n\nmodel: fast'), { model: 'fast' }],
  ['lines of another system', front('model: fast', 'a\nb').replaceAll('\n', '\r\n'), { model: 'fast', instructions: 'a\nb' }],
  ['a line of dashes in the text', front('', 'a\n---\nb'), { instructions: 'a\n---\nb' }],
  ['the model of whoever asks', front('model: inherit'), {}],
])('our own: %s', (_, text, expected) => {
  expect(parse('bailiwick', text)).toEqual({ ok: true, described: { ...PLAIN, ...expected } });
});

test('those for claude and codex are for them', () => {
  expect(parse('claude', front('name: x\ndescription: y\ncolor: red\nmodel: sonnet'))).toEqual({
    ok: true,
    described: { ...PLAIN, name: 'x', description: 'y', model: 'sonnet', base: 'claude' },
  });
  const toml = `# words
name = "x"
description = 'a "b"' # more
sandbox_mode = "read-only"
model_reasoning_effort = "high"
nickname_candidates = [
  "A", 'B',
]
developer_instructions = """
Look "closely".
\\tThen \\u0041.
"""
model = "gpt-5.2"
`;
  expect(parse('codex', toml)).toEqual({
    ok: true,
    described: {
      ...PLAIN,
      name: 'x',
      description: 'a "b"',
      instructions: 'Look "closely".\n\tThen A.\n',
      access: 'read-only',
      model: 'gpt-5.2',
      base: 'codex',
    },
  });
  expect(parse('codex', "instructions = '''\na\\n''b'''\nsandbox_mode = 'danger-full-access'\n")).toMatchObject({
    described: { name: 'role', instructions: "a\\n''b", access: 'full' },
  });
});

test.each([
  ['no fields', 'Look.', 'it does not begin with fields between two lines of ---'],
  ['fields that do not end', '---\nname: x\n', 'it does not begin with fields between two lines of ---'],
  ['what would narrow it otherwise', front('permissionMode: plan'), 'its field "permissionMode" is not understood here'],
  ['a field twice', front('tools: Bash\ntools: Read'), '"tools" stands there twice'],
  ['an empty field', front('tools:'), '"tools" is empty'],
  ['a line that is none', front('tools Bash'), 'line 2 is no field'],
  ['an alias', front('name: x\ntools: *all'), 'the value of "tools" is no plain text'],
  ['a tag', front('description: !x y'), 'the value of "description" is no plain text'],
  ['an anchor', front('description: &x y'), 'the value of "description" is no plain text'],
  ['an object', front('description: {a: b}'), 'the value of "description" is no plain text'],
  ['a value that goes on', front('description: a\n  b'), '"description" goes on in another line'],
  ['an object in a list', front('tools:\n  a: b'), 'the list of "tools" holds something else than items'],
  ['a list that does not end', front('tools: [a,\n  b]'), '"tools" goes on in another line'],
  ['a quote that does not end', front('description: "a'), 'the value of "description" is no plain text'],
  ['an escape that is not known', front('description: "\\x41"'), 'the value of "description" is no plain text'],
  ['an access that there is not', front('access: everything'), '"access" is none of read-only, workspace-write, full'],
  ['an access that every object has', front('access: constructor'), '"access" is none of read-only, workspace-write, full'],
  ['a list for a text', front('model: [a, b]'), '"model" is a list, and should be one text'],
  ['a name with other signs', front('name: a b'), '"name" is none that could be meant'],
  ['the name of an agent', front('name: claude'), 'its name is that of the agent claude'],
  ['the name of an agent in other letters', front('name: Codex'), 'its name is that of the agent codex'],
  ['the name of the shell', front('name: shell'), 'its name is that of the agent shell'],
  ['the name of our loop', front('name: Loop'), 'its name is that of the agent loop'],
])('our own is not used: %s', (_, text, problem) => {
  expect(parse('bailiwick', text)).toEqual({ ok: false, problem });
});

test.each([
  ['a table', '[mcp_servers.x]\ncommand = "x"', 'line 1: it is no plain field'],
  ['a dotted key', 'a.b = "x"', 'line 1: it is no plain field'],
  ['a field twice', 'name = "a"\nname = "b"', 'line 2: "name" stands there twice'],
  ['a text that does not end', 'name = "a\n', 'line 1: the value of "name" is not understood'],
  ['a long text that does not end', 'name = """a"\n', 'line 1: the value of "name" is not understood'],
  ['something behind a value', 'name = "a" b', 'line 1: something stands behind the value of "name"'],
  ['an object', 'name = { a = 1 }', 'line 1: the value of "name" is not understood'],
  ['a list of numbers', 'nickname_candidates = [1]', 'line 1: the list holds something else than texts'],
  ['a list without commas', 'nickname_candidates = ["a" "b"]', 'line 1: the list does not end'],
  ['a list that does not end', 'nickname_candidates = ["a",', 'line 1: the list holds something else than texts'],
  ['an escape that is not known', 'name = "\\x"', 'line 1: the value of "name" is not understood'],
  ['a field that is not known', 'approval_policy = "never"', 'its field "approval_policy" is not understood here'],
  ['a mode that there is not', 'sandbox_mode = "none"', '"sandbox_mode" is none of read-only, workspace-write, danger-full-access'],
])('of codex is not used: %s', (_, text, problem) => {
  expect(parse('codex', text)).toEqual({ ok: false, problem });
});
