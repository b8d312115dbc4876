import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRules } from '../../../src/policy/rules/parse.ts';
import { visible } from '../../../src/shell/visible.ts';

const ORIGIN = { layer: 'user', file: '/r.jsonc' } as const;

/** What is wrong with a text, without the name of the file. */
function mistakes(text: string): readonly string[] {
  const parsed = parseRules(text, ORIGIN);
  return parsed.ok ? [] : parsed.problems.map(({ message }) => message.replace('/r.jsonc:', ''));
}

test('a file with everything in it', () => {
  const text = `// mine
{
  "$schema": "x",
  "allow": ["Bash(npm test)", { "rule": "Bash(git commit:*)", "match": ["git commit -m x"], "notMatch": ["git push"] },],
  "ask": ["Fetch(WWW.example.com)", "Edit(./src/**)"],
  "deny": [{ "rule": "Bash(echo 'a b' c)", "justification": "no\\u202e" }, "Bash"], // these
  "soft_deny": ["never on Fridays"], "environment": ["a test machine"],
  "preset": "strict", "network": { "allow": ["example.com"] },
}`;
  const common = { justification: undefined, ...ORIGIN };
  expect(parseRules(text, ORIGIN)).toEqual({
    ok: true,
    rules: [
      {
        ...common,
        list: 'deny',
        matcher: { kind: 'bash', words: ['echo', 'a b', 'c'], open: false },
        text: "Bash(echo 'a b' c)",
        justification: 'no\\u{202e}',
        line: 6,
      },
      { ...common, list: 'deny', matcher: { kind: 'bash', words: [], open: true }, text: 'Bash', line: 6 },
      { ...common, list: 'ask', matcher: { kind: 'fetch', host: 'www.example.com' }, text: 'Fetch(WWW.example.com)', line: 5 },
      { ...common, list: 'ask', matcher: { kind: 'write', pattern: 'src/**' }, text: 'Edit(./src/**)', line: 5 },
      { ...common, list: 'allow', matcher: { kind: 'bash', words: ['npm', 'test'], open: false }, text: 'Bash(npm test)', line: 4 },
      { ...common, list: 'allow', matcher: { kind: 'bash', words: ['git', 'commit'], open: true }, text: 'Bash(git commit:*)', line: 4 },
    ],
    softDeny: ['never on Fridays'],
    environment: ['a test machine'],
    preset: 'strict',
    networkAllow: ['example.com'],
  });
});

test.each([
  ['Bash', 'an allow rule names a command; write Bash(npm test) or Bash(git commit:*)'],
  ['Bash(*)', 'an allow rule names a command; write Bash(npm test) or Bash(git commit:*)'],
  ['Bash()', 'it names no command; write Bash(git push:*), or Bash(*) for any in deny and ask'],
  ['Bash(:*)', 'it names no command; write Bash(git push:*), or Bash(*) for any in deny and ask'],
  ['Bash(git *)', 'a * may only stand as :* at the end; write Bash(git push:*) for every command that begins with these words'],
  ['Bash(X=1 git)', 'leave the assignment out; write the command alone'],
  ['Bash(-x)', 'the first word must be a program; write Bash(git push:*)'],
  ['Bash("a$b")', 'a rule expands nothing; write the word in single quotes'],
  ["Bash(a 'b)", "a quote is not closed: 'b"],
  [
    'Bash(a && b)',
    '& has a meaning for the shell; a rule names the words of one command, write it in single quotes if it is part of a word',
  ],
  ['Read', 'it names no path; write Read(src/**), or Read(/**) for every file'],
  ['Write(src/)', 'write Write(src/**) for all that is in a directory'],
  ['Read(../x)', '. and .. cannot be matched; write the path without them'],
  ['Read(a**)', '** stands alone between slashes; write src/**/*.ts'],
  ['Read([ab])', 'in a path only *, ** and ? have a meaning; write a rule for each of the others'],
  ['Read(~bob/x)', 'only ~/ stands for a home; write the other path from the root'],
  ['Fetch(https://x.com)', 'write only the name of a host: Fetch(example.com), or Fetch(*.example.com) for those below it'],
  ['Fetch(*)', 'an allow rule names a host; write Fetch(example.com)'],
  ['Agent(a b)', 'write the name of an agent: Agent(claude)'],
  ['bash(x)', 'write Bash(git push:*), Read(~/notes/**), Write(src/**), Fetch(example.com), Agent(claude) or Mcp(server/tool)'],
  ['Mcp', 'write the name of a server, and of one tool if not all are meant: Mcp(server/tool)'],
  ['Mcp(*)', 'write the name of a server, and of one tool if not all are meant: Mcp(server/tool)'],
  ['Mcp(*/tool)', 'write the name of a server, and of one tool if not all are meant: Mcp(server/tool)'],
  ['Mcp(a/)', 'write the name of a server, and of one tool if not all are meant: Mcp(server/tool)'],
  ['Mcp(a/b, writing)', 'write the name of a server, and of one tool if not all are meant: Mcp(server/tool)'],
  ['Mcp(a, read-only)', 'read-only vouches for one tool in allow; write Mcp(server/tool, read-only) there'],
  ['Bash(a\u202eb)', 'it holds characters that do not show; write it in one line of plain ones'],
])('allow %s is a mistake that says what to write', (rule, problem) => {
  expect(mistakes(JSON.stringify({ allow: [rule] }))).toEqual([visible(`1: allow[0] ${JSON.stringify(rule)}: ${problem}`)]);
});

test.each([
  ['{"deny": [\n  tru]}', ["2: this is no JSON: Unexpected identifier 'tru' found. (2:3)"]],
  ['{"deny": ["Bash"],\n"deny": []}', ['2: "deny" stands there twice; put both into one']],
  ['{\n"denny": []}', ['1: the file: Unrecognized key: "denny"']],
  [
    '{"deny": [\n{"rul": 1}]}',
    ['2: deny[0]: write a rule as text, or {"rule": "…", "justification": "…", "match": ["…"], "notMatch": ["…"]}'],
  ],
  [
    '{"deny": [\n{"rule": "Bash(git push:*)", "match": ["git pull"], "notMatch": ["git -C . push"]}]}',
    ['2: deny[0] "Bash(git push:*)": it does not match "git pull"', '2: deny[0] "Bash(git push:*)": it matches "git -C . push"'],
  ],
])('%s', (text, expected) => {
  expect(mistakes(text)).toEqual(expected);
});

test('examples of every kind are tried', () => {
  const entry = (rule: string, match: string, notMatch: string) => ({ rule, match: [match], notMatch: [notMatch] });
  const deny = [
    entry('Read(~/notes/**)', '~/notes/a', '~/b'),
    entry('Write(src/*.ts)', 'src/a.ts', 'src/b/a.ts'),
    entry('Fetch(*.example.com)', 'a.example.com', 'example.com'),
    entry('Agent(claude)', 'claude', 'codex'),
    entry('Mcp(github/get_issue)', 'github/Get_Issue', 'github/get'),
  ];
  expect(mistakes(JSON.stringify({ deny }))).toEqual([]);
  const swapped = deny.map(({ rule, match, notMatch }) => ({ rule, match: notMatch, notMatch: match }));
  expect(mistakes(JSON.stringify({ deny: swapped })).length).toBe(10);
});

test('a file nested too deeply is a mistake', () => {
  expect(parseRules('['.repeat(100_000), ORIGIN).ok).toBe(false);
});

test('no text makes it throw, and a file with a mistake gives no rule', () => {
  const rule = fc.oneof(
    fc.string(),
    fc.string().map((body) => `Bash(${body})`),
    fc.string().map((body) => `Read(${body})`),
  );
  const file = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ allow: fc.array(rule), deny: fc.array(fc.record({ rule, match: fc.array(fc.string()) })) })
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(file, (text) => {
      const parsed = parseRules(text, ORIGIN);
      expect(parsed.ok || parsed.problems.length > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});
