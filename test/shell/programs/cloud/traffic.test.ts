import { expect, test } from 'vitest';
import { credentials, traffic } from '../../../../src/shell/programs/cloud/traffic.ts';
import { splitWords } from '../split-words.ts';

const asks = { kind: 'network', tool: 'x', direction: 'unknown' } as const;

test.each([
  ['vm create -n a', 'network', { words: 2 }, [asks]],
  ['deploy', 'network', { none: 'it deletes on the other side, or handles credentials' }, [asks]],
  [
    'vm delete a',
    'network',
    { none: 'it deletes on the other side, or handles credentials' },
    [asks, { kind: 'dangerous_pattern', pattern: 'remote deletion', severity: 'high' }],
  ],
  [
    'secret set a',
    'network',
    { none: 'it deletes on the other side, or handles credentials' },
    [asks, { kind: 'credential_access', what: 'x secret set a' }],
  ],
  ['vm create --body @f', 'unknown', { none: 'a word that is only known when it runs, or that reads a file' }, [asks]],
  ['vm create $x', 'unknown', { none: 'a word that is only known when it runs, or that reads a file' }, [asks]],
])('%s: %s', (text, cls, prefix, facts) => {
  const { class: got, prefix: rule, facts: told } = traffic('x', splitWords(text));
  expect({ got, rule, told }).toEqual({ got: cls, rule: prefix, told: facts });
});

test('what prints credentials never has a prefix', () => {
  expect(credentials('x', 'token show')).toEqual({
    class: 'network',
    prefix: { none: 'it handles credentials' },
    facts: [asks, { kind: 'credential_access', what: 'x token show' }],
  });
});
