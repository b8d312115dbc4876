import type { Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { foundWords, onlyReads } from '../found/found-words.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';
import { HERE, unknownWord } from '../words.ts';
import { nested } from '../wrapper.ts';

const rule = compile({
  flags:
    '-0 -1 -a -F -g -H -h -I -i -l -p -q -s -u -V --absolute-path --fixed-strings --full-path --glob --hidden --ignore-case --case-sensitive --list-details ' +
    '--no-ignore --no-ignore-vcs --no-ignore-parent --print0 --prune --quiet --regex --show-errors --unrestricted --one-file-system ' +
    '--no-hidden --ignore --ignore-vcs --no-follow --no-require-git --no-global-ignore-file --no-ignore-file --relative-path --has-results',
  attached: '--strip-cwd-prefix --hyperlink',
  values:
    '-c -d -e -E -j -S -t -o --and --changed-within --changed-before --color --exclude --extension --format --max-depth --min-depth --exact-depth --max-results ' +
    '--owner --path-separator --size --threads --type --batch-size --newer --older --changed-after --change-newer-than --change-older-than',
  reads: '--ignore-file --search-path --base-directory -C',
  refused: '-x -X -L --exec --exec-batch --follow',
  operands: 'pattern',
  here: true,
});

/** Without options before it but these, names are found below where it starts, or below its second operand. */
const PLAIN = /^(-[HIigsaFpu]+|-[tedE]|-[tedE].+|--(hidden|no-ignore|ignore-case|type|extension|max-depth|exclude)(=.*)?)$/;
const EXEC = /^(-[a-zA-Z]*[xX]|--exec|--exec-batch)$/;

function started(args: readonly Word[]): readonly Word[] {
  const at = args.findIndex((word) => word.kind === 'static' && EXEC.test(word.value));
  return at < 0 ? [] : args.slice(at + 1).filter((word) => word.value !== ';');
}

/** The command with the names that it gets, when all it does is read them; `{}` alone stands for a name. */
function commandThatReads(args: readonly Word[], command: readonly Word[]): readonly Word[] | undefined {
  const at = args.length - command.length - (args.at(-1)?.value === ';' ? 1 : 0) - 1;
  const before = args.slice(0, at);
  const operands = before.filter(({ value }, i) => !value.startsWith('-') && !/^-[tedE]$/.test(before[i - 1]?.value ?? ''));
  const plain = before.every(({ kind, value }) => kind === 'static' && (!value.startsWith('-') || PLAIN.test(value)));
  if (at < 0 || !plain || operands.length > 1 || !/^(-x|-X|--exec|--exec-batch)$/.test(args[at]?.value ?? '')) return undefined;
  const reader = command.filter(({ value }) => value !== '{}');
  if (!onlyReads(reader) || reader.some(({ value }) => value.includes('{'))) return undefined;
  const names = foundWords(
    { roots: [HERE], which: { names: undefined, skipped: [], visible: false, bare: true }, nul: true },
    false,
    HERE.span,
  );
  if (names === undefined) return undefined;
  // Twice, for the first could be taken for a pattern.
  const twice = [...names, ...names];
  return reader.length === command.length ? [...command, ...twice] : command.flatMap((word) => (word.value === '{}' ? twice : [word]));
}

/** `-x` and `-X` start a command with what was found. */
export const fd: Program = {
  names: ['fd', 'fdfind'],
  effects: ({ args }) => {
    const judged = judge(rule, args);
    const command = started(args);
    if (command.length === 0) return judged;
    const read = commandThatReads(args, command);
    if (read !== undefined) return effects('read-only', { none: 'it runs another command' }, { reads: judged.reads, runs: nested(read) });
    const runs = nested([...command, unknownWord(command.at(-1))]).map((one) => ({ ...one, fed: { mark: undefined, cut: false } }));
    return notProven('it starts a command with what it finds', { ...judged, runs });
  },
  match: {
    'fd foo -x cat': 'read-only',
    'fd -e ts -X wc -l {}': 'read-only',
    'fd foo src': 'read-only',
    'fd -e ts': 'read-only',
    "fd -t f '^a'": 'read-only',
  },
  notMatch: [
    'fd -x rm',
    'fd foo /etc -x cat',
    'fd -L -x cat',
    'fd -x sed -i s/a/b/',
    'fd -x cat x{}',
    'fd -C / -x cat',
    'fd . -X rm -rf',
    'fd -Hx rm',
    'fd --exec=rm',
    'fd -L foo',
  ],
};
