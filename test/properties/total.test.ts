import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/shell/analyse.ts';
import type { CommandAnalysis, Span } from '../../src/shell/analysis.ts';
import { decideCommand, WORKSPACE } from '../policy/decide-harness.ts';
import { command, mutated } from './commands.ts';
import { runs } from './runs.ts';

const context = { home: '/home/ann', cwd: WORKSPACE };

function spansOf(analysis: CommandAnalysis): Span[] {
  const { parts, invocations, hazards, forkBombs } = analysis;
  return [
    ...forkBombs,
    ...hazards.map((hazard) => hazard.span),
    ...parts.flatMap((part) => [part.span, ...part.argv.map((word) => word.span)]),
    ...invocations.flatMap(({ span, argv, assignments, redirects }) => [
      span,
      ...argv.map((word) => word.span),
      ...assignments.flatMap((assignment) => [assignment.span, assignment.value.span]),
      ...redirects.flatMap((redirect) => [redirect.span, redirect.target.span]),
    ]),
  ];
}

/** What is wrong with an analysis or a verdict as values, whatever the text was. */
function faultsOf(text: string): string[] {
  const analysis = analyse(text, context);
  const decided = decideCommand(text);
  const spans = [
    ...spansOf(analysis),
    ...decided.asking,
    ...decided.parts.map((part) => part.span),
    ...(decided.verdict.span === undefined ? [] : [decided.verdict.span]),
  ];
  return [
    ...spans
      .filter(({ start, end }) => !(start >= 0 && start <= end && end <= text.length))
      .map(({ start, end }) => `span ${start}-${end} of ${text.length}`),
    ...(analysis.command === text ? [] : ['another command']),
    ...(analysis.complete === (analysis.hazards.length === 0) ? [] : ['complete in spite of hazards']),
    ...(analysis.plain && (analysis.compound || analysis.parts.length !== 1) ? ['plain and compound'] : []),
    ...analysis.invocations.filter(({ part }) => part < 0 || part >= Math.max(1, analysis.parts.length)).map(({ part }) => `part ${part}`),
    ...(!analysis.complete && decided.verdict.decision === 'allow' ? ['incomplete and allowed'] : []),
  ];
}
const whole = (text: string): void => {
  expect({ text, faults: faultsOf(text) }).toEqual({ text, faults: [] });
};

describe('analyse is total: it answers everything, within the text', () => {
  test.each([
    ['any code unit', fc.string({ unit: 'binary', maxLength: 60 })],
    ['any character that a person sees', fc.string({ unit: 'grapheme', maxLength: 60 })],
    ['ASCII', fc.string({ unit: 'binary-ascii', maxLength: 80 })],
    ['bytes', fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('latin1'))],
    ['bytes taken for UTF-8', fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('utf8'))],
    [
      'single surrogates',
      fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 20 }).map((units) => `echo ${String.fromCharCode(...units)}`),
    ],
    [
      'shell characters',
      fc.array(fc.constantFrom(...'$(){}[]<>|&;`\'"\\#*?~!=+-@:,%^ \n\tabx01'), { maxLength: 60 }).map((chars) => chars.join('')),
    ],
    [
      'shell words',
      fc
        .array(
          fc.constantFrom(
            'if',
            'then',
            'fi',
            'case',
            'esac',
            'in',
            ';;',
            ')',
            '(',
            '{',
            '}',
            'for',
            'do',
            'done',
            '[[',
            ']]',
            '$((',
            '))',
            '${x',
            '<<E',
            '\nE\n',
            '<(',
            '"',
            "'",
            '`',
            '$(',
            'a',
            '=',
            'coproc',
            'select',
            'function',
            'f()',
            '!',
            '&&',
            '|',
            ';',
            '&',
            '>',
            '\n',
          ),
          { maxLength: 30 },
        )
        .map((words) => words.join(' ')),
    ],
    ['commands', command],
    ['commands with odd characters', mutated],
  ])('%s', (_, text) => {
    fc.assert(fc.property(text, whole), { numRuns: runs(200) });
  });

  test('a piece cut from a command, at any place', () => {
    fc.assert(
      fc.property(command, fc.nat(), fc.nat(), (text, from, to) =>
        whole(text.slice(from % (text.length + 1)).slice(0, to % (text.length + 1))),
      ),
      { numRuns: runs(400) },
    );
  });
});

/** Every opener, how it nests in itself, and what closes it. */
const OPENERS: readonly (readonly [name: string, open: string, close: string])[] = [
  ['sub-shell', '(', ')'],
  ['sub-shell, apart', '( ', ' )'],
  ['substitution', '$(', ')'],
  ['quoted substitution', '"$(', ')"'],
  ['substitution of echo', 'echo $(', ')'],
  ['back-ticks', '`', '`'],
  ['group', '{ ', ' ;}'],
  ['function', 'f() { ', ' ;}'],
  ['condition', '[[ ', ' ]]'],
  ['condition in brackets', '[[ ( ', ' ) ]]'],
  ['not', '! ', ''],
  ['parameter', '${x:-', '}'],
  ['quoted parameter', '"${x:-', '}"'],
  ['arithmetic', '$((', '))'],
  ['arithmetic brackets', '$[', ']'],
  ['brace expansion', '{a,', '}'],
  ['subscript', 'a[', ']=1'],
  ['array', 'a=(', ')'],
  ['process substitution', 'cat <(', ')'],
  ['output to a process', 'tee >(', ')'],
  ['if', 'if a; then ', '; fi'],
  ['while', 'while a; do ', '; done'],
  ['for', 'for x in a; do ', '; done'],
  ['case', 'case x in a) ', ';; esac'],
  ['case with an opening bracket', 'case x in (a) ', ';; esac'],
  ['select', 'select x in a; do ', '; done'],
  ['coproc', 'coproc { ', ' ;}'],
  ['here-document', 'cat <<E\n$(', ')\nE\n'],
  ['here-string', 'cat <<< "$(', ')"'],
  ['shell in a shell', 'bash -c "', '"'],
  ['wrapper', 'sudo ', ''],
  ['wrapper with a script', "env -S '", "'"],
  ['eval', 'eval ', ''],
  ['pipe', 'a | ', ''],
  ['list', 'a && ', ''],
  ['time', 'time ', ''],
  ['extglob', '@(', ')'],
  ['ansi-c', "$'\\x", "'"],
  ['escape', '\\', ''],
];
/** Below, at and beyond what is followed, parsed and screened. */
const DEPTHS = [1, 12, 13, 48, 49, 256, 257, 1000] as const;

describe('nesting of every opener, up to the caps and beyond', () => {
  test.each(OPENERS)('%s', (_, open, close) => {
    for (const depth of DEPTHS) {
      const opened = open.repeat(depth);
      for (const text of [opened, `ls; ${opened}rm x${close.repeat(depth)}; rm x`]) {
        const faults = faultsOf(text);
        expect({ depth, text: text.slice(0, 60), faults }).toEqual({ depth, text: text.slice(0, 60), faults: [] });
      }
    }
  });

  test('two openers in turn', () => {
    const opener = fc.constantFrom(...OPENERS);
    fc.assert(
      fc.property(opener, opener, fc.integer({ min: 1, max: 130 }), fc.boolean(), (a, b, depth, closes) => {
        const text = `${(a[1] + b[1]).repeat(depth)}x${closes ? (b[2] + a[2]).repeat(depth) : ''}`;
        const faults = faultsOf(text);
        expect({ text, faults }).toEqual({ text, faults: [] });
      }),
      { numRuns: runs(100) },
    );
  });

  test('what is nested deeper than is followed is never allowed, and the program inside is not passed over silently', () => {
    for (const [, open, close] of OPENERS.filter(([name]) =>
      /^(sub-shell|substitution|quoted substitution|group|if|while|process substitution|case)$/.test(name),
    )) {
      for (const depth of DEPTHS) {
        const text = `${open.repeat(depth)}curl x${close.repeat(depth)}`;
        const { invocations, complete } = analyse(text, context);
        expect({ text, seen: !complete || invocations.some(({ name }) => name === 'curl') }).toEqual({ text, seen: true });
      }
    }
  });
});

describe('lengths around the caps', () => {
  const pieces = ['a', 'a ', "'a' ", 'x=1 ', '> f ', ';', '\n', '#', '\\', '"', '$x', '\u{1f600}', '\0', '~ ', '* '];
  const textOf = (piece: string, length: number) => `echo ${piece.repeat(Math.ceil(length / piece.length))}`.slice(0, length);

  test.each([16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1])('%i characters', (length) => {
    for (const piece of pieces) {
      const text = textOf(piece, length);
      const faults = faultsOf(text);
      expect({ piece, length, faults }).toEqual({ piece, length, faults: [] });
    }
  });

  test.each([16 * 1024 + 1, 256 * 1024, 256 * 1024 + 1, 1024 * 1024])('%i characters are never understood completely', (length) => {
    expect(pieces.filter((piece) => analyse(textOf(piece, length), context).complete)).toEqual([]);
  });
});
