import { describe, expect, test } from 'vitest';
import { redact } from '../../../src/policy/redaction/redact.ts';

/** `‹…›` stands around what is a secret; the kind comes second. */
const SECRETS: readonly (readonly [text: string, kind: string])[] = [
  ["curl -H 'Authorization: Bearer ‹abc.def-1›' https://a.example", 'authorization'],
  ['Authorization: Basic ‹dXNlcjpwdw==›', 'authorization'],
  ['"authorization": "token ‹xyz›"', 'authorization'],
  ['authorization: ‹justthis›', 'authorization'],
  ['used bearer ‹abcdefghijklm› there', 'authorization'],
  ["-H 'Cookie: ‹session=abc; other=1›'", 'cookie'],
  ['Set-Cookie: ‹sid=1; HttpOnly›\nnext', 'cookie'],
  ['curl --cookie ‹"a=b"› x', 'cookie'],
  ['curl -b ‹session=abc› x', 'cookie'],
  ['git clone https://me:‹hunter2›@git.example/x.git', 'url-password'],
  ['postgres://app:‹p@ss›@db:5432/x', 'url-password'],
  ['redis://:‹pw›@localhost', 'url-password'],
  ['https://‹abcdefghij0123456789›@git.example/x', 'url-token'],
  ['tool --password ‹hunter2› run', 'option'],
  ["tool --db-password=‹'a b'› run", 'option'],
  ['tool --token ‹"a \\" b"› run', 'option'],
  ['tool -api-key ‹abc›', 'option'],
  ['tool --secret=‹-x›', 'option'],
  ['mysql -u root -p‹hunter2› db', 'option'],
  ["mysqldump --all -p‹'x y'›", 'option'],
  ['sshpass -p ‹pw› ssh host', 'option'],
  ['docker login -u me -p ‹pw› registry', 'option'],
  ['redis-cli -h x -a ‹pw› ping', 'option'],
  ['curl -u me:‹hunter2› https://a.example', 'user-password'],
  ['curl --user "me:‹hunter2›" https://a.example', 'user-password'],
  ['GITHUB_TOKEN=‹abc› gh pr list', 'assignment'],
  ['export AWS_SECRET_ACCESS_KEY=‹"a/b+c"›', 'assignment'],
  ['CLIENT_SECRET=‹x› y', 'assignment'],
  ['SOME_KEY=‹x› y', 'assignment'],
  ['PASSWORD=‹hunter2›', 'assignment'],
  ['DB_PASS=‹hunter2›; true', 'assignment'],
  ['Server=x;Pwd=‹hunter2›;', 'assignment'],
  ['{"password": ‹"hunter2"›}', 'assignment'],
  ['"{\\"api_key\\": ‹\\"abc\\"›}"', 'assignment'],
  ['password: ‹correcthorse›', 'assignment'],
  ['X-Api-Key: ‹abcdef1›', 'assignment'],
  ['https://a.example/?access_token=‹abc›&b=1', 'assignment'],
  ["'secret' => ‹'abc'›,", 'assignment'],
  ["PASSWORD=‹'$ecret'›", 'assignment'],
  ['tool --password ‹"never closed› ', 'option'],
];

test.for(SECRETS)('%s', ([text, kind]) => {
  const expected = text.replace(/‹[^›]*›/, `[redacted:${kind}]`);
  const given = text.replace(/[‹›]/g, '');
  const whole = text.includes('never closed') ? expected.trimEnd() : expected;
  expect(redact(given)).toEqual({ text: whole, found: 1 });
});

describe('what is no secret stays', () => {
  test.for([
    'TOKEN="$GITHUB_TOKEN" gh pr list',
    'curl -H "Authorization: Bearer $TOKEN" x',
    "curl -H 'Authorization: Bearer ${token}' x",
    'export DB_PASSWORD=$(cat file)',
    'tool --password "$(pass show x)"',
    'PASSWORD= tool',
    'PASSWORD="" tool',
    'const token: string = next();',
    'if (password === other) token == x',
    'sort_key=name primary_key=id keyboard=us',
    'PWD=/home/me OLDPWD=/tmp',
    'tool --token-file x --password-stdin --no-password y',
    'tool --token --verbose',
    'docker run -u 1000:1000 -v /a:/b node',
    'sort -u a:b',
    'mkdir -p src/mysql && cp -pr a b',
    'git clone ssh://git@git.example/x.git',
    'git clone https://git.example/a:b/x@1.git',
    'cat src/token.ts test/password-reset.test.ts secrets.md',
    'password: <your password>, token: ***',
    'npm test -- --grep "token is refused"',
  ])('%s', (text) => {
    expect(redact(text)).toEqual({ text, found: 0 });
  });
});
