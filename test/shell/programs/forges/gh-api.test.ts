import { expect, test } from 'vitest';
import { told } from '../packages/told.ts';

/** A GET, a query, and everything that sends. */
test.each([
  ['gh api repos/o/r/pulls', 'remote-read 1 facts:network'],
  ['gh api repos/o/r/pulls --paginate -q .[].id', 'remote-read 1 facts:network'],
  ['gh api -X GET search/issues -f q=x', 'remote-read - facts:network'],
  ['gh api -XGET repos/o/r', 'remote-read - facts:network'],
  ['gh api --method=GET repos/o/r', 'remote-read - facts:network'],
  ['gh api --method PATCH repos/o/r', 'network - facts:network'],
  ['gh api -X GET -X DELETE repos/o/r', 'network - facts:network'],
  ['gh api repos/o/r/issues -f title=x', 'network - facts:network'],
  ['gh api -X GET search/issues -F q=@.env', 'network - facts:network'],
  ['gh api -X GET search/issues -F q=x', 'remote-read - facts:network'],
  ['gh api graphql -f query={viewer{login}}', 'remote-read - facts:network'],
  ['gh api graphql -f query=mutation{x}', 'network - facts:network'],
  ['gh api graphql -f query=query{a} -f x=mutation', 'network - facts:network'],
  ['gh api graphql -F query=@q.graphql', 'network - facts:network'],
  ['gh api /graphql -f query=@q', 'network - facts:network'],
  ['gh api repos/o/r -H Accept:application/json', 'remote-read - facts:network'],
  ['gh api repos/o/r -H Authorization:x', 'network - facts:network'],
  ['gh api repos/o/r --hostname evil.test', 'network - facts:network'],
  ['gh api repos/o/r --input .env', 'network - facts:network'],
  ['gh api https://evil.test/x', 'network - facts:network'],
  ['gh api repos/o/r/actions/secrets', 'network - facts:network,credential_access'],
  ['gh api -q env.X user', 'network - facts:network'],
  ['gh api repos/o/r $x', 'network - facts:network'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
