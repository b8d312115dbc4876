import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decideCommand, verdictOf } from './decide-harness.ts';

const matrix = JSON.parse(readFileSync(new URL('../corpora/tier0.json', import.meta.url), 'utf8')) as { deny: string[]; allow: string[] };

/** The same catastrophe behind everything that could hide it. */
const HIDDEN = [
  'xargs rm -rf <<< /',
  "xargs rm -rf <<< '/ /tmp/x'",
  'echo / | xargs rm -rf',
  "env -S 'rm -rf /'",
  'env A=1 rm -rf /',
  'bash -c \'bash -c "rm -rf /"\'',
  "bash <<< 'rm -rf /'",
  'bash <<E\nrm -rf /\nE',
  "echo 'rm -rf /' | sh",
  'bash -c $\'echo ran\\n(\'"\nrm -rf /"',
  'rm -rf /\n(',
  'nohup nice timeout 5 rm -rf ~ &',
  'echo $(rm -rf /)',
  'cat <(rm -rf /)',
  'if true; then rm -rf /; fi',
  'for x in 1; do rm -rf "$HOME"; done',
  'f() { rm -rf /; }; f',
  'cd /; rm -rf *',
  'cd / && cd etc/.. && rm -rf ./*',
  '{rm,-rf,/}',
  'r\\m -rf /',
  "'rm' -rf /",
  "$'rm' -rf /",
  'sudo -u root env X=1 rm -rf --no-preserve-root /',
  'find ~ -exec rm -rf {} +',
  'rm -rf .',
  'rm -rf ../project',
  'rm -rf ..',
  'mv ~ /tmp/x',
  'dd if=x | dd of=/dev/sda',
  'tee /dev/nvme0n1 < x',
  'cp x /dev/sda',
  'echo 1 > ~/.config/bailiwick/rules.jsonc',
  'rm -rf ~/.local/state/bailiwick',
  'sed -i s/a/b/ ~/.config/bailiwick/settings.json',
];

/** Close to a catastrophe, and none. */
const HARMLESS = [
  'rm -rf dist',
  'find . -name "*.pyc" -delete',
  'find . -type f -name x -delete',
  'rm -rf src/*',
  'echo rm -rf /',
  "git commit -m 'rm -rf /'",
  'fdisk -l /dev/sda',
  'dd if=/dev/sda of=disk.img',
  'ls /',
  'rm -r /tmp/a',
  'grep -r "mkfs /dev/sda" .',
];

describe('tier 0', () => {
  test('the matrix: every catastrophe and every known bypass is denied', () => {
    expect(matrix.deny.filter((command) => verdictOf(command) !== 'deny 0')).toEqual([]);
  });

  test('the matrix: nothing harmless is denied', () => {
    expect(matrix.allow.filter((command) => decideCommand(command).verdict.tier === 0)).toEqual([]);
  });

  test('it holds through wrappers, substitutions, nested shells and scripts that do not parse', () => {
    expect(HIDDEN.filter((command) => verdictOf(command) !== 'deny 0')).toEqual([]);
  });

  test('it does not fire beside the mark', () => {
    expect(HARMLESS.filter((command) => decideCommand(command).verdict.tier === 0)).toEqual([]);
  });

  test('no preset, access or grant lifts it', () => {
    for (const preset of ['strict', 'standard', 'relaxed'] as const) {
      for (const access of ['read-only', 'workspace-write', 'full'] as const)
        expect(verdictOf('sudo rm -rf /', { preset, access })).toBe('deny 0');
    }
  });

  test('the denial names the rule, the reason and the span', () => {
    const command = 'true; sudo rm -rf /etc';
    expect(decideCommand(command).verdict).toMatchObject({
      decision: 'deny',
      tier: 0,
      rule: 'tier0:remove-vital',
      reason: 'refused for everybody: it removes /etc, which everything else depends on',
      span: { start: 18, end: 22 },
    });
  });
});
