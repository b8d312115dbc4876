import { notProven } from '../effects.ts';
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
  effects: ({ args }) =>
    notProven('it starts a program that the desktop chooses', { reads: args.filter((word) => !/^(-|[a-z]+:)/.test(word.value)) }),
  match: {},
  notMatch: ['open x', 'xdg-open https://x', 'open -a Terminal x'],
};
