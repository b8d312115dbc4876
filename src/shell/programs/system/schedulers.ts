import type { Effects, Fact } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { nested } from '../wrapper.ts';

const LATER = 'it runs something later, when nobody watches';

/** What they are given runs later and elsewhere. */
export const schedulers: Program = {
  names: ['crontab', 'at', 'batch', 'systemd-run', 'anacron', 'atrm', 'atq', 'systemd-cron', 'fcrontab', 'nq', 'tsp'],
  effects: ({ args }, name): Effects => {
    const facts: readonly Fact[] = [{ kind: 'persistence', how: name }];
    if (args.length === 0 && name === 'atq') return effects('read-only', { words: 0 });
    const shows = args.length === 1 && args[0]?.kind === 'static' && args[0].value === '-l' && /^(crontab|at)$/.test(name);
    // What a person runs by the clock may hold a password; the numbers of what is queued do not.
    if (shows) return name === 'at' ? effects('read-only', { words: 0 }) : effects('system', { none: LATER });
    if (name === 'systemd-run') {
      const at = args.findIndex((word) => !/^-/.test(word.value));
      return effects('system', { none: LATER }, { facts, runs: at < 0 ? [] : nested(args.slice(at)) });
    }
    const files = args.filter((word) => !word.value.startsWith('-'));
    return notProven(LATER, { facts, reads: name === 'crontab' ? files : [] });
  },
  match: { 'crontab -l': 'system', atq: 'read-only', 'at -l': 'read-only', 'systemd-run --user rm y': 'system' },
  notMatch: ['crontab x', 'crontab -', 'at now', 'batch', 'at -c 1', 'atq -q $x', 'systemd-run --user rm y'],
};

/** A server that runs already belongs to a person; what is sent there is out of sight. */
export const terminals: Program = {
  names: [
    'zellij',
    'byobu',
    'tmate',
    'xterm',
    'gnome-terminal',
    'konsole',
    'alacritty',
    'kitty',
    'wezterm',
    'osascript',
    'xdotool',
    'ydotool',
    'wmctrl',
    'automator',
    'shortcuts',
    'applescript',
    'say',
  ],
  effects: ({ args }, name) => {
    const [only] = args;
    if (args.length === 1 && only?.kind === 'static' && /^(-V|--version|-v)$/.test(only.value)) return effects('read-only', { words: 0 });
    return notProven('it acts in another session', { facts: [{ kind: 'process_control', verb: name }] });
  },
  match: { 'zellij --version': 'read-only' },
  notMatch: ['xdotool key x', 'say x', 'xterm -e rm y', "osascript -e 'x'"],
};
