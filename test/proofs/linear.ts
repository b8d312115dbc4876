import { writeFileSync } from 'node:fs';
import { analyse } from '../../src/shell/analyse.ts';
import { decideCommand, WORKSPACE } from '../policy/decide-harness.ts';

const SIZES = [256, 512, 1024, 2048, 4096, 8192, 16384] as const;
/** A byte of a longer text may cost this many times one of a shorter text of the same shape … */
const MAX_RATIO = 4;
/** … unless the whole command takes less than this, in nanoseconds: then the ratio is noise. */
const NOTICEABLE_NS = 10_000_000;
/** Each length is measured this often, and the best counts: everything else is the machine. */
const ROUNDS = 15;

/** Repeats a piece until the text has the wished length. */
const filled =
  (piece: string, before = 'echo ', after = '') =>
  (length: number) =>
    `${before}${piece.repeat(Math.floor((length - before.length - after.length) / piece.length))}${after}`;
/** Nests as deep as the caps let it through, then fills up with words. */
const nested = (open: string, close: string, depth: number) => (length: number) => {
  const levels = Math.min(depth, Math.floor(length / (open.length + close.length + 4)));
  return filled('abc ', open.repeat(levels), close.repeat(levels))(length);
};
/** As many as the cap on brackets lets through, and words between them. */
const spread = (piece: string, count: number) => (length: number) => {
  const text = `${piece}${'w '.repeat(Math.max(1, Math.floor((length / count - piece.length) / 2)))}`;
  return filled(text)(length);
};

/** Hostile texts by shape, each for a length in characters. */
const SHAPES: Readonly<Record<string, (length: number) => string>> = {
  'many words': filled('abc '),
  'one long word': filled('a'),
  'many quotes': filled(`'a' "b" `),
  'words of many quotes': filled(`'a'"b"`),
  'open double quote': filled('a$b ', 'echo "'),
  'many escapes': filled('\\a'),
  'many blanks': filled(' '),
  'many newlines': filled('\n'),
  'many continuations': filled('\\\n'),
  'many variables': filled('$x '),
  'many parameters in quotes': spread('"${x:-y}" ', 200),
  'many $(': spread('$(a) ', 200),
  'many back-ticks': spread('`a` ', 100),
  'many process substitutions': spread('<(a) ', 200),
  'many here-documents': filled('cat <<E\nx\nE\n', ''),
  'one long here-document': filled('some text\n', 'cat <<E\n', 'E\n'),
  'one here-document with variables': filled('$x \\$ ', 'cat <<E\n', '\nE\n'),
  'many here-strings': filled('<<< x '),
  'many redirects': filled('> f '),
  'many descriptors': filled('2>&1 '),
  'many ;': filled('a; ', ''),
  'many &&': filled('a && ', '', 'a'),
  'many pipes': filled('a | ', '', 'a'),
  'many &': filled('a & ', ''),
  'many assignments': filled('x=1 ', ''),
  'many moves': filled('mv a b; ', ''),
  'many removals': filled('rm -rf a; ', ''),
  'many cd': filled('cd a; ', ''),
  'many cd, then reads': filled('cd a && cat b; ', ''),
  'many git': filled('git status; ', ''),
  'many operands': filled('abc/def ', 'cat '),
  'many removed operands': filled('abc/def ', 'rm -rf '),
  'many options': filled('-n ', 'sort '),
  'many long options': filled('--all ', 'git log '),
  'many globs': filled('*.a ', 'cat '),
  'one long glob': filled('*a', 'cat '),
  'many tildes': filled('~/a '),
  'many braces': spread('{a,b} ', 200),
  'many brackets': spread('[a] ', 200),
  'long path': filled('a/', 'cat '),
  'long path of dots': filled('../', 'cat '),
  'many comments': filled('# a\n', ''),
  'one long comment': filled('# ', 'ls '),
  'nested sub-shells': nested('( ', ' )', 40),
  'nested substitutions': nested('echo "$(', ')"', 40),
  'nested back-ticks in quotes': nested('"`', '`"', 40),
  'nested groups': nested('{ ', '; }', 40),
  'nested if': nested('if a; then ', '; fi', 4000),
  'nested while': nested('while a; do ', '; done', 4000),
  'nested wrappers': filled('sudo ', '', 'ls'),
  'a shell in a shell': filled('a; ', "bash -c '", "'"),
  'find with many actions': filled("-exec a {} ';' ", 'find . '),
  'xargs with a long text': filled('abc ', 'echo ', '| xargs rm'),
  'sed with a long script': filled('s/a/b/;', "sed '", "' x"),
  'awk with a long program': filled('a=1;', "awk '{", "}' x"),
  'jq with a long filter': filled('.a|', "jq '", ".b' x"),
  arithmetic: filled('1+', 'echo $((', '1))'),
  'a condition': filled('a == b && ', '[[ ', 'a == b ]]'),
  'odd characters': filled('\u200b'),
  emoji: filled('\u{1f600}'),
};

const context = { home: '/home/ann', cwd: WORKSPACE };
const READINGS: Readonly<Record<string, (text: string) => unknown>> = {
  analyse: (text) => analyse(text, context),
  decide: (text) => decideCommand(text),
};

/** The best of several rounds, in nanoseconds for one reading. */
function cost(read: (text: string) => unknown, text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    read(text);
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  }
  return best;
}

/** How far the cost of a byte grows with the length; what caps make cheaper does not count. */
function growth(each: readonly number[]): number {
  return Math.max(...each.map((ns, i) => ns / Math.min(...each.slice(0, i + 1))));
}

const print = (line: string): void => writeFileSync(process.stdout.fd, `${line}\n`);

/** Measures every shape; returns those whose cost grows faster than their length. */
function measure(name: string, read: (text: string) => unknown): string[] {
  print(
    `\n${name.padEnd(34)}${SIZES.map((size) => (size < 1024 ? `${size} B` : `${size / 1024} KiB`).padStart(9)).join('')}   growth     16 KiB   (ns per byte)`,
  );
  return Object.entries(SHAPES).flatMap(([shape, make]) => {
    for (let warm = 0; warm < 30; warm++) read(make(512));
    const costs = SIZES.map((size) => ({ size, ns: cost(read, make(size)) }));
    const each = costs.map(({ size, ns }) => ns / size);
    const ratio = growth(each);
    const longest = Math.max(...costs.map(({ ns }) => ns));
    const bad = ratio > MAX_RATIO && longest > NOTICEABLE_NS;
    const last = costs.at(-1)?.ns ?? 0;
    print(
      `${shape.padEnd(34)}${each.map((ns) => ns.toFixed(1).padStart(9)).join('')}${ratio.toFixed(1).padStart(9)}${`${(last / 1e6).toFixed(2)} ms`.padStart(11)}${bad ? '   NOT LINEAR' : ''}`,
    );
    return bad ? [`${name}: ${shape}`] : [];
  });
}

/** Shows that reading a command takes time linear in its length; exits 1 for a shape where it does not. */
function main(): void {
  const bad = Object.entries(READINGS).flatMap(([name, read]) => measure(name, read));
  print(bad.length === 0 ? '\nlinear: yes' : `\nlinear: no\n${bad.join('\n')}`);
  process.exitCode = bad.length === 0 ? 0 : 1;
}

main();
