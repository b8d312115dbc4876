import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { authorize, command, gateBench } from './gate-bench.ts';

const read = (name: string): string => readFileSync(new URL(`../corpora/${name}`, import.meta.url), 'utf8');
const rows = (name: string): string[] =>
  read(name)
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { command: string }).command);
const COMMANDS = [...new Set(['adversarial.jsonl', 'prefix-examples.jsonl', 'signals.jsonl', 'peer-commands.jsonl'].flatMap(rows))];

const NEVER_LOWERED = new Set(['network', 'system', 'control-write', 'unknown']);
const NEVER_BESIDE = new Set(['credential_access', 'privilege', 'persistence', 'obfuscation']);

test('a model that allows everything gets no further than the questions of the preset', { timeout: 60_000 }, async () => {
  const { open, workspace } = gateBench({ classify: async () => ({ kind: 'allow', reason: 'ok' }) });
  const [talkedRound, alone] = [open(), open({ classify: undefined, sessionId: 'two' })];
  let lowered = 0;
  const wrong: string[] = [];
  for (const text of COMMANDS) {
    const action = command(text, workspace);
    const [said, without] = [await authorize(talkedRound, action), await authorize(alone, action)];
    if (said.verdict.rule !== 'classifier:allow') {
      // Whatever a person would be asked about, or is refused, stays so.
      if (said.decision !== without.decision && without.verdict.rule !== 'approval:overflow' && said.verdict.rule !== 'approval:overflow')
        wrong.push(`${short(said)} for ${short(without)}: ${text}`);
      if (said.decision === 'ask') talkedRound.withdraw(said.approval.id);
    } else {
      lowered++;
      const { class: cls = 'unknown', signals } = said.verdict;
      if (NEVER_LOWERED.has(cls) || signals.some(({ kind }) => NEVER_BESIDE.has(kind)) || without.decision === 'deny') wrong.push(text);
    }
    if (without.decision === 'ask') alone.withdraw(without.approval.id);
  }
  expect(wrong).toEqual([]);
  expect(lowered).toBeGreaterThan(100);
});

const short = ({ decision, verdict }: Awaited<ReturnType<typeof authorize>>): string => `${decision} ${verdict.rule}`;
