import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decideCommand } from './decide-harness.ts';

interface Row {
  readonly technique: string;
  readonly command: string;
  readonly safe_outcomes: readonly string[];
}

const rows = readFileSync(new URL('../corpora/adversarial.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

test('every adversarial command has a safe outcome, and none that hides a program is allowed', () => {
  const unsafe = rows.flatMap(({ command, safe_outcomes }) => {
    const { verdict } = decideCommand(command);
    const { prefix } = verdict;
    const outcome = prefix.kind === 'prefix' ? `prefix:${prefix.value}` : prefix.kind;
    const hides = !safe_outcomes.some((safe) => safe.startsWith('prefix'));
    const safe = safe_outcomes.includes(outcome) || safe_outcomes.includes(prefix.kind);
    return safe && !(hides && verdict.tier === 1 && outcome.startsWith('prefix'))
      ? []
      : [{ command, outcome, safe_outcomes, decision: verdict.decision }];
  });
  expect(unsafe).toEqual([]);
});
