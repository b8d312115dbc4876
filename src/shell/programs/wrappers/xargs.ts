import type { Effects, Nested, Redirect, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Grammar, Scan } from '../options.ts';
import { hasOption, roleMap, scan, valuesOf } from '../options.ts';
import type { Program, ProgramCall } from '../program.ts';
import { literal, plainWords, unknownWord } from '../words.ts';

const grammar: Grammar = {
  flags: '-0 -o -p -r -t -x --null --open-tty --interactive --no-run-if-empty --verbose --exit --show-limits --help --version',
  values: '-d -E -I -J -L -n -P -R -s -S --delimiter --max-lines --max-args --max-procs --max-chars --replace --process-slot-var',
  attached: '-e -i -l --eof --replace --max-lines',
  reads: '-a --arg-file',
  style: 'posix',
};
const roles = roleMap(grammar);

/** The words on standard input, when the command text holds them. */
function inputWords(redirects: readonly Redirect[], scanned: Scan): readonly Word[] | undefined {
  const input = redirects.findLast((redirect) => redirect.descriptor === 0);
  if (input?.kind !== 'text' || input.target.kind !== 'static') return undefined;
  if (hasOption(scanned, '-0 --null -d --delimiter -E -e --eof -a --arg-file')) return undefined;
  return plainWords(input.target.value, input.target);
}

/** What stands for input in the command: `{}` of `-I`, `-i`, `--replace`. */
function placeholder(scanned: Scan): string | undefined {
  const named = valuesOf(scanned, '-I -J --replace -i')[0];
  if (named !== undefined) return named.value;
  return hasOption(scanned, '-i --replace') ? '{}' : undefined;
}

function judgeXargs({ args, redirects }: ProgramCall): Effects {
  const scanned = scan(args, grammar, roles);
  const reads = valuesOf(scanned, '-a --arg-file');
  const command = scanned.operands.length === 0 ? [literal('echo')] : scanned.operands;
  const last = command.at(-1);
  const input = inputWords(redirects, scanned);
  const mark = placeholder(scanned);
  const argv =
    mark === undefined
      ? [...command, ...(input ?? [unknownWord(last)])]
      : command.flatMap((word, at) =>
          at > 0 && word.value === mark && input ? input : [word.value.includes(mark) ? unknownWord(word) : word],
        );
  const open = input === undefined && mark === undefined;
  const runs: readonly Nested[] = [{ kind: 'argv', argv, ...(open ? { open } : {}) }];
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, { runs, reads });
  if (scanned.doubtful !== undefined && scanned.operands.indexOf(scanned.doubtful) <= 0) {
    return notProven('a word before the command is only known when it runs', { runs, reads });
  }
  return effects('read-only', { none: 'it runs another command' }, { runs, reads });
}

export const xargs: Program = {
  names: ['xargs', 'gxargs'],
  effects: judgeXargs,
  match: {},
  notMatch: ['xargs rm', 'xargs -n 1 rm -rf', 'xargs -I{} sh -c {}', 'xargs --frob rm', 'xargs', 'xargs -a list cat'],
};
