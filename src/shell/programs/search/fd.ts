import type { Word } from '../../analysis.ts';
import { notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';
import { unknownWord } from '../words.ts';
import { nested } from '../wrapper.ts';

const rule = compile({
  flags:
    '-0 -1 -a -F -g -H -h -I -i -l -p -q -s -u -V --absolute-path --fixed-strings --full-path --glob --hidden --ignore-case --case-sensitive --list-details ' +
    '--no-ignore --no-ignore-vcs --no-ignore-parent --print0 --prune --quiet --regex --show-errors --unrestricted --one-file-system --strip-cwd-prefix',
  values:
    '-c -d -e -E -j -S -t -o --and --changed-within --changed-before --color --exclude --extension --format --max-depth --min-depth --exact-depth --max-results ' +
    '--owner --path-separator --size --threads --type',
  reads: '--ignore-file --search-path --base-directory -C',
  refused: '-x -X -L --exec --exec-batch --follow',
  operands: 'pattern',
  here: true,
});

const EXEC = /^(-[a-zA-Z]*[xX]|--exec|--exec-batch)$/;

function started(args: readonly Word[]): readonly Word[] {
  const at = args.findIndex((word) => word.kind === 'static' && EXEC.test(word.value));
  return at < 0 ? [] : args.slice(at + 1).filter((word) => word.value !== ';');
}

/** `-x` and `-X` start a command with what was found. */
export const fd: Program = {
  names: ['fd', 'fdfind'],
  effects: ({ args }) => {
    const judged = judge(rule, args);
    const command = started(args);
    if (command.length === 0) return judged;
    const runs = nested([...command, unknownWord(command.at(-1))]).map((one) => ({ ...one, open: true }));
    return notProven('it starts a command with what it finds', { ...judged, runs });
  },
  match: { 'fd foo src': 'read-only', 'fd -e ts': 'read-only', "fd -t f '^a'": 'read-only' },
  notMatch: ['fd -x rm', 'fd . -X rm -rf', 'fd -Hx rm', 'fd --exec=rm', 'fd -L foo'],
};
