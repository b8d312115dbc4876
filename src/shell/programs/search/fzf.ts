import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { optionTable, type Scan, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { HERE } from '../words.ts';

/** What takes a value only sometimes is `attached`: a word behind it is then an operand, of which there are none. */
const roles = optionTable({
  flags:
    '-x -e -i -m -0 -1 -s --extended --no-extended --exact --ignore-case --no-ignore-case --smart-case --literal --no-literal --no-sort --sort --tac --no-tac --track --no-track --disabled --no-disabled ' +
    '--phony --multi --no-multi --mouse --no-mouse --cycle --no-cycle --multi-line --no-multi-line --raw --no-raw --wrap --no-wrap --wrap-word --highlight-line --no-highlight-line ' +
    '--keep-right --no-keep-right --hscroll --no-hscroll --filepath-word --no-filepath-word --no-height --reverse --no-reverse --no-margin --no-padding --no-border --no-border-label ' +
    '--inline-info --no-info --no-separator --no-scrollbar --no-gap --no-gap-line --header-first --no-header-first --no-header --no-header-lines --no-footer --ansi --no-ansi --black --bold --no-bold --no-color ' +
    '--unicode --no-unicode --ambidouble --clear --no-clear --no-history --no-preview --print-query --no-print-query --read0 --no-read0 --print0 --no-print0 --select-1 --no-select-1 --exit-0 --no-exit-0 ' +
    '--sync --no-sync --async --no-tty-default --no-input --force-tty-in --no-expect --bash --zsh --fish --version --help --no-popup --no-tmux --no-listen --no-bind --show-scrollbar',
  values:
    '-n -d -q -f --nth --with-nth --accept-nth --id-nth --delimiter --query --filter --scheme --algo --tiebreak --layout --margin --padding --info --prompt --pointer --marker --marker-multi-line ' +
    '--gutter --gutter-raw --ghost --header --footer --ellipsis --jump-labels --border-label --border-label-pos --list-label --list-label-pos --input-label --input-label-pos ' +
    '--header-label --header-label-pos --footer-label --footer-label-pos --preview-label --preview-label-pos --preview-window --expect --toggle-sort --walker --walker-skip --style --separator --wrap-sign ' +
    '--tabstop --header-lines --min-height --history-size --scroll-off --hscroll-off --threads --freeze-left --freeze-right --bind --tail',
  attached:
    '--color --border --list-border --input-border --header-border --header-lines-border --footer-border --preview-border --scrollbar --gap --gap-line --height --multi --wrap --sort',
  reads: '--walker-root',
  refused:
    '--preview --listen --listen-unsafe --history --with-shell --tmux --popup --become --info-command --man --proxy-script --profile-cpu --profile-mem --profile-block --profile-mutex',
});

/** Switches that are turned off. */
const OFF = /^\+[xismcS012]$/;

/** Actions that move, mark, show or leave; others start commands, print text or ask for more. */
const ACTIONS =
  'abort accept accept-non-empty accept-or-print-query backward-char backward-delete-char backward-delete-char/eof backward-kill-word backward-word beginning-of-line bell best bg-cancel cancel ' +
  'clear-multi clear-query clear-screen clear-selection close delete-char delete-char/eof deselect deselect-all disable-search down down-match down-selected enable-search end-of-line ' +
  'exclude exclude-multi first forward-char forward-word half-page-down half-page-up hide-header hide-input hide-preview ignore jump jump-accept kill-line kill-word last next-history next-selected ' +
  'offset-down offset-middle offset-up page-down page-up prev-history prev-selected preview-bottom preview-down preview-half-page-down preview-half-page-up preview-page-down preview-page-up ' +
  'preview-top preview-up previous-history print-query put refresh-preview replace-query select select-all show-header show-input show-preview toggle toggle-all toggle-down toggle-header ' +
  'toggle-hscroll toggle-in toggle-input toggle-multi-line toggle-out toggle-preview toggle-preview-wrap toggle-raw toggle-search toggle-sort toggle-track toggle-track-current toggle-up toggle-wrap ' +
  'top track track-current unbind unix-line-discard unix-word-rubout untrack-current up up-match up-selected yank';
const PLAIN_ACTIONS: ReadonlySet<string> = new Set(ACTIONS.split(' '));

/** They go to a line, or change what keys do that others have given an action. */
const ABOUT_KEYS = /^(pos\(-?\d+\)|(unbind|rebind)\([\w-]+\))$/;

/** Only `key:action+action,key:action`: what has a value of its own is read by rules of its own. */
function isPlainBinding({ kind, value }: Word): boolean {
  return (
    kind === 'static' &&
    value.split(',').every((one) => {
      const [, actions] = /^[\w@/\\\]^-]+:([\w+/()-]+)$/.exec(one) ?? [];
      return actions?.split('+').every((action) => PLAIN_ACTIONS.has(action) || ABOUT_KEYS.test(action)) === true;
    })
  );
}

function doubt(scanned: Scan): string | undefined {
  if (scanned.unknown !== undefined) return scanned.unknown;
  if (scanned.doubtful !== undefined) return 'a word that is only known when it runs could be an option';
  if (!scanned.operands.every(({ value }) => OFF.test(value))) return 'an operand that it does not take';
  if (!valuesOf(scanned, '--bind').every(isPlainBinding)) return 'a key starts a command';
  return valuesOf(scanned, '--walker').some(({ value }) => value.includes('follow'))
    ? 'it follows symbolic links out of the directory'
    : undefined;
}

function judgeFzf({ args, piped }: Parameters<Program['effects']>[0]): Effects {
  const scanned = scan(args, roles);
  const roots = valuesOf(scanned, '--walker-root');
  const known = { reads: roots.length > 0 ? roots : piped || hasOption(scanned, '--help --version') ? [] : [HERE] };
  const reason = doubt(scanned);
  return reason === undefined ? effects('read-only', { words: 0 }, known) : notProven(reason, known);
}

/** A filter of its standard input, or of the names below a directory where that is a terminal. */
export const fzf: Program = {
  names: ['fzf'],
  effects: judgeFzf,
  match: {
    'fzf --help': 'read-only',
    'fzf +i -m --height=50% --layout=reverse --border': 'read-only',
    'fzf -f foo': 'read-only',
    'fzf --bind=tab:toggle+down,ctrl-/:toggle-preview': 'read-only',
    'fzf --walker-root=src': 'read-only',
  },
  notMatch: [
    "fzf --preview='rm {}'",
    "fzf --preview 'rm {}'",
    "fzf -q x --preview 'rm {}'",
    "fzf -q --preview --preview 'rm {}'",
    "fzf --bind='enter:execute(rm {})'",
    "fzf --bind='enter:become(rm {})'",
    "fzf --bind='start:reload:rm y'",
    "fzf --bind='focus:transform-header:rm y'",
    'fzf --bind=enter:accept,ctrl-a:execute:rm',
    'fzf --listen=6266',
    'fzf --history=x',
    'fzf --with-shell=./x',
    'fzf --tmux',
    'fzf --info-command=x',
    'fzf --walker=file,follow',
    'fzf x',
    'fzf --height 50%',
    'fzf $x',
  ],
};
