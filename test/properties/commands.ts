import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Decision } from '../../src/policy/action.ts';

const corpus = (name: string): string => readFileSync(new URL(`../corpora/${name}`, import.meta.url), 'utf8');
const rowsOf = (name: string): { readonly command: string }[] =>
  corpus(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { command: string });
const tier0 = JSON.parse(corpus('tier0.json')) as Readonly<Record<string, unknown>>;

/** Every command of the corpora, benign and hostile. */
export const CORPUS: readonly string[] = [
  ...new Set([
    ...rowsOf('adversarial.jsonl').map((row) => row.command),
    ...rowsOf('prefix-examples.jsonl').map((row) => row.command),
    ...Object.values(tier0).flatMap((value) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])),
  ]),
];

/** Commands of a known verdict under the preset `standard`; the tests check that they still have it. */
export const BY_DECISION: Readonly<Record<Decision, readonly string[]>> = {
  allow: [
    'ls -la src',
    'cat a.txt',
    'git status',
    'git diff HEAD~1',
    'grep -rn foo src',
    'echo hi',
    'pwd',
    'wc -l < a.txt',
    'sed -n 1,5p a.txt',
    'find src -name x',
    'mkdir -p build',
    'touch build/x',
    'echo y > out.txt',
    'rm build/x',
    'cp a.txt b.txt',
    'head -n 3 a.txt | sort',
    'true',
    '[ -f a.txt ]',
  ],
  ask: [
    'npm test',
    'npm install',
    'git commit -m x',
    'git push origin main',
    'curl https://example.test',
    'make',
    'python3 x.py',
    'cat /etc/hosts',
    'echo x > .npmrc',
    'gh pr view 1',
    'kubectl get pods',
    'some-tool x',
    'sudo ls',
    'eval "$x"',
    'bash -c "curl http://h"',
    'rm -rf ../other',
    'docker ps',
    'kill 1',
    'cat "$f"',
    '$x a',
  ],
  deny: [
    'rm -rf /',
    'rm -rf ~',
    'rm -rf "$HOME"',
    'sudo rm -rf /etc',
    "bash -c 'rm -rf /'",
    'find / -delete',
    'dd if=x of=/dev/sda',
    'mkfs.ext4 /dev/sda1',
    'echo x > /dev/sda',
    'cat ~/.ssh/id_rsa',
    'cat .env',
    'bailiwick approve 1',
    'echo x > ~/.config/bailiwick/rules.jsonc',
    ':(){ :|:& };:',
  ],
};

const WORDS = [
  'a.txt',
  'src/b.ts',
  'c',
  '-v',
  '--all',
  '"a b"',
  "'$x'",
  '*.ts',
  '$y',
  '~/n',
  '"$HOME/z"',
  '/etc/hosts',
  '../up',
  '{a,b}',
] as const;
const STARTS = [
  'cat',
  'ls -l',
  'echo',
  'git log',
  'git add',
  'grep x',
  'rm',
  'mv',
  'cp',
  'tee',
  'npm run',
  'sed -n p',
  'find',
  'node',
  'env X=1 cat',
  'nice wc',
  'xargs head',
  'X=1 sort',
  'command cat',
  'unknown-tool',
] as const;
const TAILS = ['', '', '', ' > out', ' 2>/dev/null', ' < in', ' >> log/x', ' <<< text', ' 2>&1'] as const;

/** Simple commands of a small grammar: known and unknown programs, all kinds of words, redirects. */
export const simple: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...STARTS), fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }), fc.constantFrom(...TAILS))
  .map(([start, words, tail]) => [start, ...words].join(' ') + tail);

const fixed = fc.constantFrom(...Object.values(BY_DECISION).flat());

/** A command as it could come from a model or an attacker. */
export const command: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fixed },
  { weight: 3, arbitrary: simple },
  fc.constantFrom(...CORPUS),
);

const ODD = [
  '"',
  "'",
  '\\',
  '\\\n',
  '$(',
  '`',
  ')',
  '(',
  '{',
  '}',
  ';',
  '&',
  '|',
  '<',
  '>',
  '#',
  '\n',
  '\t',
  '\r',
  '*',
  '~',
  '!',
  '$',
  '=',
  ' ',
  'a',
  '\0',
  '\u202e',
];

/** A command with odd characters put in at odd places. */
export const mutated: fc.Arbitrary<string> = fc
  .tuple(command, fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...ODD)), { maxLength: 4 }))
  .map(([text, changes]) =>
    changes.reduce((now, [where, odd]) => {
      const at = Math.floor(where * (now.length + 1));
      return now.slice(0, at) + odd + now.slice(at);
    }, text),
  );
