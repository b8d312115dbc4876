import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addRule } from '../../../src/policy/rules/edit.ts';
import { importClaude } from '../../../src/policy/rules/import-claude.ts';
import { parseRules } from '../../../src/policy/rules/parse.ts';

test.each([
  [undefined, '{\n  "allow": [\n    "Bash(a)"\n  ]\n}\n'],
  ['{}', '{\n  "allow": [\n    "Bash(a)"\n  ]\n}'],
  ['{"allow": []}', '{"allow": [\n  "Bash(a)"\n]}'],
  ['{"allow": ["Bash(b)"]}', '{"allow": ["Bash(b)", "Bash(a)"]}'],
  ['{"allow": ["Bash(a)"]}', '{"allow": ["Bash(a)"]}'],
  ['{\n  "deny": []\n}\n', '{\n  "deny": [],\n  "allow": [\n    "Bash(a)"\n  ]\n}\n'],
  [
    '{\n  "allow": [\n    "Bash(b)" // why b\n    // the end\n  ]\n}',
    '{\n  "allow": [\n    "Bash(b)", // why b\n    "Bash(a)"\n    // the end\n  ]\n}',
  ],
  ['{\n  "allow": [\n    "Bash(b)", // why b\n  ],\n}', '{\n  "allow": [\n    "Bash(b)", // why b\n    "Bash(a)",\n  ],\n}'],
  ['{"allow": ["Bash(b)" /* , */]}', '{"allow": ["Bash(b)", /* , */ "Bash(a)"]}'],
  ['{"allow": [ // none\n]}', '{"allow": [\n  "Bash(a)" // none\n]}'],
])('%j', (text, expected) => {
  expect(addRule(text, 'allow', 'Bash(a)')).toBe(expected);
});

test.each(['nonsense', '[]', '{"allow": {}}'])('nothing is added to %s', (text) => {
  expect(() => addRule(text, 'allow', 'Bash(a)')).toThrow();
});

const ORIGIN = { layer: 'user', file: '/r' } as const;
const list = fc.constantFrom('allow', 'ask', 'deny');
const rule = fc.stringMatching(/^[a-z]{1,6}$/).map((name) => `Bash(${name}:*)`);
const blank = fc.constantFrom('', ' ', '\n', '\n    ', ' // c "[,\n', '/* ], */', '\t');

test('what was added is there, with all others and every comment', () => {
  const file = fc
    .tuple(
      fc.uniqueArray(list),
      fc.array(rule, { maxLength: 3 }),
      fc.array(blank, { minLength: 5, maxLength: 5 }),
      fc.constantFrom('', ','),
    )
    .map(([lists, rules, [a = '', b = '', c = '', d = '', e = ''], comma]) => {
      const items = rules.map((text) => `${b}${JSON.stringify(text)}${c}`).join(',') + (rules.length > 0 ? comma : '');
      const members = lists.map((name) => `${a}"${name}":${d}[${items}${e}]${b}`).join(',') + (lists.length > 0 ? comma : '');
      return `${a}{${members}${c}}${e}`;
    });
  fc.assert(
    fc.property(file, list, rule, (text, to, added) => {
      const before = parseRules(text, ORIGIN);
      const after = parseRules(addRule(text, to, added), ORIGIN);
      if (!before.ok || !after.ok) throw new Error(JSON.stringify([text, addRule(text, to, added), before, after]));
      const names = (parsed: typeof before): string[] => [...new Set(parsed.rules.map((each) => `${each.list} ${each.text}`))].toSorted();
      expect(names(after)).toEqual([...new Set([...names(before), `${to} ${added}`])].toSorted());
      const comments = (of: string): number => of.split('// c "[,').length + of.split('/* ], */').length;
      expect(comments(addRule(text, to, added))).toBe(comments(text));
    }),
    { numRuns: 500 },
  );
});

test("another agent's permissions become rules, or are told", () => {
  const permissions = {
    allow: [
      'Bash(npm run test:*)',
      'Bash(git diff *)',
      'Bash',
      'WebFetch(domain:example.com)',
      'mcp__x__y',
      'mcp__x',
      'mcp__a__b__c',
      'Task',
      'Read(//etc/hosts)',
    ],
    deny: ['Read(.env)', 'Read(./secrets/**)', 'Edit', 'Read(~/.zshrc)'],
    defaultMode: 'plan',
  };
  expect(importClaude(JSON.stringify({ permissions, model: 'x' }))).toEqual({
    ok: true,
    rules: [
      { list: 'deny', rule: 'Read(**/.env)' },
      { list: 'deny', rule: 'Read(secrets/**)' },
      { list: 'deny', rule: 'Write(/**)' },
      { list: 'deny', rule: 'Read(~/.zshrc)' },
      { list: 'allow', rule: 'Bash(npm run test:*)' },
      { list: 'allow', rule: 'Bash(git diff:*)' },
      { list: 'allow', rule: 'Fetch(example.com)' },
      { list: 'allow', rule: 'Mcp(x/y)' },
      { list: 'allow', rule: 'Mcp(x)' },
      { list: 'allow', rule: 'Mcp(a/b__c)' },
      { list: 'allow', rule: 'Read(/etc/hosts)' },
    ],
    left: [
      { list: 'allow', rule: 'Bash', reason: 'an allow rule names a command; write Bash(npm test) or Bash(git commit:*)' },
      {
        list: 'allow',
        rule: 'Task',
        reason: 'write Bash(git push:*), Read(~/notes/**), Write(src/**), Fetch(example.com), Agent(claude) or Mcp(server/tool)',
      },
    ],
  });
});

test.each(['x', '{"permissions": {"allow": [1]}}'])('%s is told to be no settings', (text) => {
  expect(importClaude(text).ok).toBe(false);
});
