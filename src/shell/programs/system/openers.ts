import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';

/** What a file or address starts is the desktop's choice. */
export const openers: Program = {
  names: [
    'open',
    'xdg-open',
    'gio',
    'start',
    'explorer',
    'sensible-browser',
    'x-www-browser',
    'firefox',
    'chromium',
    'google-chrome',
    'chrome',
    'safari',
    'gnome-open',
    'kde-open',
    'wslview',
    'mimeopen',
    'run-mailcap',
    'see',
    'qlmanage',
  ],
  effects: ({ args }, name) => {
    const [first, ...rest] = args;
    const only = rest.length === 0 && first?.kind === 'static' ? first.value : undefined;
    if (name === 'qlmanage' && only !== undefined && /^-[mh]$/.test(only)) return effects('read-only', { words: 0 });
    const plain = rest.length > 0 && rest.every(({ kind, value }) => kind === 'static' && /^[^-:][^:]*$/.test(value));
    // It shows the file in its directory, and opens it not.
    if (name === 'open' && plain && first?.kind === 'static' && first.value === '-R')
      return effects('read-only', { words: 0 }, { reads: rest });
    return notProven('it starts a program that the desktop chooses', { reads: args.filter((word) => !/^(-|[a-z]+:)/.test(word.value)) });
  },
  match: { 'open -R x': 'read-only', 'qlmanage -m': 'read-only' },
  notMatch: [
    'open x',
    'xdg-open https://x',
    'open -a Terminal x',
    'open -R',
    'open -R x -a Terminal',
    'open -R https://x',
    'qlmanage -p x',
    'qlmanage -r',
    'xdg-open -R x',
  ],
};
