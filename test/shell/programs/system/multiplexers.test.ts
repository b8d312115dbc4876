import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['tmux -V', 'read-only'],
  ['tmux ls', 'read-only'],
  ["tmux list-sessions -F '#{session_name}: #S'", 'read-only'],
  ['tmux lsp -a', 'read-only'],
  ['tmux show-options -g status', 'read-only'],
  ["tmux display-message -p '#{pane_current_path}'", 'read-only'],
  ["tmux ls -F '#(rm y)'", 'not proven; process_control'],
  ["tmux ls -f '#(rm y)'", 'not proven; process_control'],
  ["tmux display -p '#(rm y)'", 'not proven; process_control'],
  ["tmux display -p '#{E:x}'", 'not proven; process_control'],
  ["tmux display -p '#{copy_cursor_line}'", 'not proven; process_control'],
  ['tmux display -pa', 'not proven; process_control'],
  ["tmux display '#S'", 'not proven; process_control'],
  ['tmux capture-pane -p', 'not proven; process_control'],
  ['tmux show-environment', 'not proven; process_control'],
  ['tmux show-buffer', 'not proven; process_control'],
  ['tmux send-keys rm', 'not proven; process_control'],
  ["tmux new -d 'rm y'", 'not proven; process_control'],
  ['tmux -S ./s ls', 'not proven; process_control'],
  ['tmux -f x ls', 'not proven; process_control'],
  ['tmux', 'not proven; process_control'],
  ['screen -ls', 'read-only'],
  ['screen -v', 'read-only'],
  ['screen -wipe', 'not proven; process_control'],
  ['screen -dm rm y', 'not proven; starts rm y; process_control'],
  ['screen -S x -X stuff y', 'not proven; starts x -X stuff y; process_control'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
