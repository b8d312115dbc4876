import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['iptables -L', 'read-only'],
  ['iptables -nvL INPUT --line-numbers', 'read-only'],
  ['iptables -t nat -S POSTROUTING', 'read-only'],
  ['iptables-save -t nat', 'read-only'],
  ['nft list ruleset', 'read-only'],
  ['nft -a list table inet filter', 'read-only'],
  ['ufw status numbered', 'read-only'],
  ['firewall-cmd --list-all', 'read-only'],
  ['pfctl -sr', 'read-only'],
  ['pfctl -s rules', 'read-only'],
  ['iptables -F', 'system; dangerous_pattern'],
  ['iptables -L -Z', 'system; dangerous_pattern'],
  ['iptables -LZ', 'system; dangerous_pattern'],
  ['iptables -L INPUT -Z', 'system; dangerous_pattern'],
  ['iptables -M ./x -L', 'system; dangerous_pattern'],
  ['iptables --modprobe=./x -L', 'system; dangerous_pattern'],
  ['iptables -A INPUT -j DROP', 'system; dangerous_pattern'],
  ['iptables-save -M ./x', 'system; dangerous_pattern'],
  ['iptables-save -f out', 'system; dangerous_pattern'],
  ['iptables-restore x', 'system; dangerous_pattern'],
  ['nft -f x', 'system; dangerous_pattern'],
  ['nft list ruleset -f x', 'system; dangerous_pattern'],
  ['nft -N list ruleset', 'system; dangerous_pattern'],
  ['nft flush ruleset', 'system; dangerous_pattern'],
  ['ufw enable', 'system; dangerous_pattern'],
  ['ufw allow 22', 'system; dangerous_pattern'],
  ['firewall-cmd --add-port=1/tcp', 'system; dangerous_pattern'],
  ['pfctl -f x', 'system; dangerous_pattern'],
  ['pfctl -F all', 'system; dangerous_pattern'],
  ['iptables $x', 'not proven; dangerous_pattern'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});
