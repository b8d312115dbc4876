import type { Effects, Nested, Redirect, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar, Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program, ProgramCall } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { literal, plainWords, unknownWord } from '../words.ts';

const grammar: Grammar = {
  flags: '-0 -o -p -r -t -x --null --open-tty --interactive --no-run-if-empty --verbose --exit --show-limits --help --version',
  values: '-d -E -I -J -L -n -P -R -s -S --delimiter --max-lines --max-args --max-procs --max-chars --replace --process-slot-var',
  attached: '-e -i -l --eof --replace --max-lines',
  reads: '-a --arg-file',
  style: 'posix',
};
const roles = optionTable(grammar);

/** The text on standard input, when the command holds it and it needs no reading of quotes. */
function inputText(redirects: readonly Redirect[], scanned: Scan): Word | undefined {
  const input = redirects.findLast((redirect) => redirect.descriptor === 0);
  if (input?.kind !== 'text' || plainWords(input.target.value, input.target) === undefined || input.target.kind !== 'static')
    return undefined;
  // These change how the text is cut into words.
  return hasOption(scanned, '-0 --null -d --delimiter -E -e --eof -a --arg-file -L -l --max-lines -s --max-chars -S')
    ? undefined
    : input.target;
}

/** What stands for input in the command: `{}` of `-I`, `-i`, `--replace`. */
function placeholder(scanned: Scan): string | undefined {
  const named = valuesOf(scanned, '-I -J --replace -i')[0];
  if (named !== undefined) return named.value;
  return hasOption(scanned, '-i --replace') ? '{}' : undefined;
}

type Open = Pick<Extract<Nested, { kind: 'argv' }>, 'argv' | 'fed'>;

/** The command with what it is fed, when that comes from standard input and is cut at blanks, lines or zero bytes. */
function fed(command: readonly Word[], scanned: Scan, mark: string | undefined): Open {
  const delimiter = valuesOf(scanned, '-d --delimiter')[0];
  const told = !hasOption(scanned, '-a --arg-file') && (delimiter === undefined || delimiter.value === '\\n');
  if (told) return { argv: command, fed: { mark, cut: delimiter !== undefined || !hasOption(scanned, '-0 --null') } };
  return { argv: mark === undefined ? [...command, unknownWord(command.at(-1))] : command.map((word) => unknownAt(word, mark)) };
}

function unknownAt(word: Word, mark: string): Word {
  return word.value.includes(mark) ? unknownWord(word) : word;
}

/** With a placeholder each line is one word in its place. */
function replaced(command: readonly Word[], mark: string, scanned: Scan, input: Word | undefined): readonly Nested[] {
  if (input === undefined) {
    const alone = command.map((word) => (word.value === mark ? word : unknownAt(word, mark)));
    return [{ kind: 'argv', ...fed(alone, scanned, mark) }];
  }
  const lines = input.value.split('\n').map((line) => line.trim());
  const put = (word: Word, line: string): Word =>
    word.value.includes(mark) ? { ...word, value: word.value.replaceAll(mark, line) } : word;
  return lines.filter((line) => line !== '').map((line) => ({ kind: 'argv', argv: command.map((word) => put(word, line)) }));
}

/** Without one, words are added at the end, `-n` at a time. */
function appended(command: readonly Word[], scanned: Scan, input: Word | undefined): readonly Nested[] {
  const words = input === undefined ? undefined : plainWords(input.value, input);
  if (words === undefined) return [{ kind: 'argv', ...fed(command, scanned, undefined) }];
  const most = valuesOf(scanned, '-n --max-args')[0];
  const size = most === undefined ? Math.max(1, words.length) : Math.max(1, Number.parseInt(most.value, 10) || 1);
  const calls: Nested[] = [];
  for (let at = 0; at < Math.max(1, words.length); at += size)
    calls.push({ kind: 'argv', argv: [...command, ...words.slice(at, at + size)] });
  return calls;
}

function judgeXargs({ args, redirects }: ProgramCall): Effects {
  const scanned = scan(args, roles);
  const reads = valuesOf(scanned, '-a --arg-file');
  const command = scanned.operands.length === 0 ? [literal('echo')] : scanned.operands;
  const input = inputText(redirects, scanned);
  const mark = placeholder(scanned);
  const runs = mark === undefined ? appended(command, scanned, input) : replaced(command, mark, scanned, input);
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, { runs, reads });
  // Of these the last one wins.
  if (mark !== undefined && hasOption(scanned, '-L -l -n --max-lines --max-args'))
    return notProven('-I does not go together with -L or -n', { runs, reads });
  if (scanned.doubtful !== undefined && scanned.operands.indexOf(scanned.doubtful) <= 0) {
    return notProven('a word before the command is only known when it runs', { runs, reads });
  }
  return effects('read-only', { none: 'it runs another command' }, { runs, reads });
}

export const xargs: Program = {
  names: ['xargs', 'gxargs'],
  effects: judgeXargs,
  match: {},
  notMatch: [
    'xargs rm',
    'xargs -n 1 rm -rf',
    'xargs -I{} sh -c {}',
    'xargs --frob rm',
    'xargs',
    'xargs -a list cat',
    'xargs -I{} -L1 rm -rf',
  ],
};
