import type { Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

function listsExtensions({ kind, value }: Word): boolean {
  return kind === 'static' && /^--(list-extensions|show-versions|version|help)$/.test(value);
}

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
    'sk',
    'lazygit',
    'tig',
    'gitui',
    'htop',
    'btop',
    'ncdu',
    'glow',
    'dialog',
    'whiptail',
    'gum',
    'visidata',
    'vd',
  ],
  effects: ({ args }, name) => {
    const [only] = args;
    if (args.length === 1 && only?.kind === 'static' && only.value === '--version') return effects('read-only', { words: 0 });
    if (/^(code|code-insiders|cursor)$/.test(name) && args.length > 0 && args.every(listsExtensions))
      return effects('read-only', { words: 0 });
    const files = args.filter((word) => !/^[-+]/.test(word.value));
    return notProven('it waits for a person, or can start a shell', { writes: files });
  },
  match: { 'vim --version': 'read-only', 'code --list-extensions': 'read-only' },
  notMatch: [
    "vim -es -c ':!rm y' -c q",
    'nano x',
    'ed x',
    'code .',
    'code --install-extension x',
    'code --list-extensions --extensions-dir x',
  ],
};
