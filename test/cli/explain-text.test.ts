import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkText, explainText } from '../../src/cli/explain-text.ts';
import { type Judging, judging } from './check-harness.ts';

let bench: Judging;
beforeAll(() => {
  bench = judging();
});
afterAll(() => bench.remove());

const PLAIN = { columns: 100, colour: false };
const explain = (command: string, screen = PLAIN) => explainText(command, bench.examine(command), screen);

test('check: the verdict and the prefix, a line each', () => {
  expect(checkText(bench.examine('git status -s'), PLAIN)).toBe(
    'allow (tier 1, read-only): git: proven to only read inside the workspace\nprefix: git status\n',
  );
  expect(checkText(bench.examine('rm -rf /'), PLAIN)).toBe(
    'deny (tier 0, system): refused for everybody: it removes /, which everything else depends on\nno prefix: it removes /, which is outside\n',
  );
});

test('explain: programs under what starts them, what they touch, signals', () => {
  const command = 'cat motd > out.txt && cd sub && env A=1 bash -c "touch y; rm -r z" && echo "$(git push)"';
  expect(explain(command)).toBe(`ask (tier 5, system): cat: it reads motd, outside the workspace
A person can allow it when their host asks them, or with \`bailiwick approve\` in a terminal.
rule preset:standard:system; injection detected: more than one command, or one inside another

  cat motd > out.txt && cd sub && env A=1 bash -c "touch y; rm -r z" && echo "$(git push)"
      ^^^^

starts
├─ cat motd > out.txt
│     system: it reads motd, outside the workspace
│     no prefix: it writes out.txt
│     reads motd (leads to /etc/motd, outside the workspace)
│     writes out.txt
├─ cd sub
│     read-only
│     prefix: cd
│     reads sub
├─ env A=1 bash -c "touch y; rm -r z"
│  │  read-only
│  │  no prefix: it runs another command
│  │  starts in sub
│  └─ bash -c 'touch y; rm -r z'
│     │  read-only
│     ├─ touch y
│     │     workspace-write
│     │     writes y
│     └─ rm -r z
│           workspace-write
│           removes with all below z
└─ echo "$(git push)"
   │  read-only
   │  prefix: echo
   │  starts in sub
   └─ git push
         network
         no prefix: the prefix would be the whole command: it would cover more than was seen

signals
file_modification: targets out.txt — cat motd > out.txt
outside_project: path motd — motd
file_modification: targets y — "touch y; rm -r z"
dangerous_pattern: pattern recursive removal, severity medium — "touch y; rm -r z"
file_modification: targets z — "touch y; rm -r z"
network: tool git, direction upload — git push
git_write: verb push — git push
`);
});

test('explain: what is not understood, with what hides made visible', () => {
  expect(explain('ls \u202e\n\u001b[2J')).toBe(`ask (tier 5, unknown): not understood completely: character U+202E
Write it as plain commands with literal words.
rule incomplete; injection detected: character U+202E

  1 | ls \\u{202e}
    |    ^^^^^^^^
  2 | ␛[2J

starts
├─ ls \\u{202e}
│     read-only
│     injection detected: character U+202E
│     reads \\u{202e}
└─ ␛[2J
      unknown
      injection detected: character U+001B

not understood
\\u{202e}: character U+202E
␛: character U+001B
`);
});

test('explain: a directory that does not exist', () => {
  expect(
    explainText('ls', bench.examine('ls', join(bench.workspace, 'gone')), PLAIN),
  ).toBe(`deny (tier 2, unknown): the working directory is not a directory
Name a directory that exists.
rule gate:cwd; no prefix: the working directory is not a directory

  ls
`);
});

test('explain: nothing at all', () => {
  expect(explain('')).toBe('ask (tier 5, read-only): nothing would run\nrule nothing-runs; no prefix: nothing would run\n');
});

test('colours change nothing but colours', () => {
  const command = 'rm -rf /; ls';
  const coloured = explain(command, { columns: 100, colour: true });
  expect(coloured).not.toBe(explain(command));
  expect(stripVTControlCharacters(coloured)).toBe(explain(command));
});

test('of very many programs the first are shown', () => {
  const lines = explain('true;'.repeat(70)).split('\n');
  expect(lines.filter((line) => line === '├─ true').length).toBe(60);
  expect(lines).toContain('… 10 more programs');
});
