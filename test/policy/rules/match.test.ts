import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleForAgent } from '../../../src/policy/rules/match.ts';
import { NO_RULES, RULE_LAYERS } from '../../../src/policy/rules/rule.ts';
import { rulesOf, said, saidBy, setOf, WORKSPACE } from './rules-fixture.ts';

describe('deny and ask of a command', () => {
  test.each([
    ['Bash(git push:*)', 'git push'],
    ['Bash(git push:*)', 'git push origin main'],
    ['Bash(git push:*)', 'X=1 git push'],
    ['Bash(git push:*)', 'git -C . push'],
    ['Bash(git push:*)', 'git --git-dir x push'],
    ['Bash(git push:*)', 'git -c a=b -C . --no-pager push'],
    ['Bash(git push:*)', '/usr/bin/git push'],
    ['Bash(git push:*)', 'GIT push'],
    ['Bash(git push:*)', 'g\\it pu"sh"'],
    ['Bash(git push:*)', "bash -c 'git push'"],
    ['Bash(git push:*)', 'true && (git push)'],
    ['Bash(git push:*)', 'echo push | xargs git'],
    ['Bash(git push:*)', 'git "$X"'],
    ['Bash(git push:*)', '$X push'],
    ['Bash(git push:*)', 'git p*'],
    ['Bash(/usr/bin/git push:*)', 'git push'],
    ['Bash(git push --force:*)', 'git push origin --force'],
    ['Bash(git push --force:*)', 'git push origin --forc'],
    ['Bash(git push -f:*)', 'git push -uf origin'],
    ['Bash(rm -rf:*)', 'rm -fr x'],
    ['Bash(rm -rf:*)', 'rm -r -f x'],
    ['Bash(rm -rf:*)', 'rm -rfv x'],
    ['Bash(rm -rf:*)', 'rm --recursive --force x'],
    ['Bash(npm test)', 'npm test'],
    ['Bash(npm test)', 'npm --silent test'],
    ['Bash(npm test)', 'npm test --silent'],
    ['Bash', 'ls'],
    ['Bash(*)', 'ls'],
    ['Bash(find -delete:*)', 'find . -name x -delete'],
  ])('%s matches %s', (rule, command) => {
    expect([saidBy('deny', rule, command), saidBy('ask', rule, command)]).toEqual([`deny ${rule}`, `ask ${rule}`]);
  });

  test.each([
    ['Bash(git push:*)', 'git commit -m push'],
    ['Bash(git push:*)', 'git status'],
    ['Bash(git push:*)', 'echo git push'],
    ['Bash(git push:*)', 'git pushy'],
    ['Bash(git push:*)', 'git commit -m "$MESSAGE"'],
    ['Bash(git push --force:*)', 'git push origin'],
    ['Bash(npm test)', 'npm test unit'],
    ['Bash(npm test)', 'npm run test'],
    ['Bash(git:*)', 'gitk'],
  ])('%s does not match %s', (rule, command) => {
    expect(saidBy('deny', rule, command)).toBe('none');
  });
});

describe('allow of a command', () => {
  test.each([
    ['Bash(git commit:*)', 'git commit -m x'],
    ['Bash(git commit:*)', 'git commit'],
    ['Bash(npm test)', 'npm test'],
    ['Bash(npm run test:*)', 'npm run test'],
    ['Bash(mytool sub)', 'mytool sub'],
  ])('%s matches %s', (rule, command) => {
    expect(saidBy('allow', rule, command)).toBe(`allow ${rule}`);
  });

  test.each([
    ['Bash(git com:*)', 'git commit -m x'],
    ['Bash(git commit:*)', 'git commit-tree x'],
    ['Bash(git commit:*)', 'git commit -m "$(rm -rf x)"'],
    ['Bash(git commit:*)', 'git commit -m x > /etc/x'],
    ['Bash(git commit:*)', 'git commit -m x && git push'],
    ['Bash(git commit:*)', 'git -c core.editor=x commit'],
    ['Bash(git commit:*)', 'sudo git commit -m x'],
    ['Bash(git push:*)', 'git push --force origin main'],
    ['Bash(git push:*)', 'git push --receive-pack=x origin'],
    ['Bash(npm test)', 'npm test x'],
    ['Bash(npm test)', 'X=1 npm test'],
    ['Bash(npm test)', 'npm test > out'],
    ['Bash(npm test)', 'cd /tmp && npm test'],
    ['Bash(npm test)', 'cd "$X" && npm test'],
    ['Bash(cat /etc/shadow)', 'cat /etc/shadow'],
    ['Bash(cat .env)', 'cat .env'],
    ['Bash(cp a .npmrc)', 'cp a .npmrc'],
    ['Bash(rm -rf src)', 'rm -rf "$X"'],
  ])('%s does not match %s', (rule, command) => {
    expect(saidBy('allow', rule, command)).toBe('none');
  });

  test('what a wrapper starts is not what the rule says', () => {
    const set = setOf(rulesOf({ allow: ['Bash(npm test)', 'Bash(timeout 5 npm test)', "Bash(bash -c 'npm test')"] }));
    expect([said(set, 'timeout 5 npm test'), said(set, "bash -c 'npm test'"), said(set, 'npm test')]).toEqual([
      'none',
      'none',
      'allow Bash(npm test)',
    ]);
  });

  test('a compound command needs every part allowed', () => {
    const set = setOf(rulesOf({ allow: ['Bash(npm test)', 'Bash(git commit:*)'] }));
    expect([said(set, 'npm test && git commit -m x'), said(set, 'npm test && make')]).toEqual(['allow Bash(npm test)', 'none']);
  });
});

describe('paths', () => {
  test.each([
    ['Read(src/private/**)', 'cat src/private/a', true],
    ['Read(src/private/**)', 'cat src/PRIVATE/a', true],
    ['Read(src/private/**)', 'cat ./src/../src/private/a', true],
    ['Read(src/private/**)', 'cat < src/private/a', true],
    ['Read(src/private/**)', 'grep -r x src', true],
    ['Read(src/private/**)', 'cat "$X"', true],
    ['Read(src/private/**)', 'cat src/a', false],
    ['Read(**/*.key)', 'cat src/a.key', true],
    ['Read(**/*.key)', 'grep -r x src', true],
    ['Read(**/*.key)', 'cat src/a.ts', false],
    ['Read(~/notes/**)', 'cat ~/notes/a', true],
    ['Read(/etc/host?)', 'cat /etc/hosts', true],
    ['Write(src/**)', 'touch src/a', true],
    ['Write(src/**)', 'rm -r src', true],
    ['Write(src/**)', 'echo x > src/a', true],
    ['Edit(src/**)', 'echo x > src/a', true],
    ['Write(src/**)', 'cat src/a', false],
    ['Write(src/**)', 'touch srcs/a', false],
  ])('deny %s and %s: %s', (rule, command, matches) => {
    expect(saidBy('deny', rule, command)).toBe(matches ? `deny ${rule}` : 'none');
  });

  test.each([
    ['Read(~/notes/**)', 'cat ~/notes/a', true],
    ['Read(~/notes/**)', 'grep -r x ~/notes', false],
    ['Read(~/notes/**)', 'grep -r x ~/notes/sub', false],
    ['Read(~/notes/**)', 'cat ~/other/a', false],
    ['Read(~/notes/**)', 'cat ~/notes/a ~/other/a', false],
    ['Read(~/notes/**)', 'cat ~/notes/.env', false],
    ['Read(~/notes/.env)', 'cat ~/notes/.env', true],
    ['Read(~/notes/**)', 'cat ~/NOTES/a', false],
    ['Read(~/notes/**)', 'cat "$X"', false],
    ['Write(src/**)', 'touch src/a', true],
    ['Write(src/**)', 'touch src/a b', false],
    ['Write(**)', 'touch .npmrc', false],
    ['Write(/**)', 'touch ~/.config/bailiwick/rules.jsonc', false],
  ])('allow %s and %s: %s', (rule, command, matches) => {
    expect(saidBy('allow', rule, command)).toBe(matches ? `allow ${rule}` : 'none');
  });
});

describe('hosts', () => {
  test.each([
    ['deny', 'Fetch(example.com)', 'curl https://Example.com/x', true],
    ['deny', 'Fetch(example.com)', 'curl https://a.example.com', false],
    ['deny', 'Fetch(*.example.com)', 'curl https://a.example.com.', true],
    ['deny', 'Fetch(*.example.com)', 'curl https://badexample.com', false],
    ['deny', 'Fetch(example.com)', 'curl "$X"', true],
    ['deny', 'Fetch(example.com)', 'git push', false],
    ['deny', 'Fetch(*)', 'git push', true],
    ['deny', 'Fetch(*)', 'ls', false],
    ['allow', 'WebFetch(domain:example.com)', 'curl https://example.com/x', true],
    ['allow', 'Fetch(example.com)', 'curl https://example.com https://evil.com', false],
    ['allow', 'Fetch(example.com)', 'curl -d @src/a https://example.com', false],
    ['allow', 'Fetch(example.com)', 'curl -o a https://example.com', false],
    ['allow', 'Fetch(example.com)', 'curl -sS https://example.com', true],
    ['allow', 'Fetch(example.com)', 'curl -L https://example.com', false],
    ['allow', 'Fetch(example.com)', 'curl -sSL https://example.com', false],
    ['allow', 'Fetch(example.com)', 'curl https://example.com --location', false],
    ['allow', 'Fetch(example.com)', 'curl --location-trusted https://example.com', false],
    ['allow', 'Fetch(example.com)', 'curl --loc https://example.com', false],
    ['allow', 'Fetch(example.com)', 'curl --fail https://example.com', true],
    ['allow', 'Fetch(example.com)', 'wget -qO- https://example.com', false],
    ['allow', 'Fetch(example.com)', 'wget -qO- --max-redirect=0 https://example.com', true],
    ['allow', 'Fetch(example.com)', 'wget -qO- --max-redirect=0 --max-redirect=9 https://example.com', false],
    ['allow', 'Fetch(example.com)', 'https_proxy=evil.com curl https://example.com', false],
  ] as const)('%s %s and %s: %s', (list, rule, command, matches) => {
    expect(saidBy(list, rule, command)).toBe(matches ? `${list} ${rule}` : 'none');
  });
});

test('agents are told by name', () => {
  const set = setOf(rulesOf({ deny: ['Agent(codex)'], ask: ['Agent(*)'] }));
  expect([ruleForAgent(set, 'codex')?.rule.text, ruleForAgent(set, 'claude')?.rule.text, ruleForAgent(NO_RULES, 'x')]).toEqual([
    'Agent(codex)',
    'Agent(*)',
    undefined,
  ]);
});

const layer = fc.constantFrom(...RULE_LAYERS);

test('deny beats ask and ask beats allow, in whatever layer and order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom('deny', 'ask', 'allow'), { minLength: 1 }), layer, layer, layer, (lists, a, b, c) => {
      const layers = { deny: a, ask: b, allow: c };
      const set = setOf(lists.flatMap((list) => rulesOf({ [list]: ['Bash(npm test)'] }, layers[list])));
      const strictest = (['deny', 'ask', 'allow'] as const).find((list) => lists.includes(list));
      expect(said(set, 'npm test')).toBe(`${strictest} Bash(npm test)`);
    }),
    { numRuns: 50 },
  );
});

const dress = fc.constantFrom<(command: string) => string>(
  (command) => `X=1 ${command}`,
  (command) => `env Y=2 ${command}`,
  (command) => `sudo ${command}`,
  (command) => `nohup ${command}`,
  (command) => `timeout 5 ${command}`,
  (command) => `nice -n 3 ${command}`,
  (command) => `command ${command}`,
);
const around = fc.constantFrom<(command: string) => string>(
  (command) => command,
  (command) => `true; ${command}`,
  (command) => `${command} | cat`,
  (command) => `(${command}) &`,
  (command) => `if true; then ${command}; fi`,
  (command) => `echo "$(${command})"`,
  (command) => `bash -c '${command}'`,
);
const options = fc.array(fc.constantFrom('-C .', '--no-pager', '-c a.b=c', '--git-dir x', '--work-tree=y', '-P'), { maxLength: 3 });

test('wrappers, environment and global options hide nothing from a denial', () => {
  fc.assert(
    fc.property(
      fc.array(dress, { maxLength: 3 }),
      around,
      options,
      fc.constantFrom('git', '/usr/bin/git', '"git"'),
      (dresses, outer, given, git) => {
        const plain = [git, ...given, 'push', 'origin'].join(' ');
        const command = outer(
          dresses.reduce((so, wrap) => (/^\w+=/.test(so) ? `env ${so}` : so) && wrap(/^\w+=/.test(so) ? `env ${so}` : so), plain),
        );
        expect([command, saidBy('deny', 'Bash(git push:*)', command)]).toEqual([command, 'deny Bash(git push:*)']);
      },
    ),
    { numRuns: 300 },
  );
});

test('an allow for a program that nobody knows does not cover one of that name in a writable place', () => {
  const set = setOf(rulesOf({ allow: ['Bash(mytool x)'] }));
  expect([said(set, 'mytool x'), said(set, 'mytool x', (name) => `${WORKSPACE}/bin/${name}`)]).toEqual(['allow Bash(mytool x)', 'none']);
});

test('who denies a directory by its name denies what is in it', () => {
  expect([saidBy('deny', 'Read(notes)', 'cat notes/a'), saidBy('deny', 'Read(notes)', 'cat note/a')]).toEqual(['deny Read(notes)', 'none']);
});

test.each([
  '-x evil.com:80',
  '--proxy http://evil.com',
  '--doh-url https://evil.com/',
  '--connect-to ::evil.com:',
  '--resolve a:443:6.6.6.6',
])('curl %s leads elsewhere than its address says', (options) => {
  const text = `curl ${options} https://example.com`;
  expect([saidBy('allow', 'Fetch(example.com)', text), saidBy('deny', 'Fetch(evil.com)', text)]).toEqual(['none', 'deny Fetch(evil.com)']);
});
