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
    const shows = name === 'atq' || (name === 'crontab' && args.length === 1 && args[0]?.kind === 'static' && args[0].value === '-l');
    if (shows) return effects('system', { none: LATER });
    if (name === 'systemd-run') {
      const at = args.findIndex((word) => !/^-/.test(word.value));
      return effects('system', { none: LATER }, { facts, runs: at < 0 ? [] : nested(args.slice(at)) });
    }
    const files = args.filter((word) => !word.value.startsWith('-'));
    return notProven(LATER, { facts, reads: name === 'crontab' ? files : [] });
  },
  match: { 'crontab -l': 'system', 'systemd-run --user rm y': 'system' },
  notMatch: ['crontab x', 'crontab -', 'at now', 'batch', 'systemd-run --user rm y'],
};

/** A server that runs already belongs to a person; what is sent there is out of sight. */
export const terminals: Program = {
  names: [
    'tmux',
    'screen',
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
    const at = args.findIndex((word) => !word.value.startsWith('-'));
    const runs = name === 'screen' && at >= 0 ? nested(args.slice(at)) : [];
    return notProven('it acts in another session', { runs, facts: [{ kind: 'process_control', verb: name }] });
  },
  match: { 'tmux -V': 'read-only' },
  notMatch: ['screen -dm rm y', "tmux new -d 'rm y'", 'tmux send-keys rm', "osascript -e 'x'"],
};
