import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Preset } from '../../src/policy/action.ts';
import { PRESETS } from '../../src/policy/action.ts';
import { analyse } from '../../src/shell/analyse.ts';
import { decideCommand, WORKSPACE } from '../policy/decide-harness.ts';
import { CORPUS } from './commands.ts';
import { runs } from './runs.ts';

/** Words that bash passes on as they stand, quoted or not: no glob, tilde, brace, assignment or operator is in them. */
const PLAIN = /^[A-Za-z0-9_./-]+$/;
/** The program word is not quoted again: bash would still start it, but an alias or a keyword would not be one any more. */
const RESERVED = /^(time|coproc|function|if|then|do|while|until|for|case|select|in|else|elif|fi|done|esac)$/;

/** Rewritings of one word that bash reads as the same word; every one must be equal in names, argv, class and verdict. */
const QUOTES: Readonly<Record<string, (word: string) => string>> = {
  single: (word) => `'${word}'`,
  double: (word) => `"${word}"`,
  backslashes: (word) => [...word].map((char) => `\\${char}`).join(''),
  'one backslash': (word) => `\\${word}`,
  'empty single in front': (word) => `''${word}`,
  'empty double behind': (word) => `${word}""`,
  'single inside': (word) => `${word.slice(0, 1)}'${word.slice(1)}'`,
  'double inside': (word) => `"${word.slice(0, -1)}"${word.slice(-1)}`,
  mixed: (word) => `"${word.slice(0, 1)}"'${word.slice(1)}'`,
  'ansi-c': (word) => `$'${word}'`,
  'ansi-c by number': (word) => `$'${[...word].map((char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}'`,
  'continued line': (word) => `${word.slice(0, 1)}\\\n${word.slice(1)}`,
};
/** bash translates it in its locale: what stands there is a guess, so that it is never proven. */
const localeString = (word: string): string => `$"${word}"`;

const seen = (command: string, preset: Preset) => {
  const analysis = analyse(command, { home: '/home/ann', cwd: WORKSPACE });
  const { verdict } = decideCommand(command, { preset });
  return {
    invocations: analysis.invocations.map(({ name, argv, assignments, redirects, wrappers, directories, stale, effects }) => ({
      name,
      argv: argv.map(({ kind, value }) => `${kind} ${value}`),
      assignments: assignments.map(({ name: variable, value }) => `${variable} ${value.kind} ${value.value}`),
      redirects: redirects.map(({ kind, target, descriptor }) => `${descriptor} ${kind} ${target.value}`),
      wrappers,
      directories,
      stale,
      class: effects.class,
      unproven: effects.unproven,
      facts: effects.facts,
    })),
    complete: analysis.complete,
    class: verdict.class,
    verdict: `${verdict.decision} ${verdict.tier} ${verdict.rule}`,
    signals: verdict.signals.map(({ span: _, ...signal }) => signal),
  };
};

/** A command of plain words and, between them, the joints of a list: each word can be found and rewritten. */
const WORDS = 'a.txt src/b.ts -l -rf --all -n 5 build / /etc/hosts ../up .env .npmrc HEAD origin main x run test install --force'.split(
  ' ',
);
const STARTS = (
  'ls|cat|grep -rn x|git status|git -C . push|git log|git push|rm|rm -rf|mv|cp -r|ln -s|tee|npm run|npm install|sed -n|find . -name|find . -exec rm|' +
  'sudo rm|env git|nice -n 5 cat|timeout 5 rm|xargs rm|bash|bash -c ls|node|python3|curl -o|tar xf|chmod +x|cd|command cat|builtin cd|exec ls|kill|docker run|' +
  'kubectl get|gh pr view|aws s3 ls|export|read|unset|test -f|echo|printf|eval ls|source|trap ls|unknown-tool|watch ls|awk -f|ssh h'
).split('|');
const simple = fc
  .tuple(fc.constantFrom(...STARTS), fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }))
  .map(([start, rest]) => [...start.split(' '), ...rest]);
const corpus = CORPUS.map((command) => command.split(' ')).filter(
  (words) => words.every((word) => PLAIN.test(word)) && !RESERVED.test(words[0] ?? ''),
);
const part: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 3, arbitrary: simple },
  { weight: 1, arbitrary: fc.constantFrom(...corpus) },
);
const list = fc.tuple(
  fc.array(part, { minLength: 1, maxLength: 2 }),
  fc.constantFrom(' && ', '; ', ' | ', '\n'),
  fc.constantFrom('', '', '', ' > out', ' 2>/dev/null'),
);

/** Writes the list with its `target`th plain argument rewritten; `undefined` when no word can be. */
function rewrite(
  parts: readonly (readonly string[])[],
  joint: string,
  tail: string,
  target: number,
  quote: (word: string) => string,
): string | undefined {
  const places = parts.flatMap((words, i) => words.flatMap((word, j) => (j > 0 && PLAIN.test(word) ? [`${i} ${j}`] : [])));
  const place = places[target % Math.max(1, places.length)];
  if (place === undefined) return undefined;
  return parts.map((words, i) => words.map((word, j) => (`${i} ${j}` === place ? quote(word) : word)).join(' ')).join(joint) + tail;
}

describe('quoting a plain argument in another way', () => {
  test.each(Object.entries(QUOTES))('%s: leaves programs, argv, class, signals and verdict equal', (_, quote) => {
    fc.assert(
      fc.property(list, fc.nat(20), fc.constantFrom(...PRESETS), ([parts, joint, tail], target, preset) => {
        const command = rewrite(parts, joint, tail, target, quote);
        const plain = rewrite(parts, joint, tail, target, (word) => word);
        if (command === undefined || plain === undefined) return;
        expect({ command, ...seen(command, preset) }).toEqual({ command, ...seen(plain, preset) });
      }),
      { numRuns: runs(300) },
    );
  });

  test('locale string: is never proven, but what it most likely says is still refused', () => {
    fc.assert(
      fc.property(list, fc.nat(20), fc.constantFrom(...PRESETS), ([parts, joint, tail], target, preset) => {
        const command = rewrite(parts, joint, tail, target, localeString);
        if (command === undefined) return;
        expect({ command, allowed: decideCommand(command, { preset }).verdict.decision === 'allow' }).toEqual({ command, allowed: false });
      }),
      { numRuns: runs(300) },
    );
    const refused = ['rm -rf $"/"', 'rm $"-rf" /', 'mkfs $"/dev/sda"', 'cat $".env"', 'echo x > $"/dev/sda"', 'sudo rm -rf $"/etc"'];
    expect(refused.filter((command) => decideCommand(command).verdict.decision !== 'deny')).toEqual([]);
  });

  test('the generator reaches the corpora', () => expect(corpus.length).toBeGreaterThan(40));
});
