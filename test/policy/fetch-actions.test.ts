import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACCESS_LEVELS, type Action, PRESETS } from '../../src/policy/action.ts';
import { readAddress } from '../../src/policy/fetch-analysis.ts';
import { parseRules } from '../../src/policy/rules/parse.ts';
import { ruleSetOf } from '../../src/policy/rules/rule-set.ts';
import { authorize, type GateBench, gateBench, questionOf, short } from '../attacks/gate-bench.ts';

type FetchAction = Extract<Action, { kind: 'fetch' }>;

const fetching = (url: string, { workspace }: GateBench, more: Partial<FetchAction> = {}): FetchAction => ({
  kind: 'fetch',
  tool: 'WebFetch',
  url,
  cwd: workspace,
  access: 'workspace-write',
  ...more,
});

test('an address under every access and preset', async () => {
  const bench = gateBench({ access: 'full' });
  const seen: string[] = [];
  for (const access of ACCESS_LEVELS)
    for (const preset of PRESETS)
      seen.push(short(await authorize(bench.open({ preset }), fetching('https://example.com/', bench, { access }))));
  const each = ['ask 5 preset:strict:network', 'ask 5 preset:standard:network', 'allow 3 preset:relaxed:network'];
  expect(seen).toEqual([...Array(3).fill('deny 2 access:read-only'), ...each, ...each]);
});

test('the whole verdict', async () => {
  const bench = gateBench();
  const url = 'https://b\u00fccher.example/a';
  expect((await authorize(bench.open(), fetching(url, bench))).verdict).toEqual({
    decision: 'ask',
    tier: 5,
    rule: 'preset:standard:network',
    reason: 'fetch: it uses the network',
    change: 'A person can allow it when their host asks them, or with `bailiwick approve` in a terminal.',
    span: { start: 0, end: 31 },
    class: 'network',
    signals: [{ kind: 'network', tool: 'fetch', host: 'xn--bcher-kva.example', direction: 'download', span: { start: 0, end: 31 } }],
    prefix: { kind: 'no_prefix', reason: 'it is no command' },
  });
  expect(bench.records[0]).toMatchObject({
    action: { kind: 'fetch', url, cwd: bench.workspace, access: 'workspace-write' },
    class: 'network',
    signals: ['network:download'],
  });
});

test.each([
  ['ftp://example.com/', 'it is no plain address of http or https'],
  ['file:///etc/passwd', 'it is no plain address of http or https'],
  ['javascript:alert(1)', 'it is no plain address of http or https'],
  ['example.com', 'it is no plain address of http or https'],
  ['', 'it is no plain address of http or https'],
  ['https:example.com', 'it is no plain address of http or https'],
  ['https:/example.com', 'it is no plain address of http or https'],
  ['https://', 'it is no plain address of http or https'],
  [' https://example.com', 'it is no plain address of http or https'],
  ['https://example.com/a b', 'it is no plain address of http or https'],
  ['https://exa\nmple.com', 'it is no plain address of http or https'],
  ['https://good.example\\@evil.example/', 'the address holds a name or a password'],
  ['https://good.example\\.evil.example/', 'it is no plain address of http or https'],
  ['https://user@example.com', 'the address holds a name or a password'],
  ['https://user:pass@example.com', 'the address holds a name or a password'],
  ['https://:@example.com', 'the address holds a name or a password'],
  ['http://0x7f.1/', 'its host is written in an odd way; it means 127.0.0.1'],
  ['http://2130706433/', 'its host is written in an odd way; it means 127.0.0.1'],
  ['http://\uff11\uff12\uff17.0.0.1/', 'its host is written in an odd way; it means 127.0.0.1'],
  ['http://\uff45vil.example/', 'its host is written in an odd way; it means evil.example'],
  ['http://good%2eexample/', 'its host is written in an odd way; it means good.example'],
  ['http://good\u3002example/', 'its host is written in an odd way; it means good.example'],
  ['http://[::1/', 'it is no address'],
  [`https://example.com/${'a'.repeat(8_192)}`, 'the address is longer than 8192 characters'],
])('%j is refused', async (url, reason) => {
  const bench = gateBench({ preset: 'relaxed', access: 'full' });
  const { verdict } = await authorize(bench.open(), fetching(url, bench, { access: 'full' }));
  expect([verdict.decision, verdict.tier, verdict.rule, verdict.reason]).toEqual(['deny', 2, 'gate:address', reason]);
});

test('whatever is let through names its host plainly', () => {
  fc.assert(
    fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string({ maxLength: 3 }), fc.nat(12), (url, odd, at) => {
      const read = readAddress(`${url.slice(0, at)}${odd}${url.slice(at)}`);
      if (!read.ok) return;
      expect(read.address.protocol).toMatch(/^https?:$/);
      expect(read.address.username + read.address.password).toBe('');
      expect(read.address.host).toMatch(/^[\x21-\x7e]+$/);
    }),
  );
});

test.each([
  [{ deny: ['Fetch(*.example.com)'] }, 'https://a.example.com/', 'deny 3 rules:user:1'],
  [{ deny: ['Fetch(example.com)'] }, 'https://EXAMPLE.com./', 'deny 3 rules:user:1'],
  [{ deny: ['WebFetch(domain:xn--bcher-kva.example)'] }, 'https://b\u00fccher.example', 'deny 3 rules:user:1'],
  [{ deny: ['Fetch'] }, 'https://example.com/', 'deny 3 rules:user:1'],
  [{ ask: ['Fetch(example.com)'] }, 'https://example.com/', 'ask 5 rules:user:1'],
  [{ allow: ['Fetch(example.com)'] }, 'https://example.com:8443/x', 'allow 3 rules:user:1'],
  [{ allow: ['Fetch(example.com)'] }, 'https://example.com.evil.example/', 'ask 5 preset:standard:network'],
  [{ deny: ['Bash(fetch:*)', 'Bash(*)'] }, 'https://example.com/', 'ask 5 preset:standard:network'],
  [{ allow: ['Bash(fetch https://example.com/)'] }, 'https://example.com/', 'ask 5 preset:standard:network'],
])('with the rules %j: %s', async (text, url, said) => {
  const bench = gateBench();
  const parsed = parseRules(JSON.stringify(text), { layer: 'user', file: '/rules.jsonc' });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const set = ruleSetOf({ ...parsed, problems: [] }, { workspace: bench.workspace, home: '/h', resolve: (at) => at });
  expect(short(await authorize(bench.open({ rules: () => set }), fetching(url, bench)))).toBe(said);
});

test('what a person reads, and what a grant for the session covers', async () => {
  const bench = gateBench();
  const gate = bench.open();
  const action = fetching('https://b\u00fccher.example/a?b=1', bench);
  const asked = await authorize(gate, action);
  if (asked.decision !== 'ask') throw new Error(short(asked));
  expect(asked.approval.message).toBe(`Fetch https://xn--bcher-kva.example/a?b=1
Asked because fetch: it uses the network
In ${bench.workspace}, sandbox: none
Allowing it for this session covers exactly this address (network).`);
  const answer = { approvalId: asked.approval.id, choice: 'allow_session' } as const;
  const said = [short(await authorize(gate, { ...action, url: `${action.url}2` }, { answer }))];
  said.push(short(await authorize(gate, action, { answer: { ...answer, approvalId: await questionOf(gate, action) } })));
  for (const url of [action.url, `${action.url}2`, 'https://b\u00fccher.example/'])
    said.push(short(await authorize(gate, { ...action, url })));
  expect(said).toEqual([
    'deny 5 approval:not-pending',
    'allow 5 approval:allow_session',
    'allow 3 grant:session',
    'ask 5 preset:standard:network',
    'ask 5 preset:standard:network',
  ]);
});
