import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import { scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { nested } from '../wrapper.ts';

const FACTS = [{ kind: 'process_control', verb: 'tmux' }] as const;

/** Neither `#(command)`, which runs it, nor what a person has copied or stands in a pane. */
const FORMAT = /^([^#]|#\{(?!buffer|copy|mouse|cursor|search|selection|pane_search|popup)[a-z_]+\}|#[SWIPDHTF])*$/;

const shown = compile({ flags: '-a -g -q -s -v -w -p -A', values: '-F -f -t -O', operands: 'text' });

function lists(args: readonly Word[], operands: number): Effects {
  const scanned = scan(args, shown.table);
  const formats = [...valuesOf(scanned, '-F -f'), ...scanned.operands];
  if (scanned.operands.length > operands || !formats.every(({ value, kind }) => kind === 'static' && FORMAT.test(value)))
    return notProven('a format can run a command', { facts: FACTS });
  return judge(shown, args, 1);
}

/** A server that runs already belongs to a person; what is sent there, and what stands on its screens, is out of sight. */
export const tmux: Program = {
  names: ['tmux'],
  effects: ({ args }) => {
    const [verb, ...rest] = args;
    const known = verb?.kind === 'static' ? verb.value : '';
    if (args.some(({ value }) => value.endsWith(';'))) return notProven('another command stands behind a semicolon', { facts: FACTS });
    if (known === '-V' && rest.length === 0) return effects('read-only', { words: 0 });
    if (/^(ls|list-sessions|lsw|list-windows|lsp|list-panes|lsc|list-clients)$/.test(known)) return lists(rest, 0);
    if (/^(has|has-session)$/.test(known)) return lists(rest, 0);
    if (/^(show|show-options|showw|show-window-options)$/.test(known)) return lists(rest, 1);
    const prints =
      /^(display|display-message)$/.test(known) && hasOption(scan(rest, shown.table), '-p') && !hasOption(scan(rest, shown.table), '-a');
    return prints ? lists(rest, 1) : notProven('it acts in another session', { facts: FACTS });
  },
  match: {
    'tmux -V': 'read-only',
    'tmux ls': 'read-only',
    "tmux list-sessions -F '#{session_name}'": 'read-only',
    'tmux show-options -g': 'read-only',
    "tmux display-message -p '#S'": 'read-only',
  },
  notMatch: [
    "tmux new -d 'rm y'",
    'tmux send-keys rm',
    "tmux ls -F '#(rm y)'",
    "tmux display-message -p '#(rm y)'",
    "tmux display-message '#S'",
    "tmux display -p '#{E:x}'",
    'tmux capture-pane -p',
    'tmux display -pa',
    "tmux display -p '#{copy_cursor_line}'",
    'tmux show-environment',
    'tmux show-buffer',
    "tmux show -t ':;' splitw -f 'rm y'",
    "tmux display -p -t ':;' kill-server",
    'tmux -S ./s ls',
    'tmux -f x ls',
    'tmux',
  ],
};

export const screen: Program = {
  names: ['screen'],
  effects: ({ args }) => {
    const [first, ...rest] = args;
    const only = rest.length === 0 && first?.kind === 'static' ? first.value : '';
    if (/^(-ls|-list|-v|--version|--help)$/.test(only)) return effects('read-only', { words: 0 });
    const at = args.findIndex((word) => !word.value.startsWith('-'));
    return notProven('it acts in another session', {
      runs: at < 0 ? [] : nested(args.slice(at)),
      facts: [{ kind: 'process_control', verb: 'screen' }],
    });
  },
  match: { 'screen -ls': 'read-only', 'screen -v': 'read-only' },
  notMatch: ['screen -dm rm y', 'screen', 'screen -wipe', 'screen -S x -X stuff y', 'screen -ls x'],
};
