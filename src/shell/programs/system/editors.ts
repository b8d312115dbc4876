import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

/** They wait for a person, and every one of them can start a shell. */
export const editors: Program = {
  names: [
    'vi',
    'vim',
    'nvim',
    'view',
    'vimdiff',
    'ex',
    'ed',
    'red',
    'nano',
    'pico',
    'emacs',
    'emacsclient',
    'micro',
    'helix',
    'hx',
    'kak',
    'joe',
    'mcedit',
    'mc',
    'ranger',
    'nnn',
    'lf',
    'vifm',
    'code',
    'code-insiders',
    'cursor',
    'subl',
    'idea',
    'zed',
    'gedit',
    'kate',
    'fzf',
    'sk',
    'lazygit',
    'tig',
    'gitui',
    'htop',
    'btop',
    'k9s',
    'ncdu',
    'glow',
    'bat',
    'batcat',
    'delta',
    'dialog',
    'whiptail',
    'gum',
    'visidata',
    'vd',
  ],
  effects: ({ args }, name) => {
    const [only] = args;
    if (args.length === 1 && only?.kind === 'static' && only.value === '--version') return effects('read-only', { words: 0 });
    if (
      /^(bat|batcat)$/.test(name) &&
      args.every((word) => word.kind === 'static' && /^(-p|-n|-pp|--plain|--number|[^-].*)$/.test(word.value))
    ) {
      return effects('read-only', { words: 0 }, { reads: args.filter((word) => !word.value.startsWith('-')) });
    }
    const files = args.filter((word) => !/^[-+]/.test(word.value));
    return notProven('it waits for a person, or can start a shell', { writes: files });
  },
  match: { 'vim --version': 'read-only', 'bat -p x': 'read-only' },
  notMatch: ["vim -es -c ':!rm y' -c q", 'nano x', 'fzf', 'bat --pager=rm x', 'ed x', 'code .'],
};
