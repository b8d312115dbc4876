import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suggestRules } from '../../src/cli/suggest-rules.ts';
import type { AuditDecision } from '../../src/store/audit/record.ts';
import { decided } from './audit-harness.ts';

const NOTHING = { asked: 0, denied: 0, examples: [] };
const approved = (command: string, changes: Partial<AuditDecision> = {}): AuditDecision =>
  decided(command, { decision: 'allow', approver: 'host', ...changes });
const commit = (message: string, changes: Partial<AuditDecision> = {}): AuditDecision =>
  approved(`git commit -m ${message}`, { prefix: 'git commit', ...changes });
const twice = (decision: AuditDecision): readonly AuditDecision[] => [decision, decision];

test('several commands with one prefix are one rule, one command is that command, the most sparing first', () => {
  const decisions = [...twice(approved('npm test')), commit('a'), commit('b'), commit('c'), approved('once', { prefix: 'once' })];
  expect(suggestRules(decisions)).toEqual([
    { rule: 'Bash(git commit:*)', spared: 3, examples: ['git commit -m a', 'git commit -m b', 'git commit -m c'], also: NOTHING },
    { rule: 'Bash(npm test)', spared: 2, examples: ['npm test'], also: NOTHING },
  ]);
});

test('one command again and again is that command alone, though it has a prefix', () => {
  expect(suggestRules(twice(commit('a')))).toEqual([
    { rule: 'Bash(git commit -m a)', spared: 2, examples: ['git commit -m a'], also: NOTHING },
  ]);
});

test('what else a rule would have let through is shown', () => {
  const refused = { decision: 'deny', approver: 'host' } as const;
  expect(suggestRules([commit('a'), commit('b'), commit('x', refused), decided('git commit --amend', { prefix: 'git commit' })])).toEqual([
    {
      rule: 'Bash(git commit:*)',
      spared: 2,
      examples: ['git commit -m a', 'git commit -m b'],
      also: { asked: 1, denied: 1, examples: ['git commit -m x', 'git commit --amend'] },
    },
  ]);
});

test('the question that a person answered is nothing else', () => {
  const asked = (message: string) => decided(`git commit -m ${message}`, { prefix: 'git commit' });
  expect(suggestRules([asked('a'), commit('a'), asked('b'), commit('b')])).toEqual([
    { rule: 'Bash(git commit:*)', spared: 2, examples: ['git commit -m a', 'git commit -m b'], also: NOTHING },
  ]);
});

describe('nothing is suggested', () => {
  const cases: readonly { name: string; changes: Partial<AuditDecision> }[] = [
    ...['control-write', 'system', 'unknown', 'network', undefined].map((cls) => ({ name: `class ${cls}`, changes: { class: cls } })),
    ...['credential_access', 'protected_path', 'privilege', 'obfuscation', 'persistence', 'dangerous_pattern'].map((signal) => ({
      name: signal,
      changes: { signals: [signal] },
    })),
    { name: 'network that may send', changes: { class: 'network', signals: ['network'] } },
    { name: 'allowed by the classifier', changes: { approver: 'classifier' } },
    { name: 'allowed by nobody', changes: { approver: undefined } },
    { name: 'denied by a person', changes: { decision: 'deny' } },
  ];
  test.for(cases)('$name', ({ changes }) => {
    expect(suggestRules([commit('a', changes), commit('b', changes), commit('b', changes)])).toEqual([]);
  });

  test('a command that is not whole, or no command', () => {
    const cut = { action: { kind: 'command', command: 'x', cwd: '/', access: 'full', altered: true } } as const;
    expect(suggestRules([...twice(approved('x', cut)), ...twice(approved('y', { action: { kind: 'session' } }))])).toEqual([]);
  });

  test('a text that a rule would read otherwise', () => {
    const texts = ['a *', 'a:*', 'a (b)', 'a; b', 'a > b', 'a $B', 'a\nb', 'a\\b', '', 'a?', 'B=1 a'];
    expect(suggestRules(texts.flatMap((text) => twice(approved(text))))).toEqual([]);
  });
});

test('a download is suggested where the log tells it from an upload', () => {
  const download = { class: 'network', signals: ['network:download'] };
  expect(suggestRules(twice(approved('curl -O https://a.example/x', download)))).toEqual([
    { rule: 'Bash(curl -O https://a.example/x)', spared: 2, examples: ['curl -O https://a.example/x'], also: NOTHING },
  ]);
});

test('one dangerous decision under a prefix keeps the rule narrow', () => {
  const decisions = [commit('a'), commit('a'), commit('b'), commit('b'), commit('c', { class: 'system' })];
  expect(suggestRules(decisions)).toEqual([
    { rule: 'Bash(git commit -m a)', spared: 2, examples: ['git commit -m a'], also: NOTHING },
    { rule: 'Bash(git commit -m b)', spared: 2, examples: ['git commit -m b'], also: NOTHING },
  ]);
});

test('no question is counted twice', () => {
  const one = fc.record({ message: fc.constantFrom('a', 'b', 'c'), cls: fc.constantFrom('git-write', 'system'), hasPrefix: fc.boolean() });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), (picked) => {
      const decisions = picked.map(({ message, cls, hasPrefix }) =>
        commit(message, { class: cls, ...(hasPrefix ? {} : { prefix: undefined }) }),
      );
      const spared = suggestRules(decisions).reduce((sum, each) => sum + each.spared, 0);
      expect(spared).toBeLessThanOrEqual(decisions.filter((each) => each.class === 'git-write').length);
    }),
  );
});

test('what a tool did with a path again and again is that path, from the root', () => {
  const wrote = (path: string, changes: Partial<AuditDecision> = {}): AuditDecision =>
    approved('', {
      action: { kind: 'path', use: 'write', path, bytes: 3, cwd: '/w', access: 'workspace-write' },
      class: 'workspace-write',
      actionHash: path,
      ...changes,
    });
  const denied = { decision: 'deny', approver: 'host', actionHash: 'other' } as const;
  const system = { class: 'system' } as const;
  expect(
    suggestRules([
      ...twice(wrote('src/a.ts')),
      wrote('/w/src/a.ts', denied),
      ...twice(wrote('/etc/x', system)),
      ...twice(wrote('src/*.ts')),
      wrote('once'),
    ]),
  ).toEqual([
    {
      rule: 'Write(/w/src/a.ts)',
      spared: 2,
      examples: ['write src/a.ts'],
      also: { asked: 0, denied: 1, examples: ['write /w/src/a.ts'] },
    },
  ]);
});
