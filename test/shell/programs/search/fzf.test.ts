import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const HERE = { class: 'read-only', prefix: { words: 0 }, reads: ['.'] };

test.each<[string, object]>([
  ['fzf', HERE],
  ['fzf +x +s +i -m', HERE],
  ['fzf -q --preview', HERE],
  ['fzf -f foo -d : -n 2..', HERE],
  ['fzf --color=dark --tac --ansi', HERE],
  ['fzf --bind ctrl-k:up,ctrl-/:toggle-preview,tab:toggle+down', HERE],
  ['fzf --bind=double-click:accept', HERE],
  ['fzf --preview-window=up', HERE],
  ['fzf --border --height=40%', HERE],
  ['fzf --version', { class: 'read-only', prefix: { words: 0 } }],
  ['fzf --walker-root=/home', { class: 'read-only', prefix: { words: 0 }, reads: ['/home'] }],
  ['fzf --walker-root src --walker file', { class: 'read-only', prefix: { words: 0 }, reads: ['src'] }],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'fzf --preview x',
  'fzf --preview=x',
  'fzf -q +x --preview=x',
  'fzf -m --preview x',
  'fzf --tac --preview=x',
  'fzf --height 40%',
  'fzf --color --preview',
  'fzf +q',
  'fzf words',
  'fzf --bind enter:become(x)',
  'fzf --bind enter:accept+execute(x)',
  'fzf --bind enter:execute-silent:x',
  'fzf --bind start:reload(x)',
  'fzf --bind focus:transform:x',
  'fzf --bind enter:change-preview(x)',
  'fzf --bind enter:print(x)',
  'fzf --bind enter:unknown',
  'fzf --bind $x',
  'fzf --bind=a:up --bind=b:execute:x',
  'fzf --history=h',
  'fzf --listen',
  'fzf --listen=6266',
  'fzf --with-shell=x',
  'fzf --tmux',
  'fzf --popup',
  'fzf --info-command=x',
  'fzf --walker=follow',
  'fzf --man',
  'fzf --profile-cpu=x',
  'fzf --prev=x',
  'fzf -- x',
  'fzf $x',
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
